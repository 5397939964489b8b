"""Those who sit in front of the pages, and the mailbox between them."""

import re
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from dsar.outbox import sweeps
from tests import desk
from tests.browser.clock import Clock
from tests.smtp import Sink

FILE = "A photo or scan of it"


class Post:
    """What the product owes is delivered when somebody looks into their mailbox."""

    def __init__(self, sink: Sink, clock: Clock) -> None:
        self.sink, self.clock = sink, clock

    def letters(self) -> list[EmailMessage]:
        """To the requester: staff get mail of their own."""
        sweeps.run_all(now=self.clock.now())
        return [mail for mail in self.sink.messages if desk.REQUESTER.email in mail["To"]]

    def newest(self) -> str:
        return text_of(self.letters()[-1])

    def code(self) -> str:
        found = re.search(r"Your code is (\d{6})", self.newest())
        assert found, f"no code in the newest letter:\n{self.newest()}"
        return found.group(1)


class Requester:
    """Fills in the pages as they come."""

    email = desk.REQUESTER.email
    name = desk.REQUESTER.name

    def __init__(self, page: Page, post: Post, clock: Clock) -> None:
        self.page, self.post, self.clock = page, post, clock

    def begin_at(self, company: str) -> None:
        self.page.goto("/")
        self.go(company)
        expect(self.page.locator("h1")).to_have_text(f"Ask {company} about your data")
        self.go("Start now")

    def answer(
        self,
        question: str,
        *,
        choose: Sequence[str] = (),
        write: Mapping[str, str] | None = None,
        give: Path | None = None,
    ) -> None:
        """The page that asks this, and on to the next."""
        expect(self.page.locator("h1")).to_contain_text(question)
        for label in choose:
            self.check(self.page.get_by_label(label, exact=True))
        for label, words in (write or {}).items():
            self.fill(self.page.get_by_role("textbox", name=label), words)
        if give:
            self.give(self.page.get_by_label(FILE), give)
        self.press("Continue")

    def introduce(self, label: str = "Your email address", **said: str) -> None:
        """The page of name and address, filled with the same as always unless told otherwise."""
        who = {"Your name": self.name, label: self.email} | said
        self.answer("Your name and email address", write=who)

    def press(self, button: str) -> None:
        self.click(self.page.get_by_role("button", name=button, exact=True))

    def go(self, link: str) -> None:
        self.click(self.page.get_by_role("link", name=link, exact=True).first)

    def click(self, there: Locator) -> None:
        there.click()

    def check(self, box: Locator) -> None:
        box.check()

    def fill(self, box: Locator, words: str) -> None:
        box.fill(words)

    def give(self, box: Locator, file: Path) -> None:
        box.set_input_files(file)

    def said(self) -> dict[str, str]:
        """What “Check your answers” shows, question by question."""
        expect(self.page.locator("h1")).to_have_text("Check your answers")
        rows = self.page.locator("dl.rows > div")
        return {
            row.locator("dt").inner_text(): row.locator("dd").first.inner_text()
            for row in rows.all()
        }

    def send(self) -> str:
        """The reference of the request that was sent."""
        # Nobody reads that fast, and what is sent too fast is marked.
        self.clock.forward(minutes=4)
        self.press("Send your request")
        expect(self.page.locator("h1")).to_have_text("Request sent")
        return self.page.locator(".panel .ref").inner_text()

    def why(self) -> str:
        """The table below “Why this date”, opened as a person opens it."""
        self.click(self.page.locator("summary", has_text="Why this date"))
        return self.page.locator("table.why").inner_text()

    def follow(self, reference: str) -> None:
        """From the receipt or the letter to the page of the request, by a code."""
        self.page.goto(f"/status/?ref={reference}")
        expect(self.page.get_by_label("Your reference")).to_have_value(reference)
        self.fill(self.page.get_by_label("Your email address"), self.email)
        self.press("Continue")
        self.enter_code()
        expect(self.page.get_by_text(reference).first).to_be_visible()

    def enter_code(self) -> None:
        box = self.page.get_by_label("The code from the email")
        box.wait_for()  # by then the letter is owed
        self.fill(box, self.post.code())
        self.press("Continue")

    def download(self, name: str) -> bytes:
        """The file's bytes, fetched with a code of its own."""
        self.go(f"Download {name}")
        self.press("Send me a code")
        box = self.page.get_by_label("The code from the email")
        box.wait_for()  # by then the letter is owed
        self.fill(box, self.post.code())
        with self.page.expect_download() as caught:
            self.press("Download")
        assert caught.value.suggested_filename == name
        return caught.value.path().read_bytes()


class Typist(Requester):
    """Has no mouse: Tab, Enter, Space and the arrows."""

    def __init__(self, page: Page, post: Post, clock: Clock) -> None:
        super().__init__(page, post, clock)
        # From here on a chooser is caught. Asked for with the key press it may come too late.
        page.on("filechooser", lambda _: None)

    def click(self, there: Locator) -> None:
        self._tab_to(there)
        self.page.keyboard.press("Enter")

    def check(self, box: Locator) -> None:
        """A group of choices is entered with Tab and walked with an arrow."""
        group = box.evaluate("box => box.type === 'radio' ? box.name : ''")
        if not group:
            self._tab_to(box)
            self.page.keyboard.press("Space")
            return
        entry = self.page.locator(f"input[name='{group}']")
        self._tab_to(entry.and_(self.page.locator(":checked")) if _chosen(entry) else entry.first)
        self.page.keyboard.press("Space")
        for _ in range(entry.count()):
            if box.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no arrow leads to {box}")

    def fill(self, box: Locator, words: str) -> None:
        self._tab_to(box)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(words)

    def give(self, box: Locator, file: Path) -> None:
        self._tab_to(box)
        with self.page.expect_file_chooser() as asked:
            self.page.keyboard.press("Enter")
        asked.value.set_files(file)

    def _tab_to(self, wanted: Locator) -> None:
        tab_to(self.page, wanted)


def _chosen(boxes: Locator) -> bool:
    return any(box.is_checked() for box in boxes.all())


def tab_to(page: Page, wanted: Locator) -> None:
    """There and nowhere else, as far as it takes."""
    for _ in range(80):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {wanted} on {page.url}")


class Officer:
    """Works at the desk, one page an action."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def sign_in(self, email: str) -> None:
        """Whoever sat here before is gone."""
        self.page.context.clear_cookies()
        self.page.goto("/desk/")
        self.page.get_by_label("Email").fill(email)
        self.page.get_by_label("Password").fill(desk.PASSWORD)
        self.page.get_by_role("button", name="Sign in", exact=True).click()
        expect(self.page.locator("h1")).to_have_text("Today")

    def open(self, reference: str) -> None:
        """By way of the queue."""
        self.page.get_by_role("link", name="All cases").click()
        self.page.get_by_role("link", name=reference).click()
        expect(self.page.locator("h1")).to_contain_text(reference)

    def take(self, link: str) -> None:
        """From the case page to the page of an action."""
        self.page.get_by_role("link", name=link, exact=True).click()

    def choose(self, label: str) -> None:
        """`label` is how it begins."""
        self.page.get_by_role("radio", name=re.compile(f"^{re.escape(label)}")).check()

    def check(self, label: str) -> None:
        self.page.get_by_role("checkbox", name=re.compile(f"^{re.escape(label)}")).check()

    def write(self, label: str, words: str) -> None:
        self.page.get_by_role("textbox", name=label).fill(words)

    def press(self, button: str, *, done: str) -> None:
        """And back on the case page, which says that it was done."""
        self.page.get_by_role("button", name=button, exact=True).click()
        expect(self.page.get_by_role("status")).to_contain_text(done)

    def row(self, term: str) -> str:
        """What a two-column list says beside this word."""
        rows = self.page.locator("dl.rows > div").filter(
            has=self.page.locator("dt", has_text=re.compile(rf"^{re.escape(term)}"))
        )
        return str(rows.first.locator("dd").first.inner_text())


def text_of(letter: EmailMessage) -> str:
    body: Any = letter.get_body(("plain",))
    return str(body.get_content()).replace("\r\n", "\n")
