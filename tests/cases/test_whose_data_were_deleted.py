"""A keyed fingerprint of an address stays when its data go, so that a re-import is noticed."""

import logging
from datetime import timedelta
from io import StringIO
from time import perf_counter

import pytest
from django.core.management import CommandError, call_command

from dsar.audit.models import Event
from dsar.cases import done, retaining, suppressed
from dsar.cases.errors import Invalid, NotAllowed
from dsar.cases.models import Case
from dsar.cases.operations import suppressing, verifying
from dsar.cases.operations.intake import Person
from dsar.cases.suppressed import Suppressed, read
from tests import desk

NOW = desk.MONDAY + timedelta(days=1)
BY = {"actor": desk.OFFICER, "now": NOW}
AGENT = Person(name="Alex Agent", email="alex@example.org", representing="Robin Requester")
LIST = "name;email\nRobin; ROBIN@Example.org \nDana;dana@example.org\n"
NOTHING = {"code": "crm", "name": "CRM", "what": "nothing", "ground": "", "why": ""}


@pytest.fixture
def deleted(company) -> Case:
    return desk.released(desk.identified(desk.receive(company, "erasure")))


def found(company, text: str = LIST) -> list[tuple[int, str, str]]:
    matches = suppressed.matches(company.pk, read(text), now=NOW)
    return [(one.line, one.kind, one.reference) for one in matches]


def test_with_the_answer_the_address_comes_onto_the_list(deleted, company):
    assert found(company) == [(2, "email", deleted.reference)]
    assert Event.objects.filter(event="suppression.added").count() == 1


def test_the_person_is_told(deleted):
    letter = desk.letter(deleted, "answer")

    assert "we keep a fingerprint of your email address" in letter
    assert "you can object to it" in letter


def test_neither_the_row_nor_the_chain_holds_the_address(deleted):
    [row] = Suppressed.objects.values()
    told = str(row) + str(list(Event.objects.values_list("facts", flat=True)))

    assert "robin" not in told.lower()
    assert len(bytes(row["mark"])) == 32


def test_another_company_has_other_marks(deleted, swedish):
    assert found(swedish) == []
    desk.released(desk.identified(desk.receive(swedish, "erasure")))

    one, other = Suppressed.objects.values_list("mark", flat=True)
    assert bytes(one) != bytes(other)


def test_where_nothing_was_deleted_nobody_is_listed(company):
    case = desk.identified(desk.receive(company, "erasure"))
    desk.done(case, body=desk.DONE["erasure"] | {"places": [NOTHING]})
    desk.released(case)

    assert not Suppressed.objects.exists()
    assert "fingerprint" not in desk.letter(case, "answer")


@pytest.mark.parametrize("right", ["access", "marketing"])
def test_no_other_right_lists_anybody(company, right):
    case = desk.receive(company, right)
    desk.released(case if right == "marketing" else desk.identified(case))

    assert not Suppressed.objects.exists()


def test_a_test_case_lists_nobody_and_says_so_to_nobody(company):
    case = desk.released(desk.identified(desk.receive(company, "erasure", is_test=True)))

    assert not Suppressed.objects.exists()
    assert "fingerprint" not in desk.letter(case, "answer")


@pytest.mark.parametrize("given", [{"person": AGENT}, {"channel": "drp"}], ids=["mandate", "drp"])
def test_an_agents_address_is_neither_listed_nor_spoken_of(company, given):
    case = desk.receive(company, "erasure", **given)
    verifying.confirm_address(case_id=case.pk, now=NOW)
    known = {"method": "by_officer", "note": "Known by phone"}
    case = desk.done(verifying.accept_identity(case_id=case.pk, **known, **BY), now=NOW)

    suppressing.note_deleted(case, **BY)
    assert not Suppressed.objects.exists()
    said = " ".join(done.told(case))
    assert "Deleted on" in said
    assert "fingerprint" not in said


def take_off(company, *, because: str) -> None:
    entry = Suppressed.objects.get()
    suppressing.remove(company_id=company.pk, pk=entry.pk, because=because, **BY)


def test_who_objected_is_not_listed_again_with_another_answer(deleted, company):
    take_off(company, because="objected")

    suppressing.note_deleted(deleted, **BY)
    assert not Suppressed.objects.exists()
    assert "fingerprint" not in " ".join(done.told(deleted))


def test_what_was_taken_off_by_mistake_comes_on_again(deleted, company):
    take_off(company, because="mistake")

    suppressing.note_deleted(deleted, **BY)
    assert Suppressed.objects.get().reference == deleted.reference
    assert "fingerprint" in " ".join(done.told(deleted))


def test_their_page_speaks_of_it_while_it_is_kept(deleted, company):
    assert "fingerprint" in " ".join(done.sentences(deleted))

    take_off(company, because="customer-again")
    assert "fingerprint" not in " ".join(done.sentences(deleted))


def test_a_number_is_known_however_it_is_written(deleted, company):
    suppressing.add(
        company_id=company.pk, reference=deleted.reference, kind="phone", value="07700 900123", **BY
    )

    assert found(company, "Robin,+44 7700 900-123\nDana,+44 7700 900124\n") == [
        (1, "phone", deleted.reference)
    ]


def test_by_hand_only_for_a_case_in_which_something_was_deleted(company, deleted):
    given = {"company_id": company.pk, "kind": "email", "value": "robin@example.com", **BY}
    with pytest.raises(NotAllowed, match="nothing was deleted"):
        suppressing.add(reference=desk.receive(company).reference, **given)
    with pytest.raises(Invalid, match="no such case"):
        suppressing.add(reference="NIP-2222-22", **given)
    with pytest.raises(Invalid, match="Give an email address"):
        suppressing.add(reference=deleted.reference, **given | {"value": "  "})


def test_it_is_taken_off_with_a_reason_that_the_chain_keeps(deleted, company):
    pk = Suppressed.objects.get().pk
    with pytest.raises(Invalid, match="Choose why"):
        suppressing.remove(company_id=company.pk, pk=pk, because="", **BY)

    suppressing.remove(company_id=company.pk, pk=pk, because="customer-again", **BY)
    assert found(company) == []
    event = Event.objects.get(event="suppression.removed")
    assert (event.subject, event.facts["because"]) == (deleted.reference, "customer-again")
    with pytest.raises(NotAllowed, match="no more"):
        suppressing.remove(company_id=company.pk, pk=pk, because="mistake", **BY)


def test_the_policy_says_how_long_they_stay(deleted, company):
    months_60 = desk.MONDAY.replace(year=2031) + timedelta(hours=6)
    assert retaining.forget_due(company, now=months_60 - timedelta(days=1))["suppression"] == 0
    assert retaining.forget_due(company, now=months_60)["suppression"] == 1
    assert not Suppressed.objects.exists()


def test_a_check_leaves_nothing_but_how_many(deleted, company, caplog):
    with caplog.at_level(logging.DEBUG):
        suppressing.check(company=company, asked=list(read(LIST)), **BY)

    event = Event.objects.get(event="suppression.checked")
    assert event.facts == {"asked": 2, "matched": 1}
    assert "dana" not in caplog.text.lower()


def test_the_command_names_lines_and_never_what_stands_there(deleted, company, tmp_path):
    path, out = tmp_path / "list.csv", StringIO()
    path.write_text(LIST)

    with pytest.raises(SystemExit, match="1"):
        call_command("check_import", str(path), company=company.slug, stdout=out)
    assert out.getvalue() == f"line 2: email, deleted with {deleted.reference}\n"

    path.write_text("dana@example.org\n")
    call_command("check_import", str(path), company=company.slug, stdout=out)


def test_a_list_is_read_whatever_parts_its_columns():
    text = '"A B" <a@example.org>,1\nb@example.org;c@example.org\n2026;12345\n0044 (0)7700 900123'

    assert [(one.line, one.value) for one in read(text)] == [
        (1, "a@example.org"),
        (2, "b@example.org"),
        (2, "c@example.org"),
        (4, "0044 (0)7700 900123"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Robin|{}|1",
        "mailto:{}",
        "email={}",
        '{{"email": "{}"}}',
        "[{}]",
        "'{}'",
        "‘{}’,1",
        "„{}“",
        "{}\\",
        "write to {}.",
    ],
)
def test_an_address_is_found_whatever_is_around_it(line):
    assert [one.value for one in read(line.format("o'neill@example.org"))] == [
        "o'neill@example.org"
    ]


@pytest.mark.parametrize("line", ["@", "a@", "@b", "a" * 310 + "@example.org"])
def test_what_is_no_address_is_not_taken_for_one(line):
    assert list(read(line)) == []


@pytest.mark.parametrize("part", ["a", "a@", "1 ", "(", "1(((((", "'", "@'"])
def test_a_line_that_never_ends_is_read_at_once(part):
    began = perf_counter()
    list(read(part * (suppressed.MOST_BYTES // len(part))))
    assert perf_counter() - began < 20


@pytest.mark.parametrize("text", ["é" * (suppressed.MOST_BYTES // 2 + 1), "a\n" * 20_001])
def test_the_command_takes_no_more_than_the_page(company, tmp_path, text):
    path = tmp_path / "list.csv"
    path.write_text(text)

    with pytest.raises(CommandError, match="20,000 lines or 1 MB at most"):
        call_command("check_import", str(path), company=company.slug)
