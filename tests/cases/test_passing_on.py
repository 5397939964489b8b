"""What another organisation decides about is handed to it, as far as the requester allows."""

from datetime import timedelta

import pytest

from dsar.audit.queries import history
from dsar.cases import retaining
from dsar.cases.errors import Invalid
from dsar.cases.models import Case
from dsar.cases.operations import closing, erasing
from dsar.cases.operations.intake import Person
from dsar.cases.operations.passing_on import Elsewhere, elsewhere_of
from dsar.outbox.models import Message as Mail
from dsar.portal.own_page import letters_of
from dsar.vault.operations import unseal
from tests import desk

NOW = desk.MONDAY + timedelta(hours=2)
TO = {
    "organisation": "Example Bank",
    "organisation_email": "privacy@bank.example",
    "what": "A copy of my calls.",
}


def asked(company, may: str = "yes", **given) -> Case:
    given.setdefault("elsewhere", Elsewhere("Example Bank", may, "A copy of my calls."))
    return desk.receive(company, **given)


def set_aside(case: Case, **change) -> Case:
    given = {"outcome": "redirected", "reason": "Your employer decides.", **TO} | change
    return closing.set_aside(case_id=case.pk, actor=desk.OFFICER, now=NOW, **given)


def mails(case: Case) -> list[dict]:
    sent = Mail.objects.filter(data_key=case.data_key, key__startswith="other:")
    return [unseal(one, "payload") for one in sent]


def test_the_organisation_reads_what_is_asked_and_whom_to_answer(company) -> None:
    case = set_aside(asked(company))

    [mail] = mails(case)
    assert (mail["to"], mail["from"]) == ("privacy@bank.example", company.sender_email)
    for said in (
        "Robin Requester has sent Nexus IP a request",
        "Monday 23 November 2026",
        case.reference,
        "Get a copy of my data",
        "A copy of my calls.",
        "Robin Requester\nrobin@example.org",
    ):
        assert said in mail["text"], said
    assert "robin" not in mail["subject"].lower()


def test_the_requester_reads_to_whom_on_which_day_and_what_they_can_do(company) -> None:
    case = set_aside(asked(company))

    text = desk.letter(case, "set_aside")
    assert (
        "On Monday 23 November 2026 we passed your request on to Example Bank"
        " (privacy@bank.example)" in text
    )
    assert "If you hear nothing within a month" in text
    assert (case.status, case.outcome) == ("closed", "redirected")


def test_it_is_written_down_without_a_word_of_whom(company) -> None:
    case = set_aside(asked(company))

    [event] = [
        one for one in history(case.company_id, case.reference) if one.event == "request.passed-on"
    ]
    assert event.facts == {"agreed_at_the_desk": False}


def test_the_mail_stays_with_the_case_and_off_the_requesters_page(company) -> None:
    case = set_aside(asked(company))

    note = case.messages.get(kind="passed_on")
    assert "privacy@bank.example" in unseal(note, "body")["text"]
    assert not [one for one in letters_of(case, now=NOW) if "Whom to answer" in one.text]


@pytest.mark.parametrize(
    ("slug", "reads"),
    [("technology-nexus", "Vem som ska få svar"), ("nexuscore", "Whom to answer")],
)
def test_it_is_written_in_the_companys_language_not_the_requesters(db, slug, reads) -> None:
    case = set_aside(asked(desk.publish(slug), language="fr"))

    assert reads in mails(case)[0]["text"]


def test_whoever_is_reached_by_letter_is_answered_by_letter(company) -> None:
    paper = Person("Robin Paper", postal="1 Quay\nLeeds")

    case = set_aside(asked(company, person=paper))

    assert "Robin Paper\n1 Quay\nLeeds" in mails(case)[0]["text"]
    assert case.messages.get(kind="set_aside").by_post


def test_whoever_said_no_is_kept_to_their_word(company) -> None:
    case = asked(company, "no")

    with pytest.raises(Invalid, match="nothing is passed on") as refused:
        set_aside(case, agreed=True)

    assert refused.value.field == "organisation"
    assert mails(case) == []


@pytest.mark.parametrize("said", [{"may": "unsure"}, {"elsewhere": None}])
def test_whoever_has_not_said_yes_is_asked_first(company, said) -> None:
    case = asked(company, **said)

    with pytest.raises(Invalid, match="Ask them first"):
        set_aside(case)
    set_aside(case, agreed=True)

    assert len(mails(case)) == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"organisation": " "}, "organisation"),
        ({"organisation_email": ""}, "organisation_email"),
        ({"organisation_email": "a@example.com b@example.com"}, "organisation_email"),
        ({"what": " "}, "what"),
        ({"outcome": "duplicate"}, "outcome"),
    ],
)
def test_half_of_it_is_refused_and_nothing_leaves(company, change, field) -> None:
    case = asked(company)

    with pytest.raises(Invalid) as refused:
        set_aside(case, **change)

    assert refused.value.field == field
    assert mails(case) == []
    assert Case.objects.get(pk=case.pk).is_open


def test_without_an_organisation_nothing_is_passed_on(company) -> None:
    case = set_aside(asked(company), organisation="", organisation_email="")

    assert mails(case) == []
    assert "passed your request on" not in desk.letter(case, "set_aside")


def test_what_they_asked_goes_with_the_rest_of_the_correspondence(company) -> None:
    case = set_aside(asked(company))
    over = NOW + timedelta(days=3 * 366)
    assert "correspondence" in {
        kind for kind in retaining.OF_CASES if list(retaining.due(company, kind, now=over))
    }

    erasing.let_go(case_id=case.pk, kind="correspondence", now=over)

    assert case.messages.get(kind="passed_on").body is None
    case.refresh_from_db()
    assert elsewhere_of(case) == Elsewhere("", "", "")


def test_under_a_law_without_authority_they_are_sent_to_none(company) -> None:
    text = desk.letter(set_aside(asked(company, regime="ccpa")), "set_aside")

    assert "Example Bank should now answer you. If you hear nothing, write to them." in text
    assert "supervisory authority" not in text


AGENT = Person(
    name="Lee Lawyer", email="lee@law.example", representing="Robin Requester", authority="lawyer"
)


def test_who_asks_for_somebody_else_is_not_taken_for_them(company) -> None:
    [mail] = mails(set_aside(asked(company, person=AGENT)))

    for said in (
        "Lee Lawyer has sent Nexus IP a request about the personal data of somebody else: Robin",
        "Lee Lawyer has agreed to that.",
        "Please check for yourselves, too, whether Lee Lawyer may ask for Robin Requester.",
        "Lee Lawyer\nlee@law.example",
    ):
        assert said in mail["text"], said
    assert "Robin Requester has sent" not in mail["text"]


def test_they_read_that_both_names_were_passed_on(company) -> None:
    text = desk.letter(set_aside(asked(company, person=AGENT)), "set_aside")

    assert "your name, the name of the person you ask for, and the address" in text
    alone = desk.letter(set_aside(asked(company)), "set_aside")
    assert "the name of the person you ask for" not in alone


def test_who_asks_for_themselves_is_not_said_to_stand_in(company) -> None:
    [mail] = mails(set_aside(asked(company)))

    assert "somebody else" not in mail["text"]
    assert "whether" not in mail["text"]
