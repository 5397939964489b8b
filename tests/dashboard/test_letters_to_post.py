"""An officer prints what goes by post, and says when it left."""

from datetime import timedelta

import pytest

from dsar.accounts.roles import Role
from dsar.audit.models import Event
from dsar.audit.queries import history
from dsar.cases.operations import closing, emailing, posting
from dsar.cases.operations.intake import Person
from dsar.cases.operations.passing_on import Elsewhere
from dsar.companies.models import Membership
from dsar.dashboard.views import letters
from dsar.vault.operations import unseal
from tests import desk
from tests.dashboard.conftest import NOW, page_of, words
from tests.typeset import pdfs

ALL = "/desk/letters/"
PAPER = Person(name="Robin Paper", postal="1 Quay\nLeeds")


@pytest.fixture
def case(company):
    return desk.receive(company, at=NOW - timedelta(days=3), person=PAPER)


def letter_of(case):
    return case.messages.filter(by_post=True).latest("at", "pk")


def path(case, *more):
    return page_of(case, "letters", str(letter_of(case).pk), *more)


def views(case):
    return [event for event in history(case.company_id, case.reference) if "viewed" in event.event]


def test_a_letter_is_saved_as_a_pdf_named_by_its_reference(client, case):
    response = client.get(path(case, "pdf"))

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'attachment; filename="{case.reference}-letter.pdf"'
    assert "no-store" in response["Cache-Control"]
    assert "sandbox" in response["Content-Security-Policy"]
    assert "Dear Robin Paper," in pdfs.text(response.content)


def test_each_look_is_written_down_and_nothing_personal_with_it(client, case, officer):
    client.get(path(case, "pdf"))

    [event] = views(case)
    assert (event.event, event.actor) == ("letter.viewed", officer.actor)
    assert event.facts == {"item": str(letter_of(case).pk)}
    assert "Letter opened as a PDF" in words(client.get(page_of(case)))


def test_a_look_does_not_disturb_somebody_who_is_writing(client, case):
    page = client.get(page_of(case, "extend")).content.decode()
    seen = page.split('name="seen" value="')[1].split('"')[0]

    client.get(path(case, "pdf"))
    sent = {"seen": seen, "ground": "complexity", "reasons": "Seven systems."}

    assert client.post(page_of(case, "extend"), sent).status_code == 302


def test_all_that_wait_come_in_one_file_the_oldest_first(client, case, company):
    older = desk.receive(company, at=NOW - timedelta(days=5), person=Person("Kai", postal="2 Hill"))
    desk.receive(company, at=NOW)  # by mail

    response = client.get(ALL)

    assert response["Content-Disposition"] == 'attachment; filename="letters-to-post.pdf"'
    said = pdfs.text(response.content)
    assert 0 < said.index("Dear Kai,") < said.index("Dear Robin Paper,")
    assert "Robin Requester" not in said
    assert len(views(case)) == len(views(older)) == 1


def test_a_file_holds_so_many_and_the_rest_comes_once_these_are_posted(
    client, case, company, monkeypatch
):
    monkeypatch.setattr(letters, "MOST", 1)
    desk.receive(company, at=NOW, person=Person("Kai", postal="2 Hill"))

    assert "Kai" not in pdfs.text(client.get(ALL).content)
    client.post(path(case))

    assert "Dear Kai," in pdfs.text(client.get(ALL).content)


def test_letters_of_another_company_are_not_among_them(client, case):
    desk.receive(desk.publish("next-connex"), at=NOW, person=Person("Kai", postal="2 Hill"))

    assert "Kai" not in pdfs.text(client.get(ALL).content)


def test_chains_of_several_companies_are_written_in_one_order(client, case, officer, swedish):
    Membership.objects.create(user=officer, company=swedish, role=Role.OFFICER)
    kai = Person("Kai", postal="2 Hill")
    desk.receive(swedish, at=NOW - timedelta(days=5), person=kai)  # is printed first

    client.get(ALL)

    looks = Event.objects.filter(event="letter.viewed").order_by("pk")
    assert [look.company_id for look in looks] == sorted([case.company_id, swedish.pk])


def test_where_none_waits_it_says_so(client, case):
    client.post(path(case))

    response = client.get(ALL, follow=True)

    assert response.redirect_chain == [("/desk/", 302)]
    assert "No letter waits to be posted." in words(response)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMIN])
def test_who_posts_no_letters_gets_none(case, company, signed_in, role):
    browser = signed_in(desk.person(role, company, name=role.value))

    assert browser.get(ALL).status_code == 403
    assert not views(case)


def test_a_code_is_for_whoever_posts_it(case, company, client, signed_in):
    posting.send_letter_code(case_id=case.pk, address="Robin\n2 Lane", actor="user:1", now=NOW)
    auditor = signed_in(desk.person(Role.AUDITOR, company))

    assert auditor.get(path(case, "pdf")).status_code == 403
    assert client.get(path(case, "pdf")).status_code == 200
    assert path(case, "pdf") not in client.get(page_of(case)).content.decode()


def test_a_letter_with_a_sign_that_no_font_has_is_printed_from_its_page(client, company):
    case = desk.receive(company, at=NOW, person=Person("山田", postal="1 Quay\nLeeds"))

    response = client.get(path(case, "pdf"), follow=True)

    assert response.redirect_chain == [(path(case), 302)]
    assert "Our fonts lack signs of this letter (山, 田)" in words(response)
    assert "Dear 山田," in words(response)
    assert not views(case)


def test_one_that_cannot_be_printed_stops_the_others_by_name(client, case, company):
    other = desk.receive(company, at=NOW, person=Person("山田", postal="1 Quay\nLeeds"))

    response = client.get(ALL, follow=True)

    told = words(response)
    assert f"A letter of {other.reference} does not fit into a PDF" in told
    assert f"A letter of {case.reference}" not in told
    assert not views(case)
    client.post(path(other))
    assert "Dear Robin Paper," in pdfs.text(client.get(ALL).content)


def test_the_day_on_which_it_left_is_kept(client, case):
    response = client.post(path(case), {"on": "2026-11-21"})

    assert response.status_code == 302
    assert "Posted on Saturday 21 November 2026." in words(client.get(path(case)))
    event = Event.objects.get(event="letter.posted")
    assert event.facts == {"letter": "received", "on": "2026-11-21"}


def test_without_a_day_it_left_today(client, case):
    client.post(path(case))

    assert "Posted on Monday 23 November 2026." in words(client.get(path(case)))


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("2026-11-24", "on a day that is still to come"),
        ("2026-11-19", "The letter was written on Friday 20 November 2026: give a later day."),
        ("soon", "Give the day as a date."),
    ],
)
def test_a_day_on_which_it_cannot_have_left_is_refused(client, case, day, says):
    response = client.post(path(case), {"on": day})

    assert response.status_code == 400
    assert says in words(response)
    assert letter_of(case).posted_at is None
    assert not Event.objects.filter(event="letter.posted").exists()


def test_the_day_on_which_it_was_written_is_late_enough(client, case):
    assert client.post(path(case), {"on": "2026-11-20"}).status_code == 302
    assert letter_of(case).posted_at >= letter_of(case).at


def test_the_case_gives_each_letter_as_a_pdf(client, company):
    case = desk.identified(desk.receive(company, at=NOW))
    letter = case.messages.filter(kind="received").get()
    address = page_of(case, "letters", str(letter.pk), "pdf")

    assert address in client.get(page_of(case)).content.decode()
    assert "Dear Robin Requester," in pdfs.text(client.get(address).content)


def test_of_a_letter_whose_words_are_gone_there_is_no_pdf(client, case):
    case.messages.update(body=None)

    assert client.get(path(case, "pdf")).status_code == 404
    assert "the time for which the policy keeps it is over" in words(client.get(path(case)))
    assert not views(case)


def test_what_the_requester_wrote_is_no_letter_of_ours(client, case):
    note = case.messages.create(
        company=case.company, direction="note", kind="x", actor="user:1", at=NOW
    )

    assert client.get(page_of(case, "letters", str(note.pk), "pdf")).status_code == 404


def test_the_page_shows_the_steps_of_the_date_as_well(client, case):
    shown = words(client.get(path(case)))

    for row in unseal(letter_of(case), "body")["working"]:
        assert " ".join(row[0].split()) in shown
    assert "How this date came about" in shown


def test_what_came_back_from_another_organisation_is_printed_to_it_and_not_to_the_requester(
    client, company
):
    asked = Elsewhere("Example Bank", "yes", "My calls.")
    case = desk.receive(company, at=NOW - timedelta(days=3), elsewhere=asked)
    closing.set_aside(
        case_id=case.pk,
        outcome="redirected",
        reason="Your employer decides.",
        organisation="Example Bank",
        organisation_email="privacy@bank.example",
        what="A copy of my calls.",
        actor=desk.OFFICER,
        now=NOW,
    )
    note = case.messages.get(kind="passed_on")
    assert client.get(path_to(case, note)).status_code == 404

    emailing.other_returned(case_id=case.pk, note_id=note.pk, code="5.1.1", now=NOW)

    page = client.get(path_to(case, note)).content.decode()
    assert '<p class="words">privacy@bank.example</p>' in page
    assert "I have posted it" in page
    printed = pdfs.text(client.get(path_to(case, note, "pdf")).content)
    assert "privacy@bank.example" in printed
    assert f"Nexus IP: {case.reference}" in printed
    assert "A copy of my calls." in printed
    assert "Letter: to the other organisation" in client.get("/desk/").content.decode()


def path_to(case, message, *more):
    return page_of(case, "letters", str(message.pk), *more)
