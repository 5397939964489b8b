"""What the open alternatives reached, and what this run did. Theirs were measured once."""

from collections.abc import Mapping
from typing import Any

TEXT = """
## Beside the alternatives

Fides 2.86 and django-helpdesk 2.6 were measured once, on a machine of two cores with the bare view beside them, at 10,000 and
100,000 cases; `make bench` does not repeat that. Ours are of this run, at {least} and {most}. Only what is a ratio, or far apart, says anything.

| | Fides 2.86 | django-helpdesk 2.6 | this desk |
| --- | --- | --- | --- |
| a request taken in, eight clients, to the bare view | 0.14 on two processes | 0.24 | {rate:.2g} |
| a list of 50 through the API, from the fewest cases to the most | 27 → 111 ms, 4.1 times | 3,938 → 38,176 ms, 9.7 times | {lists} |
| one case | 38 → 234 ms, 6.2 times | 40 → 46 ms, 1.2 times | {case} |
| search by an address | 10 → 11 ms, 1.1 times | 272 → 2,479 ms, 9.1 times | {address} |
| search by a name | 35 → 281 ms, 8 times | as by address | {name} |
| first page of all | | 254 → 2,439 ms, 9.6 times | {today} |
| first answer after a start, with the most cases | 170 s | | {first} |
| memory of one web process | 404 MB | 170 to 839 MB | {memory} |

They take a request in faster. Here the one commit holds what was said, sealed; its clock with every reminder; the letter that is owed; the
search tokens and the event in its chain. What people wait for all day is the rest of the table.
"""


def beside(found: Mapping[str, Any]) -> str:
    """Nothing without all of the figures that it stands on."""
    if not {"submitting", "growing", "starting"} <= found.keys():
        return ""
    grown = found["growing"]
    sizes = [what.removeprefix("p50 at ") for what in grown if what.startswith("p50 at ")]
    least, most = sizes[0], sizes[-1]

    def both(page: str) -> str:
        few, many = grown[f"p50 at {least}"][page], grown[f"p50 at {most}"][page]
        return f"{few:.3g} → {many:.3g} ms, {many / few:.2g} times"

    seconds, memory = found["starting"]["seconds"], found["starting"]["megabytes"]
    return TEXT.format(
        least=least,
        most=most,
        rate=found["submitting"]["ratios"]["rate, 8 clients"],
        lists=both("api: list of 50"),
        case=both("api: case"),
        address=both("queue, searched by address"),
        name=both("queue, searched by name"),
        today=both("today"),
        first=f"{seconds['start to the first answer']:.2g} s",
        memory=f"{memory['one web process after 200 pages']:.3g} MB",
    )
