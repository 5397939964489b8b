"""Who works at a company is changed by its administrators, and never by oneself."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from dsar.accounts.models import User
from dsar.accounts.roles import Role
from dsar.audit.models import Event
from dsar.companies import people
from dsar.companies.models import Company, Invitation, Membership
from dsar.outbox.models import Message, State
from dsar.outbox.sweep import drain
from dsar.vault.operations import Shredded, unseal
from tests import desk
from tests.accounts.factors import give_app
from tests.proving import just_proved
from tests.together import together

from .conftest import NOW, Clock, words

PEOPLE = "/desk/people/nexus-ip/"
WELCOME = "/desk/welcome/"
NEW = "seven-quiet-lanterns"
MIRA = {"name": "Mira Nowak", "email": "Mira@Example.org", "role": "officer"}


@pytest.fixture
def ada(company: Company) -> User:
    return desk.person(Role.ADMIN, company, name="ada")


@pytest.fixture
def admin(ada: User) -> Client:
    return proved(ada)


def proved(user: User) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    just_proved(client, now=NOW)
    return client


def invite(admin: Client, **other: str) -> Any:
    return admin.post(f"{PEOPLE}invite/", MIRA | other)


def link_in_mail() -> str:
    """The newest one, as it stands in the mail that is owed."""
    message = Message.objects.filter(key__startswith="invitation:").latest("created_at", "pk")
    found = re.search(
        r"http://localhost:8000(/desk/welcome/\S+/)", unseal(message, "payload")["text"]
    )
    assert found
    return found[1]


def come_in(link: str, password: str = NEW) -> Any:
    visitor = Client()
    assert visitor.get(link)["Location"] == WELCOME
    return visitor.post(WELCOME, {"password": password})


def role_of(email: str) -> str:
    return Membership.objects.get(user__email=email).role


def events(name: str) -> list[dict[str, Any]]:
    return list(Event.objects.filter(event=name).order_by("seq").values_list("facts", flat=True))


# --- Inviting -------------------------------------------------------------------------------------


def test_somebody_invited_chooses_a_password_and_has_the_role(admin: Client) -> None:
    assert invite(admin)["Location"] == PEOPLE
    assert "Mira Nowak" in words(admin.get(PEOPLE))

    assert come_in(link_in_mail())["Location"] == "/desk/sign-in/"

    mira = User.objects.get(email="mira@example.org")
    assert mira.check_password(NEW)
    assert role_of(mira.email) == Role.OFFICER
    assert events("invitation.taken") == [{"role": "officer"}]
    assert events("role.given") == [{"role": "officer"}]


def test_until_then_they_have_no_role_and_no_way_in(admin: Client) -> None:
    invite(admin)

    mira = User.objects.get(email="mira@example.org")
    assert not mira.has_usable_password()
    assert not mira.memberships.exists()


def test_the_mail_says_nothing_in_its_subject_and_only_it_knows_the_secret(admin: Client) -> None:
    invite(admin)
    token = link_in_mail().split("/")[-2]
    message = Message.objects.get(key__startswith="invitation:")

    assert len(token) == 43
    assert token not in unseal(message, "payload")["subject"]
    rows = [*Invitation.objects.values(), *Event.objects.values("facts", "subject")]
    assert token not in str(rows)


def test_opening_the_link_changes_nothing(admin: Client) -> None:
    invite(admin)
    visitor = Client()

    visitor.get(link_in_mail())
    page = visitor.get(WELCOME)

    assert page.status_code == 200
    assert "Nexus" in words(page)
    assert not Membership.objects.filter(user__email="mira@example.org").exists()


def test_a_link_is_good_once(admin: Client) -> None:
    invite(admin)
    link = link_in_mail()
    come_in(link)

    again = come_in(link, "nine-patient-harbours")

    assert again.status_code == 404
    assert User.objects.get(email="mira@example.org").check_password(NEW)


@pytest.mark.parametrize(("hours", "status"), [(71, 302), (73, 404)])
def test_a_link_is_good_for_three_days(
    admin: Client, clock: Clock, hours: int, status: int
) -> None:
    invite(admin)
    clock.set(NOW + timedelta(hours=hours))

    assert come_in(link_in_mail()).status_code == status


def test_a_weak_password_lets_nobody_in(admin: Client) -> None:
    invite(admin)

    assert come_in(link_in_mail(), "password1234").status_code == 400

    assert come_in(link_in_mail()).status_code == 302


def test_sent_again_the_earlier_link_is_dead(admin: Client, clock: Clock) -> None:
    invite(admin)
    first, pk = link_in_mail(), Invitation.objects.get().pk
    clock.set(NOW + timedelta(minutes=1))

    admin.post(f"{PEOPLE}invitations/{pk}/again/")

    assert come_in(first).status_code == 404
    assert come_in(link_in_mail()).status_code == 302


def test_taken_back_the_link_is_dead_and_the_mail_never_leaves(admin: Client, smtp: Any) -> None:
    invite(admin)
    link, pk = link_in_mail(), Invitation.objects.get().pk

    admin.post(f"{PEOPLE}invitations/{pk}/revoke/")

    drain(now=NOW)
    message = Message.objects.get(key__startswith="invitation:")
    assert message.state != State.SENT
    assert smtp.messages == []
    with pytest.raises(Shredded):
        unseal(message, "payload")
    assert come_in(link).status_code == 404
    assert "Mira" not in words(admin.get(PEOPLE))


def test_an_invitation_of_somebody_who_was_let_go_since_is_worth_nothing(
    admin: Client, ada: User, company: Company
) -> None:
    invite(admin)
    Membership.objects.filter(user=ada).update(role=Role.OFFICER)

    assert come_in(link_in_mail()).status_code == 404
    assert not Membership.objects.filter(user__email="mira@example.org").exists()


def test_whoever_has_an_account_comes_in_with_it_only(admin: Client, swedish: Company) -> None:
    mira = desk.person(Role.DPO, swedish, name="mira")
    invite(admin, email=mira.email)
    link = link_in_mail()

    assert "sign in" in words(come_in(link)).lower()
    assert not Membership.objects.filter(user=mira, company__slug="nexus-ip").exists()
    mine = proved(mira)
    mine.get(link)
    assert mine.post(WELCOME)["Location"] == "/desk/"

    assert Membership.objects.get(user=mira, company__slug="nexus-ip").role == Role.OFFICER
    mira.refresh_from_db()
    assert mira.check_password(desk.PASSWORD)


@pytest.mark.parametrize("email", ["ada@example.com", "officer@example.com"])
def test_nobody_here_is_invited_not_even_oneself(admin: Client, officer: User, email: str) -> None:
    assert invite(admin, email=email, role="dpo").status_code == 400

    assert not Invitation.objects.exists()


def test_inviting_asks_who_sits_there(ada: User) -> None:
    client = Client()
    client.force_login(ada)

    page = invite(client)

    assert page.status_code == 403
    assert 'name="email" value="Mira@Example.org"' in page.content.decode()
    assert not Invitation.objects.exists()


# --- Roles ----------------------------------------------------------------------------------------


def change(admin: Client, user: User, **data: str) -> Any:
    return admin.post(f"{PEOPLE}{user.pk}/", data)


def test_another_role_counts_from_the_next_click(admin: Client, officer: User) -> None:
    theirs = proved(officer)
    assert theirs.get("/desk/audit/nexus-ip/").status_code == 403

    assert change(admin, officer, role="auditor")["Location"] == PEOPLE

    assert theirs.get("/desk/audit/nexus-ip/").status_code == 200
    assert theirs.get("/desk/cases/log/").status_code == 403
    assert events("role.given") == [{"role": "auditor"}]


def test_a_role_taken_away_is_gone_with_the_next_click(
    admin: Client, officer: User, case: Any
) -> None:
    theirs = proved(officer)
    assert theirs.get(f"/desk/cases/{case.reference}/").status_code == 200

    change(admin, officer, do="let_go")

    assert theirs.get(f"/desk/cases/{case.reference}/").status_code == 404
    assert theirs.get("/desk/account/").status_code == 200


def test_nobody_changes_their_own_role(admin: Client, ada: User, company: Company) -> None:
    desk.person(Role.ADMIN, company, name="ines")

    for data in (
        {"role": "dpo"},
        {"do": "let_go"},
        {"do": "shut_out"},
        {"do": "drop_factors"},
        {"do": "end_sessions"},
    ):
        assert change(admin, ada, **data).status_code == 409

    assert role_of(ada.email) == Role.ADMIN


def test_whoever_is_administrator_no_more_changes_nobody(
    ada: User, officer: User, company: Company
) -> None:
    """The page was open, the role has gone."""
    Membership.objects.filter(user=ada).update(role=Role.OFFICER)

    with pytest.raises(people.PeopleRefused, match="any more"):
        people.let_go(company_id=company.pk, user_id=officer.pk, actor=ada, now=NOW)

    assert role_of(officer.email) == Role.OFFICER


@pytest.mark.django_db(transaction=True)
def test_two_administrators_do_not_remove_one_another(ada: User, company: Company) -> None:
    """So that a company always keeps one who can sign in."""
    ines = desk.person(Role.ADMIN, company, name="ines")

    def removing(actor: User, other: User) -> Callable[[], None]:
        return lambda: people.shut_out(
            company_id=company.pk, user_id=other.pk, actor=actor, now=NOW
        )

    outcomes = together(removing(ada, ines), removing(ines, ada))

    assert sorted(str(one)[:10] for one in outcomes) == ["None", "You do not"]
    left = Membership.objects.filter(company=company, role=Role.ADMIN, user__is_active=True)
    assert left.count() == 1


def test_a_role_that_does_not_exist_is_refused(admin: Client, officer: User) -> None:
    assert change(admin, officer, role="superuser").status_code == 400
    assert role_of(officer.email) == Role.OFFICER


def test_more_than_is_asked_for_changes_nothing_more(admin: Client, officer: User) -> None:
    more = {"company": "2", "user_id": "1", "is_active": "", "email": "x@example.org"}
    change(admin, officer, role="lead", **more)

    officer.refresh_from_db()
    assert (officer.email, officer.is_active, role_of(officer.email)) == (
        "officer@example.com",
        True,
        "lead",
    )
    assert Membership.objects.filter(user=officer).count() == 1


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEAD, Role.DPO, Role.AUDITOR])
def test_nobody_else_makes_themselves_an_administrator(role: Role, company: Company) -> None:
    person = desk.person(role, company, name="eve")
    client = proved(person)

    assert client.post(f"{PEOPLE}{person.pk}/", {"role": "admin"}).status_code == 403
    assert invite(client, role="admin").status_code == 403
    assert role_of(person.email) == role


def test_an_administrator_reaches_nobody_of_another_company(
    admin: Client, stranger: User, company: Company
) -> None:
    assert change(admin, stranger, do="shut_out").status_code == 404
    assert admin.post(f"/desk/people/technology-nexus/{stranger.pk}/").status_code == 404


# --- Deactivating, and lost factors ---------------------------------------------------------------


def test_somebody_deactivated_is_out_with_the_next_click(admin: Client, officer: User) -> None:
    theirs = proved(officer)

    change(admin, officer, do="shut_out")

    assert theirs.get("/desk/account/")["Location"].startswith("/desk/sign-in/")
    officer.refresh_from_db()
    assert not officer.is_active
    assert events("person.deactivated") == [{}]


@pytest.mark.parametrize("do", ["shut_out", "drop_factors"])
def test_whoever_also_works_elsewhere_is_not_one_companys_to_shut_out(
    admin: Client, officer: User, swedish: Company, do: str
) -> None:
    Membership.objects.create(user=officer, company=swedish, role=Role.OFFICER)
    give_app(officer)

    assert change(admin, officer, do=do).status_code == 409

    officer.refresh_from_db()
    assert officer.is_active


def test_sessions_are_ended_and_nothing_else(admin: Client, ada: User, officer: User) -> None:
    there, elsewhere = Client(), Client()
    there.force_login(officer)
    elsewhere.force_login(officer)

    assert change(admin, officer, do="end_sessions")["Location"] == PEOPLE

    for browser in (there, elsewhere):
        assert browser.get("/desk/")["Location"].startswith("/desk/sign-in/")
    there.force_login(User.objects.get(pk=officer.pk))
    assert there.get("/desk/").status_code == 200
    ended = Event.objects.get(event="session.ended")
    assert (ended.subject, ended.actor) == (officer.actor, ada.actor)
    assert ended.facts == {"why": "administrator"}


def test_lost_factors_are_removed_and_every_session_ends(admin: Client, officer: User) -> None:
    give_app(officer)
    theirs = proved(officer)

    change(admin, officer, do="drop_factors")

    assert theirs.get("/desk/account/")["Location"].startswith("/desk/sign-in/")
    assert events("factor.removed") == [{"kind": "all"}]
    data = {"login": officer.email, "password": desk.PASSWORD}
    assert Client().post("/desk/sign-in/", data)["Location"] == "/desk/"
