"""What the pages tell somebody to open, type or set is there."""

import re
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands, load_command_class

ROOT: Path = settings.BASE_DIR
PAGES = [
    *(ROOT / name for name in ("README.md", "SECURITY.md", "CHANGELOG.md", "client/README.md")),
    *sorted(ROOT.glob("docs/*.md")),
    *sorted(ROOT.glob("docs/decisions/*.md")),
]
# Read by the containers' file, the scripts beside it, or the tests; the table has the rest.
ELSEWHERE = (
    "docker-compose.yml",
    "deploy/*.sh",
    "Makefile",
    "tests/faults/*.py",
    "tests/browser/*.py",
)
LINK = re.compile(r"\]\(([^)\s]+)\)")
SETTING = re.compile(r"\bDSAR_[A-Z_]*[A-Z]\b")
MANAGED = re.compile(r"manage\.py ([a-z]\w+)((?:\\\n|[^`|#;&\n])*)")
COMPOSED = re.compile(r"docker compose ((?:\\\n|[^`|#;&\n])+)")
WITH_A_VALUE = {"--since", "--volume", "--scale", "--profile", "--username"}
WITH_SERVICES = {"exec", "run", "logs", "stop", "start", "up", "restart", "pull", "ps", "build"}
WITH_A_PROGRAM = {"exec", "run"}  # behind the name of the service


@pytest.fixture(params=PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def page(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


def anchors(of: Path) -> set[str]:
    """As a forge makes them of headings."""
    headings = re.findall(r"^#+ (.*)$", of.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings}


def test_every_link_leads_somewhere(page: Path) -> None:
    links = [one for one in LINK.findall(page.read_text()) if not re.match(r"\w+:", one)]

    lost = []
    for link in links:
        path, _, anchor = link.partition("#")
        there = page.parent / path if path else page
        if not there.exists() or (anchor and anchor not in anchors(there)):
            lost.append(link)
    assert lost == []


def test_every_page_is_reached_from_another() -> None:
    linked = {
        (page.parent / link.partition("#")[0]).resolve()
        for page in PAGES
        for link in LINK.findall(page.read_text())
        if link.partition("#")[0] not in ("", page.name)
    }

    assert [one.name for one in ROOT.glob("docs/*.md") if one.resolve() not in linked] == []


def options_of(command: str) -> set[str]:
    app = get_commands()[command]
    assert isinstance(app, str)
    parser: ArgumentParser = load_command_class(app, command).create_parser("manage.py", command)
    return set(parser._option_string_actions)


def test_every_command_has_the_options_that_it_is_given(page: Path) -> None:
    wrong = []
    for command, rest in MANAGED.findall(page.read_text()):
        known = options_of(command)
        own = rest.partition(" -- ")[0]
        given = re.findall(r"(?<![\w-])--[a-z][a-z-]*", own)
        wrong += [f"{command} {option}" for option in given if option not in known]
    assert wrong == []


def services_in(command: str) -> Iterator[str]:
    """The words of `docker compose …` that stand where a service is named."""
    words = iter(command.replace("\\\n", " ").split())
    verb = ""
    for word in words:
        if word.startswith("-"):
            if word in WITH_A_VALUE:
                next(words, "")
        elif not verb:
            verb = word
            if verb not in WITH_SERVICES:
                return
        else:
            yield word
            if verb in WITH_A_PROGRAM:
                return


def test_every_service_that_is_spoken_to_is_there(page: Path) -> None:
    there = set(yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"])

    named = {
        word
        for command in COMPOSED.findall(page.read_text())
        for word in services_in(command.split("  ")[0].rstrip(" .,:)("))
    }

    assert named - there == set()


def test_every_setting_that_is_named_is_read_by_somebody(page: Path) -> None:
    read = set(SETTING.findall((ROOT / "dsar/settings.py").read_text()))
    for pattern in ELSEWHERE:
        for file in ROOT.glob(pattern):
            read |= set(SETTING.findall(file.read_text()))
    read |= {f"{name}_FILE" for name in read}

    assert set(SETTING.findall(page.read_text())) - read == set()


def test_every_target_of_make_that_is_named_is_there(page: Path) -> None:
    there = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    named = set(re.findall(r"`(?:[A-Z_]+=[^\s`]+ )*make ([a-z-]+)", page.read_text()))

    assert named - there == set()
