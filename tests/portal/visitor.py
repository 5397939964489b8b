"""Somebody with a browser that runs no script: pages, forms, and a mailbox of their own."""

import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from dsar.cases.models import Case
from dsar.outbox.models import Message
from dsar.vault.operations import unseal
from tests import desk
from tests.samples import PNG

PROBABLE = {
    "name": "Robin Requester",
    "email": desk.REQUESTER.email,
    "contact-email": "",
    "receiver": "Another Company",
    "receiver-address": "in@example.com",
}


def upload(content: bytes = PNG, name: str = "passport.png", kind: str = "image/png") -> Any:
    return SimpleUploadedFile(name, content, content_type=kind)


class Visitor:
    """At one company's portal. `page` is the last page seen."""

    def __init__(self, slug: str, client: Client | None = None) -> None:
        self.slug, self.client = slug, client or Client()
        self.page: Any = None
        self.required: list[str] = []
        self.optional: list[str] = []
        self.pages: list[str] = []

    def see(self, path: str) -> HttpResponse:
        self.page = self.client.get(f"/{self.slug}/{path}", follow=True)
        return self.page

    def answer(self, step: str, **said: Any) -> HttpResponse:
        self.page = self.client.post(f"/{self.slug}/ask/{step}/", said, follow=True)
        return self.page

    @property
    def at(self) -> str:
        """The address of the last page, within the company."""
        return self.page.request["PATH_INFO"].removeprefix(f"/{self.slug}/")

    @property
    def text(self) -> str:
        return self.page.content.decode()

    def walk(self, right: str, *, without: bool = False, **said: Any) -> "Visitor":
        """From the first page to the check of all answers, the probable answer to each question.

        `without`: nothing that is asked as proof is at hand.
        """
        self.see("ask/what/")
        for _ in range(12):
            if self.at == "ask/check/":
                return self
            self._answer_this_page({"right": right} | said, without=without)
        raise AssertionError(f"still asking at {self.at}")

    def send(self, **said: Any) -> Case:
        self.page = self.client.post(f"/{self.slug}/ask/check/", said, follow=True)
        return self.page.context["case"]

    def _answer_this_page(self, said: dict[str, Any], *, without: bool) -> None:
        step, form = self.page.context["step"], self.page.context["form"]
        self.pages.append(step.slug)
        for name, field in form.fields.items():
            (self.required if field.required else self.optional).append(f"{step.slug}.{name}")
        if without and step.item and step.item.kind != "email":
            self.answer(step.slug, instead="none")
            return
        given = {
            name: said.get(name, _probable(name, field))
            for name, field in form.fields.items()
            if field.required or name in said
        }
        self.answer(step.slug, **given)


def _probable(name: str, field: Any) -> Any:
    if name in PROBABLE:
        return PROBABLE[name]
    if choices := getattr(field, "choices", None):
        return next(iter(choices))[0]
    return upload() if "File" in type(field).__name__ else "Some words"


def code_sent() -> str:
    """The six digits of the newest letter that carries a code."""
    letter = Message.objects.filter(key__startswith="code:").latest("created_at")
    return re.search(r"\b\d{6}\b", unseal(letter, "payload")["text"]).group()  # type: ignore[union-attr]


def codes_sent() -> int:
    return Message.objects.filter(key__startswith="code:").count()


def follow(case: Case, client: Client | None = None) -> Client:
    """A browser in which this case's page is open."""
    client = client or Client()
    email = unseal(case, "person")["email"]
    client.post("/status/", {"reference": case.reference, "email": email})
    client.post("/status/code/", {"code": code_sent()})
    return client
