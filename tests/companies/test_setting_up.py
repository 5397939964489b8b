"""What the person who sets the desk up does on the command line, before anybody can sign in."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from dsar.accounts.models import PasswordLink, User
from dsar.companies import queries
from dsar.companies.models import Company, Membership
from dsar.outbox.models import Message

PASSWORD = "seven-quiet-lanterns"
ADDRESS = "1 Quay Road, Leeds LS1 1AA"
pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command(*arguments, stdout=out, stderr=err)
    return out.getvalue().strip(), err.getvalue()


def add(*more: str, email: str = "asha@example.org") -> str:
    return run("add_person", email, "--name", "Asha Rao", "--role", "officer", *more)[0]


def choose(link: str) -> Client:
    """Somebody follows the link, and chooses PASSWORD."""
    visitor = Client()
    visitor.get(link.removeprefix("http://localhost:8000"))
    visitor.post("/desk/new-password/", {"password": PASSWORD})
    return visitor


def test_the_link_that_is_shown_opens_the_desk_with_a_password_of_ones_own(
    next_connex: Company,
) -> None:
    choose(add())
    client = Client()

    assert client.login(username="asha@example.org", password=PASSWORD)
    assert client.get("/desk/").status_code == 200
    assert not Message.objects.exists()  # nobody changed what was not there


def test_the_link_is_good_once_and_for_ten_minutes(next_connex: Company) -> None:
    link = add()
    PasswordLink.objects.update(made_at=timezone.now() - timedelta(minutes=10))
    choose(link)
    assert not User.objects.get().has_usable_password()

    again = add()
    choose(again)
    assert User.objects.get().check_password(PASSWORD)
    assert choose(again).get("/desk/new-password/").status_code == 404


def test_no_link_is_shown_where_nobody_signs_in_by_password(
    next_connex: Company, settings: Any
) -> None:
    settings.PASSWORD_SIGN_IN = False

    assert add() == ""


def test_without_a_company_the_role_is_held_at_all(next_connex: Company, nexus_ip: Company) -> None:
    add()

    held = set(Membership.objects.values_list("company__slug", "role"))
    assert held == {("next-connex", "officer"), ("nexus-ip", "officer")}


def test_somebody_known_gets_a_role_and_keeps_their_password(
    next_connex: Company, nexus_ip: Company
) -> None:
    choose(add("--company", "next-connex"))
    second = add("--company", "nexus-ip", email="ASHA@example.org")

    assert second == ""
    assert User.objects.get().check_password(PASSWORD)
    assert Membership.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (("--company", "nobody-knows"), "There is no company nobody-knows"),
        (("--role", "king"), "invalid choice: 'king'"),
    ],
)
def test_what_does_not_exist_is_refused_and_nobody_is_added(
    next_connex: Company, wrong: tuple[str, str], said: str
) -> None:
    with pytest.raises(CommandError, match=said):
        add(*wrong)

    assert not User.objects.exists()


def test_an_address_that_is_none_is_refused(next_connex: Company) -> None:
    with pytest.raises(CommandError, match="valid email address"):
        add(email="asha")


def test_a_desk_without_companies_has_no_work_for_anybody() -> None:
    with pytest.raises(CommandError, match="install_presets"):
        add()


def test_the_answered_blank_publishes_the_company(nexus_ip: Company) -> None:
    assert not queries.published().exists()

    said, _ = run("publish_policy", "nexus-ip", "--post", ADDRESS)

    policy = queries.published().get().policy
    post = next(said for said in policy.rules.channels if said.value.kind == "post")
    assert (post.value.value, post.source) == (ADDRESS, "administrator")
    assert post.where == "Answered when the policy was published"
    assert policy.by_hand
    assert said == "Nexus IP: policy 1 is published."


def test_whoever_names_no_country_can_be_given_one() -> None:
    run("install_presets", "nexuscore")

    run(
        *("publish_policy", "nexuscore", "--legal-name", "Invented B.V.", "--country", "NL"),
        *("--calendar", "NL", "--timezone", "Europe/Amsterdam"),
        *("--regulator", "Invented Authority", "https://authority.example.org/"),
    )

    rules = Company.objects.get().policy.rules
    assert rules.calendar
    assert rules.calendar.value == "NL"
    assert rules.regulator
    assert rules.regulator.value.name == "Invented Authority"


def test_what_is_still_blank_is_asked_for_again(nexus_ip: Company) -> None:
    with pytest.raises(CommandError, match="What is the postal address"):
        run("publish_policy", "nexus-ip", "--town", "Leeds")

    assert not queries.published().exists()


def test_an_answer_never_replaces_what_the_policy_says(next_connex: Company) -> None:
    with pytest.raises(CommandError, match="The policy itself says"):
        run("publish_policy", "next-connex", "--legal-name", "Somebody Else Ltd")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (("--country", "Netherlands"), "two capital letters"),
        (("--regulator", "Authority", "javascript:alert(1)"), "begins with https://"),
        (("--calendar", "XX"), "Whose public holidays"),
    ],
)
def test_an_answer_that_cannot_be_used_is_refused(answer: tuple[str, ...], said: str) -> None:
    run("install_presets", "nexuscore")

    with pytest.raises(CommandError, match=said):
        run("publish_policy", "nexuscore", *answer)


def test_an_unknown_company_is_refused() -> None:
    with pytest.raises(CommandError, match="There is no company nobody-knows"):
        run("publish_policy", "nobody-knows")


def test_without_any_company_an_administrator_can_sign_in_to_add_the_first() -> None:
    said = run("add_person", "ada@example.org", "--name", "Ada", "--role", "admin")[1]

    assert "adds the first company" in said
    assert User.objects.get().email == "ada@example.org"
    assert not Membership.objects.exists()
