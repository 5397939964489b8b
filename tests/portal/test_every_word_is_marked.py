"""Whatever a requester reads can be translated: no page and no sentence is left unmarked."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from django.conf import settings
from django.template.base import Lexer, Token, TokenType

from dsar.cases.labels import LABELS
from dsar.cases.operations.confirming import LETTER
from dsar.cases.operations.responding import CANNOT_OPEN, VERDICTS
from dsar.companies.rights import CHOICES, RIGHTS

ROOT = Path(settings.BASE_DIR)
PAGES = ROOT / "templates"
READ_ALOUD = ("alt", "aria-label", "data-label", "placeholder", "title")
OF_THE_DESK = {"base_desk.html"}
# Owners of systems are the company's own people, who read English as officers do.
OF_OWNERS = {"dsar/portal/search_form.py"}
# Seen by programs and in logs, by no requester.
NOT_SHOWN = {"Http404", "JsonResponse", "LookupError", "every_company"}
MARKS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext"}
# Words that stand in English where they are kept, and are translated where they are shown.
KEPT = {
    "cases/labels.py": {label.requester for label in LABELS.values()},
    "cases/operations/confirming.py": {LETTER.label},
    "cases/operations/responding.py": {*VERDICTS.values(), *CANNOT_OPEN.values()},
    "companies/rights.py": {*RIGHTS.values(), *dict(CHOICES).values()},
}


def _pages() -> Iterator[str]:
    for kind in ("portal/**/*", "letters/*", "django/**/*", "*.html"):
        for path in sorted(PAGES.glob(kind)):
            name = str(path.relative_to(PAGES))
            if path.is_file() and name not in OF_THE_DESK:
                yield name


@pytest.mark.parametrize("name", list(_pages()))
def test_a_page_has_no_words_that_cannot_be_translated(name):
    assert list(unmarked_on(PAGES / name)) == []


def _programs() -> Iterator[str]:
    for path in sorted((ROOT / "dsar/portal").rglob("*.py")):
        name = str(path.relative_to(ROOT))
        if "/migrations/" not in name and name not in OF_OWNERS:
            yield name


@pytest.mark.parametrize("name", list(_programs()))
def test_the_portal_has_no_sentence_that_cannot_be_translated(name):
    assert list(unmarked_in((ROOT / name).read_text())) == []


@pytest.mark.parametrize("path", KEPT)
def test_what_is_kept_in_english_can_be_shown_in_another_language(path):
    keywords = DEFAULT_KEYWORDS | {"gettext_noop": None, "gettext_lazy": None}
    found = extract_from_file("python", ROOT / "dsar" / path, keywords=keywords)

    assert KEPT[path] - {message for _, message, _, _ in found} == set()


def test_these_tests_would_find_words(tmp_path):
    page = tmp_path / "page.html"
    page.write_text(
        '<p>{% translate "One" %} two {{ three|default:"Not four" }}</p>'
        "{% blocktranslate %}five{% endblocktranslate %}{{ days|pluralize }}"
        '<img alt="six" class="seven">{% include "a.html" with text="Eight days" %}'
    )

    assert set(unmarked_on(page)) == {"two", "Not four", "pluralize", "six", "Eight days"}
    said = 'x = _("One day") + "Two days" + f"{x} three days"\nraise Http404("four days")'
    assert set(unmarked_in(said)) == {"Two days", " three days"}


def unmarked_on(path: Path) -> Iterator[str]:
    """The words of a template that are in no `translate` and no `blocktranslate`."""
    left, inside = "", ""
    for token in Lexer(path.read_text()).tokenize():
        name = token.contents.split(" ")[0] if token.token_type is TokenType.BLOCK else ""
        if inside:
            inside = "" if name == f"end{inside}" else inside
        elif name in ("blocktranslate", "comment"):
            inside = name
        elif token.token_type is TokenType.TEXT:
            left += token.contents
        elif name != "translate":
            yield from _said_by(token)
    yield from _heard(left) if path.suffix == ".html" else _lines(left)


def _said_by(token: Token) -> Iterator[str]:
    """Text that a tag or a variable brings. What speaks English by itself counts as well."""
    if token.token_type is TokenType.COMMENT:
        return
    yield from re.findall(r"\|(pluralize|date|time|yesno)\b", token.contents)
    for text in re.findall(r'(?<!_\()"([^"]*)"', token.contents):
        if re.search(r"[A-Z][a-z]|[a-z] [a-z]", text):
            yield text


class _Heard(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        if not self.cdata_elem:  # a style sheet
            self.words += _lines(data)

    def handle_starttag(self, _: str, attrs: list[tuple[str, str | None]]) -> None:
        said = [value or "" for name, value in attrs if name in READ_ALOUD]
        self.words += [value for value in said if _lines(value)]


def _heard(html: str) -> list[str]:
    parser = _Heard()
    parser.feed(html)
    parser.close()
    return parser.words


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if re.search(r"[^\W\d_]", line)]


def unmarked_in(source: str) -> Iterator[str]:
    """The constants of a program that read like words and are not marked."""
    tree = ast.parse(source)
    passed = set(_passed(tree))
    for node in ast.walk(tree):
        said = node.value if isinstance(node, ast.Constant) and node not in passed else None
        if isinstance(said, str) and re.search(r"[a-z]{2} [a-z]|^[A-Z][a-z]+([^\w-]|$)", said):
            yield said


def _passed(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node) in MARKS | NOT_SHOWN:
            yield from ast.walk(node)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value  # a docstring
        elif isinstance(node, ast.Subscript):
            yield from ast.walk(node.slice)
        elif isinstance(node, ast.arg) and node.annotation:
            yield from ast.walk(node.annotation)
        elif isinstance(node, ast.FunctionDef) and node.returns:
            yield from ast.walk(node.returns)


def _name(call: ast.Call) -> str:
    called = call.func
    return called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
