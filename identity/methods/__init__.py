"""Ways to find out who someone is: one file each, the same three functions in every file.

`ask` puts an item where it waits for the person, `receive` takes what they gave, `decide` refuses
an acceptance that has nothing to stand on.
"""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from ..models import Item, Method, Verification
from . import by_officer, document, email_code, known_fact


class ProofMethod(Protocol):
    def ask(self, item: Item) -> None: ...

    def receive(self, item: Item, *, file_id: UUID | None) -> None: ...

    def decide(self, verification: Verification, items: Sequence[Item], *, actor: str) -> None: ...


METHODS: dict[str, ProofMethod] = {
    Method.EMAIL_CODE: email_code,
    Method.KNOWN_FACT: known_fact,
    Method.BY_OFFICER: by_officer,
    Method.DOCUMENT: document,
}
METHOD_OF_KIND: dict[str, ProofMethod] = {
    Item.Kind.EMAIL: email_code,
    Item.Kind.TEXT: known_fact,
    Item.Kind.DOCUMENT: document,
}
