"""Which companies are in force in this thread, and how PostgreSQL is told."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar

SETTING = "dsar.companies"
EVERY = "every"
# The installation itself, as in the audit chain: what belongs to it belongs to no company.
INSTALLATION = 0


class NoCompany(RuntimeError):
    """A statement touches rows of companies, and nobody said whose are meant."""


_in_force: ContextVar[str | None] = ContextVar("companies_in_force", default=None)


@contextmanager
def companies(ids: Iterable[int]) -> Iterator[None]:
    """Only rows of these companies are found, and none of another can be written. Without any,
    those of nobody."""
    with _while(_told(ids)):
        yield


@contextmanager
def every_company(reason: str) -> Iterator[None]:
    """Rows of all companies are found, for the reason that stands beside it in the code."""
    if not reason.strip():
        raise ValueError("say why every company is needed")
    with _while(EVERY):
        yield


def operator() -> AbstractContextManager[None]:
    """For commands: whoever runs one holds the database anyway."""
    return every_company("an operator's command works for the whole desk")


@contextmanager
def nobody() -> Iterator[None]:
    """Nothing is in force: whatever touches a table of companies raises until somebody says whose
    rows are meant. Each request begins so."""
    with _while(None):
        yield


def narrow_to(ids: Iterable[int]) -> None:
    """From here to the end of the innermost of the three above: these companies and no other."""
    _in_force.set(_told(ids))


def keep_for(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same pieces, each made under what is in force now, although they are asked for later:
    a streamed answer is read after its request has ended."""
    return _kept(iter(pieces), _in_force.get())


def in_force() -> str | None:
    """As PostgreSQL is told: an array of numbers, or EVERY; None where nobody said anything."""
    return _in_force.get()


def _kept(pieces: Iterator[bytes], told: str | None) -> Iterator[bytes]:
    while True:
        with _while(told):
            try:
                piece = next(pieces)
            except StopIteration:
                return
        yield piece


@contextmanager
def _while(told: str | None) -> Iterator[None]:
    before = _in_force.set(told)
    try:
        yield
    finally:
        _in_force.reset(before)


def _told(ids: Iterable[int]) -> str:
    # int(): it becomes part of a statement.
    return "{" + ",".join(str(int(pk)) for pk in sorted({INSTALLATION, *ids})) + "}"
