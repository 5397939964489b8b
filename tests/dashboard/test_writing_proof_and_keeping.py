"""An administrator edits which proof is enough, the cool-down and how long things are kept."""

from datetime import timedelta

import pytest
from django.test import Client

from dsar.accounts.roles import Role
from dsar.cases.operations import addressing
from dsar.cases.proof import cool_until
from dsar.companies import keeping
from dsar.companies.models import Company
from dsar.companies.proof import enough_for
from dsar.companies.rules import Enough, Term
from tests import desk

from .conftest import NOW, words
from .test_writing_a_new_version import EDIT, PREVIEW, draft_of, filled

CODE, FACT = "A code sent to their address", "Something only they would know"


@pytest.fixture
def admin(company: Company, signed_in) -> Client:
    return signed_in(desk.person(Role.ADMIN, company, name="ada"))


def proof(ways: str, *rights: str, risk: str = "ordinary", row: int = 0) -> dict[str, object]:
    prefix = f"enough-{row}"
    return {
        "enough": [str(row)],
        f"{prefix}-risk": risk,
        f"{prefix}-rights": list(rights),
        f"{prefix}-ways": ways,
    }


def save(admin: Client, **changed: object):
    return admin.post(EDIT, filled(admin.get(EDIT)) | changed, follow=True)


def test_times_are_edited_and_the_rest_stays_what_the_product_does(admin, company):
    save(admin, **{"kept-outbox-count": "45", "kept-correspondence-since": "came"})

    rules = draft_of(company).rules
    assert keeping.term(rules, "outbox").value == Term(45, "days", "sent")
    assert keeping.term(rules, "correspondence").value == Term(36, "months", "came")
    assert keeping.term(rules, "outbox").where == "Edited at the desk"
    assert rules.kept.keys() == {"outbox", "correspondence"}


def test_the_preview_says_the_time_before_and_after(admin, company):
    shown = words(save(admin, **{"kept-content-count": "12", "proof-cool_down": "24"}))

    assert "All else about the person36 months after the case was closed" in shown
    assert "12 months after the case was closed" in shown
    assert "Nothing leaves for 24 hours" in shown


def test_a_cool_down_counts_for_what_is_received_once_it_is_published(admin, company, clock):
    save(admin, **{"proof-cool_down": "5"})
    digest = admin.get(PREVIEW).context["digest"]
    admin.post(PREVIEW, {"draft": digest})
    clock.now = NOW + timedelta(hours=1)

    case = desk.identified(desk.receive(company, at=NOW + timedelta(hours=1)))
    addressing.change_contact(
        case_id=case.pk, email="new@example.org", postal="", reason="They called.",
        actor=desk.OFFICER, now=NOW + timedelta(hours=3),
    )  # fmt: skip
    case.refresh_from_db()

    assert cool_until(case) == NOW + timedelta(hours=8)


def test_a_proof_is_set_for_some_rights_and_read_back(admin, company):
    save(admin, **proof(f"{CODE}\n{FACT.lower()}  +  A code sent by post", "access", "portability"))

    rules = draft_of(company).rules
    ways = (("email_code",), ("known_fact", "letter_code"))
    assert enough_for(rules, "access", "ordinary").value == Enough(ways, ("access", "portability"))
    assert enough_for(rules, "erasure", "ordinary").source == "law"
    sent = filled(admin.get(EDIT))
    assert sent["enough-0-ways"] == f"{CODE}\n{FACT} + A code sent by post"
    assert "Nothing was changed" in words(admin.post(EDIT, sent, follow=True))


@pytest.mark.parametrize(
    ("ways", "said"),
    [
        ("", "Name at least one proof"),
        ("A blood sample", "“A blood sample” is no proof that we know"),
        (f"{CODE} +", "“” is no proof that we know"),
        (f"{CODE} + {CODE}", "names the same proof twice"),
        (f"{CODE} + {FACT}\n{FACT} + {CODE}", "The same proof stands here twice"),
    ],
)
def test_what_is_no_proof_is_refused_in_a_sentence(admin, company, ways, said):
    response = save(admin, **proof(ways))

    assert response.status_code == 400
    assert said in words(response)
    assert not company.policies.drafts().exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"kept-outbox-count": "0"},
        {"kept-outbox-count": ""},
        {"kept-files-count": "1201", "kept-files-unit": "months"},
        {"proof-cool_down": "721"},
        {"kept-correspondence-since": "decided"},
    ],
)
def test_a_time_that_cannot_be_is_refused(admin, company, wrong):
    assert save(admin, **wrong).status_code == 400
    assert not company.policies.drafts().exists()


def test_a_rule_about_proof_comes_and_goes_without_a_script(admin, company):
    more = admin.post(EDIT, filled(admin.get(EDIT)) | {"add": "enough"})
    assert list(more.context["form"].enough) == ["0"]
    assert more.context["form"].errors == []

    assert filled(more)["enough-0-ways"].splitlines()[0] == CODE  # the law's least, to begin with

    less = admin.post(EDIT, filled(more) | {"remove": "enough-0"})
    assert list(less.context["form"].enough) == []


def test_what_the_law_decides_is_no_field(admin):
    shown = admin.get(EDIT).content.decode()

    for kind in ("evidence", "register", "audit"):
        assert f"kept-{kind}" not in shown


def test_days_to_stop_a_deletion_are_the_policys(admin, company):
    shown = words(save(admin, **{"erasure-days_to_stop": "5"}))

    assert "Erasure: time to stop it" in shown
    assert "5 days from the day on which they are told" in shown
