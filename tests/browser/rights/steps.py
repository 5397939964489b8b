"""What can happen in a story, each as data: `play` has the cast do it and looks at what comes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from playwright.sync_api import Page, expect

from tests.browser.people import Officer, text_of

from .cast import ASHA, DORA, Cast


class Step(Protocol):
    def play(self, cast: Cast) -> None: ...


@dataclass(frozen=True)
class Asked:
    """One page of the public form."""

    question: str
    choose: Sequence[str] = ()
    write: Mapping[str, str] = field(default_factory=dict)
    tick_first: bool = False
    """The first of several boxes, whatever the policy calls it."""


@dataclass(frozen=True)
class Sends:
    """Robin fills in the public form, and proves the address with a code."""

    company: str
    pages: Sequence[Asked]
    due: str
    """As the receipt says it."""
    why: Sequence[str]
    """What the table “Why this date” rests on."""
    name: bool = True
    """Whether it asks for a name and how they know the company."""
    begins: str = "Start now"

    def play(self, cast: Cast) -> None:
        robin = cast.robin
        robin.page.goto("/")
        robin.go(self.company)
        robin.go(self.begins)
        if self.begins != "Start now":
            robin.press("Start your complaint")
        for asked in self.pages:
            if asked.tick_first:
                robin.check(robin.page.get_by_role("checkbox").first)
            robin.answer(asked.question, choose=asked.choose, write=asked.write)
        if self.name:
            robin.introduce()
        else:
            robin.answer("Your email address", write={"Your email address": robin.email})
        robin.said()
        cast.reference = robin.send()
        expect(robin.page.locator(".lede")).to_have_text(self.due)
        counted = robin.why()
        for words in self.why:
            assert words in counted, f"{words!r} not in:\n{counted}"
        assert cast.reference in cast.post.newest()
        robin.follow(cast.reference)


@dataclass(frozen=True)
class Logs:
    """Asha writes down what came by telephone, and reads it back."""

    right: str
    name: str
    text: str
    on: str
    at: str

    def play(self, cast: Cast) -> None:
        asha = cast.officer(ASHA)
        asha.take("Log a request")
        asha.choose("Phone")
        asha.page.get_by_label("Received on").fill(self.on)
        asha.page.get_by_label("At", exact=True).fill(self.at)
        asha.page.get_by_role("group", name="What do they ask for?").get_by_label(
            self.right
        ).check()
        asha.page.get_by_label("Name", exact=True).fill(self.name)
        asha.page.get_by_role("textbox", name=_begins("Email address")).fill(cast.robin.email)
        asha.write("What they said", self.text)
        asha.page.get_by_role("button", name="Create the case").click()
        expect(asha.page.locator("h1")).to_have_text("Request recorded")
        cast.reference = asha.page.locator(".panel .ref").inner_text()
        asha.page.get_by_role("button", name="Confirmed by the caller").click()
        expect(asha.page.locator(".tag", has_text="Confirmed by the caller")).to_be_visible()


@dataclass(frozen=True)
class Until:
    """Time passes."""

    moment: datetime

    def play(self, cast: Cast) -> None:
        cast.post.letters()  # what is owed leaves meanwhile
        cast.turn_to(self.moment)


@dataclass(frozen=True)
class Act:
    """One page of the desk, from its link on the page of the case to its button. `refused` is what
    it says where it is not done."""

    link: str
    button: str
    done: str = ""
    refused: str = ""
    who: str = ASHA
    choose: Sequence[str] = ()
    tick: Sequence[str] = ()
    untick: Sequence[str] = ()
    pick: Mapping[str, str] = field(default_factory=dict)
    write: Mapping[str, str] = field(default_factory=dict)
    day: Mapping[str, str] = field(default_factory=dict)
    give: tuple[str, bytes] | None = None
    shows: Sequence[str] = ()

    def play(self, cast: Cast) -> None:
        there = cast.at_the_case(self.who)
        there.page.get_by_role("link", name=self.link, exact=True).first.click()
        for words in self.shows:
            expect(there.page.locator("main")).to_contain_text(words)
        self._fill(there, cast)
        there.page.get_by_role("button", name=self.button, exact=True).click()
        if self.refused:
            expect(there.page.get_by_role("alert").first).to_contain_text(self.refused)
        else:
            expect(there.page.get_by_role("status")).to_contain_text(self.done)

    def _fill(self, there: Officer, cast: Cast) -> None:
        page = there.page
        for label in self.choose:
            there.choose(label)
        for label in self.tick:
            there.check(label)
        for label in self.untick:
            page.get_by_role("checkbox", name=_begins(label)).uncheck()
        for label, option in self.pick.items():
            page.get_by_role("combobox", name=label).select_option(label=option)
        for label, words in self.write.items():
            page.get_by_role("textbox", name=_begins(label)).fill(words)
        for label, day in self.day.items():
            page.get_by_label(label).fill(day)
        if self.give:
            name, content = self.give
            file = cast.folder / name
            file.write_bytes(content)
            page.get_by_label("File").set_input_files(file)


@dataclass(frozen=True)
class Sees:
    """What the page of the case says to whoever works on it."""

    words: Sequence[str]
    who: str = ASHA
    place: str = ""

    def play(self, cast: Cast) -> None:
        there = cast.at_the_case(self.who)
        if self.place:
            there.page.goto(self.place)
        _says(there.page, self.words)


@dataclass(frozen=True)
class Reads:
    """What Robin reads on the page of the request, the newest letter with it."""

    heading: str
    words: Sequence[str]

    def play(self, cast: Cast) -> None:
        page = cast.their_page().page
        expect(page.locator("h1")).to_have_text(self.heading)
        _says(page, self.words)


@dataclass(frozen=True)
class Presses:
    """Robin goes on from the page of the request: a link, then a button."""

    link: str
    shows: Sequence[str]
    button: str
    then: str

    def play(self, cast: Cast) -> None:
        robin = cast.robin
        robin.go(self.link)
        _says(robin.page, self.shows)
        robin.press(self.button)
        _says(robin.page, [self.then])


@dataclass(frozen=True)
class Gets:
    """Robin fetches a file of the answer, from the page of the request."""

    name: str
    content: bytes

    def play(self, cast: Cast) -> None:
        cast.clock.forward(minutes=2)
        assert cast.robin.download(self.name) == self.content


@dataclass(frozen=True)
class Mailed:
    """What the newest letter to Robin says, but for those that carry a code."""

    words: Sequence[str]

    def play(self, cast: Cast) -> None:
        texts = [" ".join(text_of(mail).split()) for mail in cast.post.letters()]
        letter = [text for text in texts if "Your code is" not in text][-1]
        for words in self.words:
            assert words in letter, f"{words!r} not in:\n{letter}"


def knows_them(method: str = "A code sent to their address") -> Act:
    return Act("Check who is asking", "Accept identity", "Identity accepted.", choose=[method])


def answered(text: str, *, kept: str = "", second: str = DORA) -> list[Act]:
    """Put forward by Asha, approved by somebody else, released."""
    return [
        Act(
            "Search and prepare the answer",
            "Send to review",
            "The answer waits for the approval of somebody else.",
            write={"The answer": text},
            choose=[kept] if kept else [],
        ),
        Act(
            "Check the answer",
            "Approve",
            "Approved.",
            who=second,
            tick=["I have looked at every file"],
            shows=[text],
        ),
        Act("Release the answer", "Release the answer", "Answered.", shows=[text]),
    ]


def closed(outcome: str = "Fulfilled") -> Act:
    return Act("Close", "Close", "Closed.", choose=[outcome])


def _begins(label: str) -> re.Pattern[str]:
    return re.compile(f"^{re.escape(label)}")


def _says(page: Page, words: Sequence[str]) -> None:
    for one in words:
        expect(page.locator("main")).to_contain_text(one)
