"""What an answer consists of: one text, its files, whom it goes to, and whose work that is."""

import hashlib
from collections.abc import Callable, Iterable

from django.db.models import QuerySet

from .models import Case, Document, Message

Preparers = Callable[[Case], Iterable[str]]
_ALSO: list[Preparers] = []


def register(preparers: Preparers) -> None:
    """Upper floors know of others whose work an answer is."""
    _ALSO.append(preparers)


def files_of(case: Case) -> QuerySet[Document]:
    return case.documents.filter(kind=Document.Kind.ANSWER).order_by("added_at", "pk")


def draft_of(case: Case) -> Message | None:
    """The newest text that was put forward."""
    return case.messages.filter(kind="draft-answer").order_by("-at", "-pk").first()


def preparers_of(case: Case) -> set[str]:
    """Whoever wrote a text for it, did what it tells of, added a file that is still in it or is
    named by an upper floor."""
    written = case.messages.filter(kind="draft-answer").values_list("actor", flat=True)
    done = case.actions_taken.values_list("taken_by", flat=True)
    added = files_of(case).values_list("added_by", flat=True)
    others = (actor for known in _ALSO for actor in known(case))
    return {*written, *done, *added, *others} - {""}


def digest_of(case: Case) -> str:
    """Another one as soon as a text, a file, its explanation, what was done or the person's contact
    is another.

    Of what is sealed, so that it tells nothing once the case is erased. A file's bytes cannot be
    exchanged under its id: they open under that id only.
    """
    draft = draft_of(case)
    parts = [case.reference.encode(), _bytes(case.person), case.withheld_ground.encode()]
    parts += [draft.pk.bytes, _bytes(draft.body)] if draft else []
    for document in files_of(case):
        parts += [document.pk.bytes, _bytes(document.explanation), document.file_id.bytes]
    for done in case.actions_taken.order_by("kind"):
        parts += [done.pk.bytes, _bytes(done.body)]
    whole = hashlib.sha256(b"dsar.answer/1")
    for part in parts:
        whole.update(len(part).to_bytes(4, "big") + part)
    return whole.hexdigest()


def _bytes(sealed: object) -> bytes:
    return bytes(sealed) if isinstance(sealed, (bytes, memoryview)) else b""
