import json

from tests.faults import page

HARM = (
    *("lost", "lost so far", "repeats", "leaks", "found", "foreign rows"),
    *("not seen", "found in clear", "doubles", "mails sent twice"),
    *("followed elsewhere", "reached inside", "forged and let in", "wrong signatures"),
    *(
        "taken below the floor",
        "accepted and not there",
        "mails to the victim beyond three",
        "genuine ones refused",
    ),
)
TELLS = 5.0  # ms between an address that is known and one that is not


def test_the_page_is_what_the_command_makes_of_the_figures() -> None:
    assert page.PAGE.read_text() == page.page(json.loads(page.KEPT.read_text()))


def test_every_experiment_has_a_control() -> None:
    kinds = dict.fromkeys(page.EXPERIMENTS, "")
    for number, kind in page.TESTS.values():
        kinds[number] += kind

    assert all("experiment" in kind and "control" in kind for kind in kinds.values())


def test_nothing_was_lost_and_every_control_did_harm() -> None:
    """In the runs whose figures are printed."""
    for one in json.loads(page.KEPT.read_text()):
        is_control = page._known(one)[1].startswith("control")
        harm = any(one.get(name, 0) for name in HARM)
        if "runs at half past midnight" in one:
            harm = set(one["runs at half past midnight"].values()) != {1}
        if (gap := one.get("gap between the medians, ms")) is not None:
            harm = abs(gap) > TELLS
        assert bool(harm) == is_control, one
