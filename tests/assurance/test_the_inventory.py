"""docs/inventory.md gives each limit as the code has it."""

import re
from datetime import timedelta
from importlib import import_module
from typing import Any

from allauth.account import app_settings as accounts
from django.conf import settings

from dsar import settings as product

from .tables import ROOT

ROW = re.compile(r"^\| [^|]+ \| (?P<said>[^|]+) \| `(?P<where>[\w. ]+)` \|$", re.MULTILINE)
LIMITS = (ROOT / "docs" / "inventory.md").read_text().split("## Limits")[1].split("\n## ")[0]


def found_at(where: str) -> Any:
    """A setting, a limit of allauth, or a name in a module."""
    name, *part = where.split()
    if part:
        return accounts.RATE_LIMITS[part[0]], part[1]
    if "." not in name:
        return getattr(settings, name)
    module, value = name, []
    while True:
        try:
            found: Any = import_module(module)
            break
        except ModuleNotFoundError:
            module, _, last = module.rpartition(".")
            value.insert(0, last)
    for last in value:
        found = getattr(found, last)
    return found


def in_words(found: Any) -> str:
    if isinstance(found, timedelta):
        return f"{found.total_seconds():.0f} s"
    match found:
        case (str(text), ("ip" | "key") as kind):
            rate = next(one for one in text.split(",") if one.endswith(f"/{kind}"))
            many, seconds, _ = rate.split("/")
            return f"{many} in {_seconds(seconds)} s"
        case (_, int(many), int(seconds)):
            return f"{many} in {seconds} s"
    return f"{found:.0f}"


def _seconds(text: str) -> int:
    number, unit = re.fullmatch(r"(\d*)([smhd])", text).groups()  # type: ignore[union-attr]
    return int(number or 1) * {"s": 1, "m": 60, "h": 3600, "d": 86400}[unit]


def test_each_limit_is_the_one_of_the_code() -> None:
    rows = [(row["said"], row["where"]) for row in ROW.finditer(LIMITS)]
    # Three rows are none of values: the head, its rule, and nothing else.
    assert len(rows) == LIMITS.count("\n| ") - 2

    wrong = {
        where: (said, in_words(found_at(where)))
        for said, where in rows
        if said.removesuffix(", then it waits").removesuffix(" s")
        != in_words(found_at(where)).removesuffix(" s")
    }

    assert wrong == {}


def test_a_wrong_figure_is_noticed() -> None:
    assert in_words(found_at("dsar.portal.limits.CODES")) == "60 in 3600 s"
    assert in_words(found_at("identity.operations.codes.LIFETIME")) == "600 s"
    assert in_words(found_at("dsar.content.doors.PROOF.most_bytes")) == "10485760"


def test_every_limit_on_what_a_caller_may_do_stands_there() -> None:
    """Named as limits in the code: a tuple of name, number and seconds."""
    named = set()
    for path in (ROOT / "dsar").rglob("*.py"):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        pattern = r'^([A-Z_]+)(?:: limits\.Limit)? = \("[a-z-]+", \d+, [\w.]+\)$'
        named |= {f"{module}.{name}" for name in re.findall(pattern, path.read_text(), re.M)}

    assert named
    assert named - {row["where"] for row in ROW.finditer(LIMITS)} == set()


def test_logs_go_only_where_the_inventory_says() -> None:
    handlers = product.LOGGING["handlers"]

    assert {name: one["class"] for name, one in handlers.items()} == {
        "stderr": "logging.StreamHandler"
    }
    assert product.LOGGING["root"]["handlers"] == ["stderr"]
