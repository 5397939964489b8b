"""Every setting is in the manual, and nothing else is."""

import re
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.management import get_commands

ROOT: Path = settings.BASE_DIR
README = (ROOT / "README.md").read_text()
# Where things lie in the image, what is only for a demonstration, and who owns the tables.
OF_THE_IMAGE = (
    "DSAR_HOME",
    "DSAR_STATIC_DIR",
    "DSAR_FILES_DIR",
    "DSAR_TOMBSTONES",
    "DSAR_DEMO",
    "DSAR_DEBUG",
    "DSAR_MAILBOX_DIR",
)
# Asked for, or another default than where nothing is around the desk.
OTHERWISE = {
    "DSAR_PUBLIC_URL": "${DSAR_PUBLIC_URL:?",
    "DSAR_ALLOWED_HOSTS": "${DSAR_ALLOWED_HOSTS:?",
    "DSAR_SMTP_HOST": "${DSAR_SMTP_HOST:?",
    "DSAR_SMTP_TLS": "${DSAR_SMTP_TLS:-1}",
    "DSAR_BEHIND_PROXY": "${DSAR_BEHIND_PROXY:-1}",
    "DSAR_REQUIRE_SECOND_FACTOR": "${DSAR_REQUIRE_SECOND_FACTOR:-1}",
    "DSAR_KEY_DIRS": "${DSAR_KEY_DIRS:-/srv/keys}",
    "DSAR_ANCHORS": "/srv/anchors",
    "REDIS_URL": "redis://redis:6379/0",
}
NAMED = re.compile(r"manage\.py ([a-z]\w+)")
READ = re.compile(r"""(?:env\.\w+|secret)\(\s*"([A-Z_]+)\"""")
SECRET = re.compile(r'secret\(\s*"([A-Z_]+)"')
ROWS = re.compile(r"^\| `([A-Z_]+)` \|.*\| *(yes)? *\|$", re.MULTILINE)


def code() -> str:
    return (ROOT / "dsar/settings.py").read_text()


def table() -> dict[str, str]:
    return dict(ROWS.findall((ROOT / "README.md").read_text()))


def test_the_table_has_each_setting_and_no_other() -> None:
    assert set(table()) == set(READ.findall(code()))


def test_the_table_says_which_may_stand_in_a_file() -> None:
    assert {name for name, file in table().items() if file} == set(SECRET.findall(code()))


def services() -> Any:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]


def test_containers_set_only_what_is_read() -> None:
    readable = set(table()) | {f"{name}_FILE" for name in SECRET.findall(code())}

    for name in ("web", "worker", "beat", "migrate", "drill", "restore"):
        assert set(services()[name]["environment"]) <= readable


def test_each_setting_reaches_the_containers() -> None:
    """Whoever sets one in `.env` need not edit the file; what is not set is the desk's default."""
    defaults = dict(re.findall(r"^\| `([A-Z_]+)` \| (.*?) \|", README, re.MULTILINE))
    passed_on = set(table()) - set(OF_THE_IMAGE) - {"DSAR_OWNER_URL"}  # who is given it: see there
    secrets = {name for name in passed_on if table()[name]} - {"REDIS_URL"}
    for name in ("web", "worker", "beat", "migrate", "drill", "restore"):
        given = services()[name]["environment"]

        for secret in secrets:
            file = given[f"{secret}_FILE"].removeprefix("/run/secrets/")
            assert file in services()[name]["secrets"]
        for setting in passed_on - secrets - set(OTHERWISE):
            default = defaults[setting].strip("`").replace("none", "")
            assert given[setting] == f"${{{setting}:-{default}}}"
        for setting, value in OTHERWISE.items():
            assert given[setting].startswith(value)
        assert not set(OF_THE_IMAGE) & set(given)


def test_the_manual_lists_each_command_that_a_page_names() -> None:
    listed = set(re.findall(r"^\| .*?`manage\.py ([a-z]\w+)", README, re.MULTILINE))
    listed |= {"show_anchor_key"}  # beside the one that makes it
    pages = [*ROOT.glob("docs/*.md"), ROOT / "docker-compose.yml"]
    named = {name for page in pages for name in NAMED.findall(page.read_text())}

    assert named - set(get_commands()) == set()
    assert named - listed <= {"check", "collectstatic", "migrate", "shell"}  # Django's own
