"""Every finding stands in the text, word for word, at the place it names."""

from dsar.companies.reading import read

POLICY = """1. YOUR RIGHTS

You may, at any time, ask us for a copy of your person-
al data; we shall answer your re\u00adquest with\u00adin \u201cone (1)
month\u201d of its arrival. Write to rights@acme.example.

•\tWe won\u2019t charge you.
"""


def test_a_quote_is_the_text_between_its_offsets() -> None:
    reading = read(POLICY)

    assert reading.findings
    for finding in reading.findings:
        assert reading.quote(finding) == POLICY[finding.start : finding.end]
        assert 0 < finding.confidence <= 1
        assert finding.rule


def test_broken_lines_curly_quotes_and_hyphens_do_not_hide_a_period() -> None:
    assert read(POLICY).one("response_period") == {"amount": 1, "unit": "month"}


def test_as_json_has_a_quote_for_every_field_that_was_found() -> None:
    said = read(POLICY).as_json()

    assert "one (1)\nmonth" in said["evidence"]["response_period"]
    assert set(said["evidence"]) == {finding.field for finding in read(POLICY).findings}


def test_a_slip_of_the_pen_is_put_right_only_in_words_that_guide() -> None:
    said = read("You may reqest acces to your data. We reponde to a requst withing 30 days.")

    assert said.one("response_period") is None  # two slips in one word are not guessed at
    said = read("You may reqest acces to your data. We repond to a requst within 30 days.")
    assert said.one("response_period") == {"amount": 30, "unit": "calendar_day"}
