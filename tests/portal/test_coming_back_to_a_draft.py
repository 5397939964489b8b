"""A draft is found again in another browser, by a link of a mail or by a code written down."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from dsar.cases.models import Case
from dsar.outbox.models import Message
from dsar.outbox.sweeps import run_all
from dsar.portal import drafts, limits, mailing
from dsar.portal.models import Draft
from dsar.portal.sending import send
from dsar.vault.operations import unseal
from tests import desk
from tests.portal.visitor import Visitor

EMAIL = "robin@example.org"
CODE = re.compile(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}")


def begun(visitor: Visitor) -> Visitor:
    visitor.answer("what", right="rectification")
    visitor.answer("correct", wrong="My street", right="Example Street")
    return visitor


def save(visitor: Visitor, **said: str) -> str:
    """The code, from the mail or, where there is none, from the page."""
    visitor.page = visitor.client.post("/nexus-ip/draft/save/", said or {"email": EMAIL})
    return CODE.search(visitor.text if said else mail()["text"]).group()  # type: ignore[union-attr]


def mail() -> dict[str, str]:
    """The newest."""
    mails = Message.objects.filter(key__startswith="draft:")
    return unseal(mails.latest("created_at", "pk"), "payload")


def link() -> str:
    return re.search(r"https?://[^/\s]+(/nexus-ip/draft/open/\S+)", mail()["text"]).group(1)  # type: ignore[union-attr]


def type_code(code: str, client: Client | None = None, slug: str = "nexus-ip") -> Visitor:
    there = Visitor(slug, client)
    there.page = there.client.post(f"/{slug}/draft/", {"code": code}, follow=True)
    return there


def test_the_page_with_the_code_is_not_made_again_in_another_language(visitor: Visitor) -> None:
    save(begun(visitor))
    assert 'class="languages"' not in visitor.text
    save(visitor, alone="1")
    assert 'class="languages"' not in visitor.text

    assert 'class="languages"' in visitor.client.get("/nexus-ip/draft/").content.decode()


def test_a_button_behind_the_link_brings_page_and_answers_back(visitor: Visitor) -> None:
    save(begun(visitor))
    elsewhere = Visitor("nexus-ip")

    page = elsewhere.client.get(link(), follow=True)
    assert "Open my draft" in page.content.decode()
    elsewhere.page = elsewhere.client.post("/nexus-ip/draft/open/", follow=True)

    assert elsewhere.at == "ask/know/"
    assert "My street" in elsewhere.see("ask/correct/").content.decode()


def test_a_scanner_that_follows_the_link_opens_nothing(visitor: Visitor) -> None:
    save(begun(visitor))
    scanner = Client()
    for _ in range(5):
        scanner.get(link(), follow=True)
        scanner.head(link())
        assert scanner.post(link()).status_code == 405

    assert scanner.get("/nexus-ip/ask/correct/").status_code == 404
    assert link().rsplit("/", 2)[1] not in str(dict(scanner.session))


def test_a_code_typed_carelessly_does_the_same(visitor: Visitor) -> None:
    code = save(begun(visitor), alone="1")

    there = type_code(f" {code.lower().replace('-', ' ')} ")

    assert there.at == "ask/know/"
    assert not Message.objects.filter(key__startswith="draft:").exists()


def test_a_wrong_code_says_so_and_opens_nothing(visitor: Visitor) -> None:
    save(begun(visitor))

    there = type_code("2222-3333-4444")

    assert there.page.status_code == 422
    assert "fits no draft" in there.text


def test_a_code_of_one_company_opens_nothing_at_another(
    visitor: Visitor, at_next_connex: Visitor
) -> None:
    code = save(begun(visitor))

    assert "fits no draft" in type_code(code, slug="next-connex").text


def test_codes_are_not_tried_for_ever(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    code = save(begun(visitor))
    monkeypatch.setattr(limits, "CODES", ("draft-code", 1, 3600))
    type_code("2222-3333-4444")

    assert type_code(code).page.status_code == 429


def test_the_mail_holds_the_way_back_and_nothing_of_the_person(visitor: Visitor) -> None:
    begun(visitor).answer("know", know="unsure")
    visitor.answer("contact", name="Robin Requester", email=EMAIL)
    code = save(visitor)
    sent = mail()

    assert sent["to"] == EMAIL
    assert sent["subject"] == "Nexus IP: not sent yet"
    assert code in sent["text"]
    assert not re.search("Robin|street|correct", sent["text"].replace(EMAIL, ""), re.IGNORECASE)


def test_neither_secret_stands_in_clear_anywhere(visitor: Visitor) -> None:
    code = save(begun(visitor))
    secret = link().rstrip("/").rsplit("/", 1)[1]
    row = Draft.objects.get()
    message = Message.objects.get(key__startswith="draft:")

    for stored in (str(vars(row)), str(vars(message)), str(dict(visitor.client.session))):
        assert code not in stored
        assert code.replace("-", "") not in stored
        assert secret not in stored


def test_saving_again_ends_the_older_code(visitor: Visitor) -> None:
    older = save(begun(visitor))
    newer = save(visitor)

    assert "fits no draft" in type_code(older).text
    assert type_code(newer).at == "ask/know/"


def test_the_seven_days_begin_anew_and_then_it_is_over(visitor: Visitor) -> None:
    code = save(begun(visitor))
    path = link()
    Draft.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elsewhere = Client()
    elsewhere.get(path)

    assert "fits no draft" in type_code(code).text
    over = elsewhere.post("/nexus-ip/draft/open/")
    assert over.status_code == 410
    assert "no longer works" in over.content.decode()


def test_what_has_been_sent_is_no_draft_any_more(visitor: Visitor) -> None:
    visitor.walk("access")
    code = save(visitor)
    visitor.send()

    assert "fits no draft" in type_code(code).text


def test_the_mail_stays_here_once_the_draft_is_gone(visitor: Visitor) -> None:
    save(begun(visitor))
    visitor.client.post("/nexus-ip/draft/delete/")

    run_all(now=timezone.now())

    assert Message.objects.get(key__startswith="draft:").state != "sent"


def test_a_full_mailbox_gets_no_more_and_the_page_is_the_same(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(begun(visitor))
    said = visitor.text
    Message.objects.all().delete()
    monkeypatch.setattr(limits, "MAILS", ("mail", 0, 3600))

    visitor.page = visitor.client.post("/nexus-ip/draft/save/", {"email": EMAIL})

    assert re.sub(r"csrf\S+ value=\"\w+\"", "", visitor.text) == re.sub(
        r"csrf\S+ value=\"\w+\"", "", said
    )
    assert not Message.objects.exists()


def test_the_address_is_not_asked_for_again(visitor: Visitor) -> None:
    save(begun(visitor))
    visitor.answer("know", know="unsure")

    assert visitor.at == "ask/contact/"
    assert f'value="{EMAIL}"' in visitor.text


def test_a_session_planted_by_a_stranger_does_not_show_them_the_draft(visitor: Visitor) -> None:
    code = save(begun(visitor))
    thief, victim = Client(), Client()
    thief.get("/nexus-ip/draft/open/secret/")  # so that there is a session
    victim.cookies["sessionid"] = thief.cookies["sessionid"].value

    type_code(code, victim)

    assert victim.get("/nexus-ip/ask/correct/").status_code == 200
    assert thief.get("/nexus-ip/ask/correct/").status_code == 404


def test_the_page_says_what_there_is_in_this_browser(visitor: Visitor) -> None:
    begun(visitor)

    visitor.see("draft/")

    assert "Correct my data" in visitor.text
    assert "Continue where you left" in visitor.text


def test_without_a_draft_there_is_nothing_to_save(nexus_ip: object) -> None:
    page = Client().get("/nexus-ip/draft/save/")

    assert page.status_code == 404
    assert "There is no draft here" in page.content.decode()


def test_a_wrong_address_is_said_beside_the_box(visitor: Visitor) -> None:
    begun(visitor)

    page = visitor.client.post("/nexus-ip/draft/save/", {"email": "robin"})

    assert page.status_code == 422
    assert "Enter an email address in the correct format" in page.content.decode()
    assert desk.REQUESTER.email not in page.content.decode()


def open_link(path: str) -> Visitor:
    there = Visitor("nexus-ip")
    there.page = there.client.get(path, follow=True)
    there.page = there.client.post("/nexus-ip/draft/open/", follow=True)
    return there


@pytest.mark.parametrize("by", ["link", "code"])
def test_whoever_opens_it_has_it_alone(visitor: Visitor, by: str) -> None:
    """Somebody begins a request, has the link mailed to another person, and waits."""
    visitor.walk("access")
    code = save(visitor)
    other = open_link(link()) if by == "link" else type_code(code)
    other.answer("contact", name="The Victim", email="victim@example.org")
    assert other.at == "ask/check/"

    assert visitor.see("ask/check/").status_code == 404
    assert visitor.see("ask/contact/").status_code == 404
    assert "In this browser" not in visitor.see("draft/").content.decode()
    taken = visitor.client.post("/nexus-ip/draft/save/", {"email": EMAIL})
    assert taken.status_code == 404
    visitor.answer("contact", name="The Attacker", email="attacker@example.org")
    visitor.client.post("/nexus-ip/draft/delete/")
    visitor.client.post("/nexus-ip/ask/check/")
    assert not Case.objects.exists()

    assert unseal(other.send(), "person")["email"] == "victim@example.org"
    visitor.see("sent/")
    assert visitor.at == "/status/"


@pytest.mark.parametrize("by", ["link", "code"])
def test_either_way_works_once_and_takes_the_other_with_it(visitor: Visitor, by: str) -> None:
    code = save(begun(visitor))
    path = link()
    assert (open_link(path) if by == "link" else type_code(code)).at == "ask/know/"

    assert open_link(path).page.status_code == 410
    assert "fits no draft" in type_code(code).text


def test_it_comes_back_by_being_saved_there(visitor: Visitor) -> None:
    there = type_code(save(begun(visitor)))
    back = type_code(save(there, alone="1"), visitor.client)

    assert back.at == "ask/know/"
    assert there.see("ask/know/").status_code == 404


def test_a_code_that_was_mailed_is_on_no_page(visitor: Visitor) -> None:
    save(begun(visitor))

    assert not CODE.search(visitor.text)


def test_who_did_not_begin_it_is_told_not_to_go_on(visitor: Visitor) -> None:
    save(begun(visitor))

    page = Client().get(link(), follow=True).content.decode()

    assert "was begun in another browser. If you did not begin it yourself, do not go on" in page
    assert '<a href="/nexus-ip/">start a request of your own</a>' in page


def test_where_the_mail_cannot_be_owed_the_older_code_still_works(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = save(begun(visitor), alone="1")

    def broken(**_: object) -> None:
        raise OSError("the outbox is away")

    monkeypatch.setattr(mailing, "enqueue", broken)
    with pytest.raises(OSError, match="outbox"):
        visitor.client.post("/nexus-ip/draft/save/", {"email": EMAIL})

    assert type_code(code).at == "ask/know/"


@pytest.mark.parametrize("said", [{"email": EMAIL}, {"alone": "1"}])
def test_what_is_sent_or_deleted_while_it_is_saved_is_told_so(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, said: dict[str, str]
) -> None:
    """The limit is asked between finding the draft and locking it."""
    visitor.walk("access")

    def meanwhile(change: Callable[..., object], **more: object) -> HttpResponse:
        def allows(*_: object) -> bool:
            change(draft_id=Draft.objects.get().pk, now=timezone.now(), **more)
            return True

        monkeypatch.setattr(limits, "allows", allows)
        return visitor.client.post("/nexus-ip/draft/save/", said)

    assert meanwhile(send, trapped=False)["Location"] == "/nexus-ip/sent/"
    monkeypatch.undo()
    visitor.walk("access")
    Draft.objects.filter(sent_case__isnull=False).delete()
    assert meanwhile(drafts.delete).status_code == 404
