import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

POLICY = "Your rights\nYou may ask for your data. We respond to your request within 30 days."


def printed(*arguments: str) -> str:
    out = StringIO()
    call_command("read_policy", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "policy.txt"
    path.write_text(POLICY)
    return str(path)


def test_it_prints_json_for_programs(file: str) -> None:
    said = json.loads(printed(file, "--json"))

    assert said["response_period"] == {"amount": 30, "unit": "calendar_day"}
    assert said["evidence"]["response_period"] in POLICY
    assert said["gaps"]


def test_it_prints_each_rule_with_its_sentence_for_people(file: str) -> None:
    lines = printed(file).splitlines()

    at = lines.index('response_period: {"amount": 30, "unit": "calendar_day"}')
    assert "We respond to your request within 30 days." in lines[at + 1]
    assert any(line.startswith("Missing: ") for line in lines)


def test_it_names_what_conflicts_with_the_law_the_policy_stands_under(tmp_path: Path) -> None:
    path = tmp_path / "policy.txt"
    path.write_text("Your rights\nWe respond to your request for your data within 45 days.")

    [conflict] = [
        one
        for one in json.loads(printed(str(path), "--json", "--regime", "gdpr"))["conflicts"]
        if one["severity"] == "conflict"
    ]
    assert conflict["sentence"] == "We respond to your request for your data within 45 days."
    assert conflict["article"]
    assert "Conflict: The policy takes 45 days" in printed(str(path), "--regime", "gdpr")
    assert "Conflict" not in printed(str(path), "--regime", "ccpa")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        printed(str(tmp_path / "none.txt"))


def test_a_pdf_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "policy.pdf"
    path.write_bytes(b"%PDF-1.7")

    with pytest.raises(CommandError, match="This is a PDF"):
        printed(str(path))
