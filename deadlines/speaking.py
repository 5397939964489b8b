"""Which language is spoken, and the messages of this package in it. Standard library only.

Whoever uses the package says where to ask (`ask`), or speaks one for a while (`speaking`). What is
asked for and not spoken is English.
"""

from collections.abc import Callable
from contextvars import ContextVar, Token
from functools import wraps
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import ParamSpec, TypeVar

LANGUAGES = ("en", "sv", "de", "nl", "fr")
DOMAIN = "deadlines"
_Asked = ParamSpec("_Asked")
_Said = TypeVar("_Said")
_HERE = Path(__file__).parent / "locale"

_for_now: ContextVar[str | None] = ContextVar("speaking", default=None)
_folders: tuple[Path, ...] = (_HERE,)
# What was asked for → what is spoken; what is spoken → its messages.
_spoken: dict[str | None, str] = {"en": "en", "": "en", None: "en"}
_messages: dict[str, NullTranslations] = {"en": NullTranslations()}


def _english() -> str:
    return "en"


_asked: Callable[[], str | None] = _english


def ask(whom: Callable[[], str | None]) -> None:
    """From now on the language in force is what that function answers."""
    global _asked
    _asked = whom


class speaking:
    """That language, whatever else is in force, until the end of the block."""

    # A generator would be shorter, and slower than most of what is said in it.

    __slots__ = ("_before", "_code")
    _before: Token[str | None]

    def __init__(self, code: str) -> None:
        self._code = code

    def __enter__(self) -> None:
        self._before = _for_now.set(self._code)

    def __exit__(self, *_: object) -> None:
        _for_now.reset(self._before)


def language() -> str:
    """The code of the language in force, always one that is spoken."""
    code = _for_now.get()
    if code is None:
        code = _asked()
    found = _spoken.get(code)
    return found if found is not None else _find(code or "")


def in_one_language(say: Callable[_Asked, _Said]) -> Callable[_Asked, _Said]:
    """The language is asked for once and not for each word: asking takes longer than saying."""

    @wraps(say)
    def said(*args: _Asked.args, **kwargs: _Asked.kwargs) -> _Said:
        with speaking(language()):
            return say(*args, **kwargs)

    return said


def read_from(*folders: Path) -> None:
    """Look for catalogues in those folders, too, so that a language can be added. To be called
    before anything is told in it: what was told once is kept."""
    global _folders
    _folders = (_HERE, *folders)
    _spoken.clear()
    _spoken.update({"en": "en", "": "en", None: "en"})
    _messages.clear()
    _messages["en"] = NullTranslations()


def gettext(message: str) -> str:
    spoken = language()
    # The empty message is the catalogue's own head.
    return message if spoken == "en" or not message else _messages_in(spoken).gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    return _messages_in(language()).ngettext(one, many, count)


def pgettext(context: str, message: str) -> str:
    return _messages_in(language()).pgettext(context, message)


def gettext_noop(message: str) -> str:
    """The message itself, marked for the catalogues: it is said where it is read."""
    return message


def _find(code: str) -> str:
    """en-gb is English, sv-se Swedish; so is whatever nobody speaks."""
    plain = code.lower().replace("_", "-")
    candidates = (plain, plain.partition("-")[0])
    spoken = next((one for one in candidates if one in LANGUAGES or _catalogue(one)), "en")
    if len(_spoken) < 256:  # codes may come from a stranger's browser
        _spoken[code] = spoken
    return spoken


def _messages_in(spoken: str) -> NullTranslations:
    known = _messages.get(spoken)
    if known is None:
        path = _catalogue(spoken)
        known = NullTranslations()
        if path:
            with path.open("rb") as file:
                known = GNUTranslations(file)
        _messages[spoken] = known
    return known


def _catalogue(code: str) -> Path | None:
    if not code.replace("-", "").isalnum():
        return None
    base, _, region = code.partition("-")
    name = f"{base}_{region.upper()}" if region else base
    paths = (folder / name / "LC_MESSAGES" / f"{DOMAIN}.mo" for folder in _folders)
    return next((path for path in paths if path.is_file()), None)
