"""docs/asvs.md and docs/threat-model.md from their tables: `python -m tests.assurance.page`."""

from collections import Counter
from collections.abc import Iterable

from .standard import CHAPTERS, levels
from .tables import MET, NOT_APPLICABLE, OPEN, ROOT, Requirement, Threat, requirements, threats

ASVS_PAGE, THREATS_PAGE = ROOT / "docs" / "asvs.md", ROOT / "docs" / "threat-model.md"

ASVS_HEAD = """# OWASP ASVS 5.0, levels 1 and 2, line by line

The [Application Security Verification Standard](https://github.com/OWASP/ASVS), version 5.0.0, has {all} requirements, {few} of them
of levels 1 and 2. Here is where this desk stands with each of those; what is asked is put in our own words, so look the number up for
theirs. **Met** names where in the code and which test shows it (below `tests/`; a test makes sure that each is there, not that it
is enough: read them). **Not applicable** says why. **Open** says what is missing, or what is left to whoever installs the desk.

It is our own judgement. Nobody else has verified it.

{counts}
"""
ASVS_TAIL = """
Made by `python -m tests.assurance.page` from [asvs.csv](asvs.csv).
"""
THREATS_HEAD = """# Who might attack this desk, and how

Each line is an attack, what stands against it, and the tests that try it (below `tests/`; a test makes sure that they are there).
**Open** says what nobody tries yet or what nothing stands against.

{counts}
"""
THREATS_TAIL = """
What the audit withstands, by who tries: [security.md](security.md). What is done to the desk by chance: [reliability.md](reliability.md).

Made by `python -m tests.assurance.page` from [threat-model.csv](threat-model.csv).
"""


def asvs(found: list[Requirement]) -> str:
    known = levels()
    few = sum(level < 3 for level in known.values())
    parts = [ASVS_HEAD.format(all=len(known), few=few, counts=_asvs_counts(found, known))]
    for chapter, title in CHAPTERS.items():
        parts.append(f"\n## V{chapter} {title}\n\n| | level | asks | stands | here | shown by |\n")
        parts.append("| --- | --- | --- | --- | --- | --- |\n")
        parts += [
            f"| {one.number} | {known[one.number]} | {one.asks} | {one.state} | "
            f"{_here(one)} | {_named(one.tests)} |\n"
            for one in found
            if one.number.split(".")[0] == str(chapter)
        ]
    return "".join(parts) + ASVS_TAIL


def _asvs_counts(found: list[Requirement], known: dict[str, int]) -> str:
    lines = ["| level | met | not applicable | open | in all |", "| --- | --- | --- | --- | --- |"]
    for words, wanted in (("1", {1}), ("2", {2}), ("both", {1, 2})):
        states = Counter(one.state for one in found if known[one.number] in wanted)
        row = [words, *(states[state] for state in (MET, NOT_APPLICABLE, OPEN)), states.total()]
        lines.append("| " + " | ".join(map(str, row)) + " |")
    return "\n".join(lines)


def _here(one: Requirement) -> str:
    return " ".join([one.here, *(f"`{path}`" for path in one.code)]).strip()


def threat_model(found: list[Threat]) -> str:
    states = Counter(one.state for one in found)
    counts = f"{len(found)} attacks: {states['tried']} tried, {states['open']} open."
    parts = [THREATS_HEAD.format(counts=counts)]
    for title, letter in (
        ("Attacks on this desk", "T"),
        ("What was found wrong with the nearest open desk, tried on this one", "A"),
    ):
        parts.append(f"\n## {title}\n\n| | who | does what | against it | tried by |\n")
        parts.append("| --- | --- | --- | --- | --- |\n")
        parts += [
            f"| {one.number} | {one.actor} | {one.attack} | "
            f"{'**Open.** ' if one.state == 'open' else ''}{one.control} | {_named(one.tests)} |\n"
            for one in found
            if one.number.startswith(letter)
        ]
    return "".join(parts) + THREATS_TAIL


def _named(tests: Iterable[str]) -> str:
    return "<br>".join(f"`{test}`" for test in tests)


if __name__ == "__main__":
    ASVS_PAGE.write_text(asvs(requirements()))
    THREATS_PAGE.write_text(threat_model(threats()))
