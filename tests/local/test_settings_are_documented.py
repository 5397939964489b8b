"""Every setting is in the manual, and nothing else is."""

import re
from pathlib import Path

import yaml
from django.conf import settings

ROOT: Path = settings.BASE_DIR
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


def test_containers_set_only_what_is_read() -> None:
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    readable = set(table()) | {f"{name}_FILE" for name in SECRET.findall(code())}

    for name in ("web", "worker", "beat", "migrate"):
        assert set(services[name]["environment"]) <= readable
