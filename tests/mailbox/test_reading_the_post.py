import mailbox
import os
import re
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

Maildir = mailbox.Maildir


@pytest.fixture
def post(tmp_path: Path, settings: Settings) -> Maildir:
    """An empty mailbox, shown."""
    settings.DEMO, settings.MAILBOX_DIR = True, str(tmp_path / "post")
    return mailbox.Maildir(settings.MAILBOX_DIR, create=True)


def deliver(
    post: Maildir,
    *,
    to: str = "Rosa Lindqvist <rosa@example.org>",
    subject: str = "Your request NEXT-7K3Q-9M",
    text: str = "We have your request.",
    html: str = "",
    minute: int = 0,
) -> str:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Desk <privacy@example.com>", to, subject
    mail["Reply-To"] = "case+7k3q@example.com"
    if text:
        mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
    key = post.add(mail)
    path = Path(post._path) / "new" / key  # type: ignore[attr-defined]
    at = 1_760_000_000 + 60 * minute
    os.utime(path, (at, at))
    return key


def page(client: Client, path: str = "/mailbox/") -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def subjects(html: str) -> list[str]:
    return re.findall(r'<th scope="row"><a [^>]*>([^<]*)</a>', html)


def test_the_newest_mail_comes_first(client: Client, post: Maildir) -> None:
    for minute, name in [(2, "second"), (3, "third"), (1, "first")]:
        deliver(post, subject=name, minute=minute)

    assert subjects(page(client)) == ["third", "second", "first"]


def test_a_mail_is_listed_with_its_recipient_and_time(client: Client, post: Maildir) -> None:
    deliver(post)

    html = page(client)

    assert "Rosa Lindqvist &lt;rosa@example.org&gt;" in html
    assert "9 Oct 2025, 08:53:20" in html


def test_only_the_mail_of_one_recipient(client: Client, post: Maildir) -> None:
    deliver(post, subject="hers")
    deliver(post, subject="his", to="tom@example.org")

    assert subjects(page(client, "/mailbox/?to=ROSA@example.org")) == ["hers"]
    assert "No mail to “nobody@" in page(client, "/mailbox/?to=nobody@example.org")


def test_a_mail_is_read_with_its_links(client: Client, post: Maildir) -> None:
    link = "http://localhost:8000/status/?reference=NEXT-7K3Q-9M"
    key = deliver(post, text=f"Dear Rosa,\n\nfollow it here: {link}.\n", html="<p>Dear</p>")

    html = page(client, f"/mailbox/{key}/")

    assert f'<a href="{link}"' in html
    assert "Dear Rosa,\n\nfollow it here" in html
    assert "case+7k3q@example.com" in html


def test_what_a_mail_says_is_never_run(client: Client, post: Maildir) -> None:
    evil = "<script>alert(1)</script>"
    key = deliver(post, subject=evil, text=f"{evil} javascript:alert(1)")

    for html in (page(client), page(client, f"/mailbox/{key}/")):
        assert "<script>alert" not in html
        assert 'href="javascript' not in html


def test_a_mail_without_plain_text_is_read_without_its_tags(client: Client, post: Maildir) -> None:
    key = deliver(post, text="", html="<p>Your code is <b>123456</b></p>")

    assert "Your code is 123456" in page(client, f"/mailbox/{key}/")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"no headers at all",
        b"Subject: =?utf-9?b?!!?=\nTo: \xff\xfe\n\nx",
        b"Content-Type: text/plain; charset=klingon\nSubject: odd\n\nnuqneH \xff",
        b"Content-Type: multipart/mixed; boundary=never\n\n--always",
    ],
)
def test_a_broken_mail_breaks_no_page(client: Client, post: Maildir, raw: bytes) -> None:
    key = post.add(raw)

    assert len(subjects(page(client))) == 1
    page(client, f"/mailbox/{key}/")


def test_a_mail_that_another_reader_has_seen_is_still_there(client: Client, post: Maildir) -> None:
    key = deliver(post)
    path = Path(post._path)  # type: ignore[attr-defined]
    (path / "new" / key).rename(path / "cur" / f"{key}:2,S")

    assert len(subjects(page(client))) == 1
    page(client, f"/mailbox/{key}/")


def test_a_long_list_says_that_it_is_not_all(client: Client, post: Maildir) -> None:
    for minute in range(101):
        deliver(post, subject=f"mail {minute}", minute=minute)

    html = page(client)

    assert subjects(html)[:2] == ["mail 100", "mail 99"]
    assert len(subjects(html)) == 100
    assert "newest 100" in html


def test_no_mail_yet_is_said(client: Client, post: Maildir) -> None:
    assert "No mail yet" in page(client)


def test_a_folder_that_is_not_there_yet_is_empty(client: Client, settings: Settings) -> None:
    settings.DEMO, settings.MAILBOX_DIR = True, "/nonexistent/post"

    assert "No mail yet" in page(client)


@pytest.mark.parametrize(
    "key", ["missing", "..", "%2e%2e%2fsecret", "..%2f..%2fsecret", ".hidden", "new", "%00"]
)
def test_nothing_but_a_mail_can_be_opened(client: Client, post: Maildir, key: str) -> None:
    folder = Path(post._path)  # type: ignore[attr-defined]
    (folder.parent / "secret").write_text("Subject: secret\n\nsecret")
    (folder / "new" / ".hidden").write_text("Subject: secret\n\nsecret")

    assert client.get(f"/mailbox/{key}/").status_code == 404


@pytest.mark.parametrize(
    ("demo", "folder"), [(False, "post"), (True, ""), (False, "")], ids=["no demo", "none", "both"]
)
def test_outside_a_demo_there_is_no_mailbox(
    client: Client, post: Maildir, settings: Settings, tmp_path: Path, demo: bool, folder: str
) -> None:
    key = deliver(post)
    settings.DEMO, settings.MAILBOX_DIR = demo, folder and str(tmp_path / folder)

    for path in ("/mailbox/", f"/mailbox/{key}/", "/mailbox/missing/"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_post_can_only_be_read(client: Client, post: Maildir, method: str) -> None:
    key = deliver(post)

    for path in ("/mailbox/", f"/mailbox/{key}/"):
        answer: Any = getattr(client, method)(path)
        assert answer.status_code == 405
    assert len(subjects(page(client))) == 1
