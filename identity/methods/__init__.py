"""Ways to find out who someone is: one file each, the same three functions in every file.

`ask` puts an item where it waits for the person, `receive` takes what they gave (`confirmed` where
it proved itself), `decide` refuses an acceptance that has nothing to stand on.
"""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from ..models import Item, Method, Verification
from . import (
    account_token,
    by_officer,
    document,
    email_code,
    known_fact,
    letter_code,
    mandate,
    signed_declaration,
    vendor,
)


class ProofMethod(Protocol):
    def ask(self, item: Item) -> None: ...

    def receive(self, item: Item, *, file_id: UUID | None, confirmed: bool) -> None: ...

    def decide(self, verification: Verification, items: Sequence[Item], *, actor: str) -> None: ...


# Least intrusive first, as in `Method`.
METHODS: dict[str, ProofMethod] = {
    Method.EMAIL_CODE: email_code,
    Method.ACCOUNT_TOKEN: account_token,
    Method.LETTER_CODE: letter_code,
    Method.KNOWN_FACT: known_fact,
    Method.SIGNED_DECLARATION: signed_declaration,
    Method.BY_OFFICER: by_officer,
    Method.VENDOR: vendor,
    Method.DOCUMENT: document,
}
METHOD_OF_KIND: dict[str, ProofMethod] = {
    Item.Kind.EMAIL: email_code,
    Item.Kind.TEXT: known_fact,
    Item.Kind.DOCUMENT: document,
    Item.Kind.LETTER: letter_code,
    Item.Kind.SIGNED: signed_declaration,
    Item.Kind.ACCOUNT: account_token,
    Item.Kind.VENDOR: vendor,
    Item.Kind.MANDATE: mandate,
}
