"""Whatever somebody pastes is answered in seconds, with a sentence that helps."""

import random
import time

import pytest

from dsar.companies.reading import read
from dsar.companies.reading.plain import LARGEST, MOST_LINES, NotText, plain, read_part

SWEDISH = (
    "Du har rätt att få veta vilka personuppgifter vi behandlar om dig och att få dem rättade. "
    "Vi svarar på din begäran inom en månad. Skriv till dataskydd@foretag.example för att utöva "
    "dina rättigheter. Du kan också klaga hos Integritetsskyddsmyndigheten. "
)
PATHOLOGICAL = {
    "one word": "a" * 1_000_000,
    "figures": "1 " * 500_000,
    "addresses": "a@b." * 250_000,
    "periods": "within 30 days of your request or " * 30_000,
    "rights": "the right to access your data and " * 30_000,
    "titles": "A:\n" * 330_000,
    "stops": ". " * 500_000,
    "capitals": "Office of the Data Protection " * 33_000,
    "empty lines": "\n" * 1_000_000,
    "open brackets": "(" * 1_000_000,
}


@pytest.mark.parametrize("name", PATHOLOGICAL)
def test_no_text_keeps_the_reader_busy(name: str) -> None:
    began = time.process_time()
    read(PATHOLOGICAL[name])

    assert time.process_time() - began < 5


def test_a_megabyte_is_read_as_far_as_policies_go_and_says_so() -> None:
    rule = "Your rights\nWe answer your request within 30 days.\n\n"
    filler = "We are happy that you visit us and that you like what we make for you.\n" * 14_000
    began = time.process_time()
    reading = read(rule + filler)

    assert time.process_time() - began < 5
    assert reading.one("response_period") == {"amount": 30, "unit": "calendar_day"}
    assert any(f"first {LARGEST:,} characters" in gap for gap in reading.as_json()["gaps"])


def test_more_lines_than_any_policy_has_are_read_as_far_as_one_goes() -> None:
    rule = "Your rights\nWe answer your request within 30 days.\n"
    reading = read(rule + "A:\n" * MOST_LINES + rule.replace("30", "90"))

    assert reading.one("response_period") == {"amount": 30, "unit": "calendar_day"}
    assert any(f"first {MOST_LINES:,} lines" in gap for gap in reading.as_json()["gaps"])
    assert read_part("a\n" * MOST_LINES) == "a\n" * MOST_LINES
    assert read_part("a\n" * MOST_LINES + "b\n") == ("a\n" * MOST_LINES).rstrip("\n")


def test_twice_the_text_takes_about_twice_the_time() -> None:
    paragraph = "Your rights\nYou may ask us for a copy of your data; we answer within a month.\n\n"

    def seconds(times: int) -> float:
        began = time.process_time()
        read(paragraph * times)
        return time.process_time() - began

    seconds(100)
    assert seconds(2000) < 6 * seconds(1000)


@pytest.mark.parametrize("text", ["", " \n\t ", "Privacy"])
def test_no_text_at_all_is_asked_for(text: str) -> None:
    said = read(text).as_json()

    assert said["evidence"] == {}
    assert said["gaps"][0] == "There is hardly any text. Give the whole privacy policy."


@pytest.mark.parametrize("text", ["• x", "- a\n", "(a) b", "•  -\n• x\nYour rights"])
def test_a_bullet_that_says_nothing_may_come_first(text: str) -> None:
    assert read(text).as_json()["evidence"] == {}


def test_a_swedish_text_says_that_english_is_read_and_still_gives_what_is_the_same_in_both() -> (
    None
):
    said = read(SWEDISH).as_json()

    assert said["gaps"][0].startswith("The text does not seem to be English")
    assert said["regulator"] == "IMY"
    assert said["response_period"] is None


def test_random_bytes_are_no_text() -> None:
    dice = random.Random(8)

    with pytest.raises(NotText, match="This is no text"):
        plain(dice.randbytes(1_000_000))


def test_random_letters_are_read_and_yield_nothing() -> None:
    dice = random.Random(8)

    assert read("".join(chr(dice.randrange(32, 256)) for _ in range(100_000))).one("rights") is None


@pytest.mark.parametrize(
    ("content", "what"), [(b"%PDF-1.7 \x00", "This is a PDF"), (b"PK\x03\x04", "office document")]
)
def test_a_file_that_is_no_text_says_what_to_do(content: bytes, what: str) -> None:
    with pytest.raises(NotText, match=what):
        plain(content)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_common_encodings_are_understood(encoding: str) -> None:
    assert plain("We don’t charge €5.".encode(encoding)) == "We don’t charge €5."
