"""The catalogues of what requesters read: taken from the code, merged, compiled.

    python -m tools.messages            after texts were changed: then translate what is empty
    python -m tools.messages --check    whether that was done, and everything is translated

Babel reads the code, so nobody needs GNU gettext. A message that changed is a new message: the old
translation is dropped, never guessed at.
"""

import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from dsar.companies.presets import PRESETS
from dsar.companies.wording import public_words

ROOT = Path(__file__).parent.parent
_NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)
LANGUAGES = ("sv", "de", "nl", "fr")
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop", "N_"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
# The desk's own, which officers read in English.
ENGLISH_ONLY = ("dashboard", "account", "emails", "mailbox", "mfa", "base_desk.html", "way_in")
# What a translation must keep: values, in whichever form ({length:within}), and markup but for its
# words.
HELD = re.compile(r"%\(\w+\)[a-z]|%[sd]|(?<!\{)\{\w*(?=(?::\w+)?\}(?!\}))|</?\w+")


class Domain(NamedTuple):
    name: str
    folder: Path
    project: str


DJANGO = Domain("django", ROOT / "locale", "The requester's side")
DEADLINES = Domain("deadlines", ROOT / "deadlines" / "locale", "The clock and its working")
DOMAINS = (DJANGO, DEADLINES)


def extracted(domain: Domain) -> Catalog:
    """All messages of the code, in the order in which the files stand."""
    catalog = Catalog(project=domain.project, fuzzy=False)
    for path, source in _sources(domain):
        name = str(path.relative_to(ROOT))
        found = extract("python", io.BytesIO(source.encode()), KEYWORDS, ["Translators:"])
        for _, message, comments, context in found:
            if message and message != ("", ""):
                catalog.add(message, None, [(name, 0)], (), comments, context=context)
    if domain.name == DJANGO.name:
        for slug, words in _of_companies():
            catalog.add(words, None, [(f"dsar/companies/presets/{slug}", 0)])
    return catalog


def _sources(domain: Domain) -> Iterator[tuple[Path, str]]:
    if domain.name == DEADLINES.name:
        for path in sorted((ROOT / "deadlines").rglob("*.py")):
            yield path, path.read_text()
        return
    for folder in ("dsar", "identity"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path, path.read_text()
    for path in sorted((ROOT / "templates").rglob("*.*")):
        if not path.relative_to(ROOT / "templates").parts[0].startswith(ENGLISH_ONLY):
            yield path, _as_python(path)


def _as_python(template: Path) -> str:
    """What Django makes of it for GNU gettext, which is less strict about lines than Python: a
    comment has to end its line, and no line may be indented."""
    text = re.sub(r"(\{# Translators:.*?#\})", r"\1\n", template.read_text())
    return re.sub(r"^[ \t]+", "", templatize(text, origin=str(template)), flags=re.MULTILINE)


def _of_companies() -> Iterator[tuple[str, str]]:
    for slug, preset in PRESETS.items():
        for words in (preset.what_it_does, *public_words(preset.rules)):
            yield slug, words


def po_of(domain: Domain, language: str) -> Path:
    return domain.folder / language / "LC_MESSAGES" / f"{domain.name}.po"


def read(domain: Domain, language: str) -> Catalog:
    path = po_of(domain, language)
    if not path.exists():
        return Catalog(locale=language, project=domain.project, fuzzy=False)
    with path.open("rb") as file:
        catalog = read_po(file, locale=language, domain=domain.name)
    # Or it would be today, and the compiled file another one every day.
    catalog.creation_date = catalog.revision_date = _NO_DATE
    catalog.project = domain.project
    return catalog


def merged(domain: Domain, language: str, template: Catalog) -> Catalog:
    """The messages of the code with the translations there are, and nothing else."""
    known, new = read(domain, language), Catalog(locale=language, project=domain.project)
    new.fuzzy = False
    for message in template:
        if not message.id:
            continue
        old = known.get(message.id, message.context)
        new.add(
            message.id,
            old.string if old else None,
            [(name, 0) for name, _ in message.locations],
            message.flags,
            message.auto_comments,
            context=message.context,
        )
    return new


def as_po(catalog: Catalog) -> bytes:
    """Without dates and line numbers: a catalogue changes where its words do."""
    file = io.BytesIO()
    write_po(file, catalog, width=100, include_lineno=False, omit_header=True)
    plural = catalog.plural_forms
    head = (
        f'# {catalog.project}, in {catalog.locale}\nmsgid ""\nmsgstr ""\n'
        f'"Language: {catalog.locale_identifier}\\n"\n"MIME-Version: 1.0\\n"\n'
        f'"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {plural}\\n"\n\n'
    )
    return head.encode() + file.getvalue()


def as_mo(catalog: Catalog) -> bytes:
    file = io.BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def write_all() -> None:
    for domain in DOMAINS:
        template = extracted(domain)
        for language in LANGUAGES:
            po = po_of(domain, language)
            po.parent.mkdir(parents=True, exist_ok=True)
            po.write_bytes(as_po(merged(domain, language, template)))
            po.with_suffix(".mo").write_bytes(as_mo(read(domain, language)))
            left = list(untranslated(read(domain, language)))
            print(f"{domain.name} {language}: {len(template)} messages, {len(left)} to translate")


def untranslated(catalog: Catalog) -> Iterator[str]:
    for message in catalog:
        if message.id and not all(_texts(message.string)):
            yield str(message.id)


def broken(catalog: Catalog) -> Iterator[str]:
    """Translations that lose a value or a tag, or bring one that the message has not."""
    for message in catalog:
        ids = _texts(message.id)
        allowed = [sorted(HELD.findall(one)) for one in ids]
        for text in _texts(message.string):
            if message.id and text and sorted(HELD.findall(text)) not in allowed:
                yield f"{text!r} for {ids[-1]!r}"


def _texts(said: object) -> tuple[str, ...]:
    """One, or both forms of a plural."""
    return tuple(said) if isinstance(said, tuple | list) else (str(said or ""),)


def problems() -> Iterator[str]:
    for domain in DOMAINS:
        template = extracted(domain)
        for language in LANGUAGES:
            po = po_of(domain, language)
            where = po.relative_to(ROOT)
            if not po.exists() or po.read_bytes() != as_po(merged(domain, language, template)):
                yield f"{where} is not what the code says: python -m tools.messages"
                continue
            if po.with_suffix(".mo").read_bytes() != as_mo(read(domain, language)):
                yield f"{where} was changed and not compiled: python -m tools.messages"
            catalog = read(domain, language)
            yield from (f"{where}: nothing for {text!r}" for text in untranslated(catalog))
            yield from (f"{where}: {text}" for text in broken(catalog))


if __name__ == "__main__":
    if "--check" in sys.argv:
        found = list(problems())
        print("\n".join(found))
        sys.exit(bool(found))
    write_all()
