"""What is told of questions in the Union is true of each day, also where two of them overlap."""

from datetime import date

from deadlines.working import Event, compute

D = date.fromisoformat


def told(*events: tuple[str, str], received: str = "2027-03-01") -> dict[str, str]:
    """What each step of a Swedish request says after the day that it names."""
    working = compute(
        rule="gdpr-eu-1182",
        calendar="SE",
        received=D(received),
        events=[Event(kind, D(on)) for kind, on in events],
    )
    return {step.what: step.text.partition("; ")[2] for step in working.steps}


def test_a_question_asked_while_identity_is_awaited_does_not_say_that_its_day_counts():
    said = told(
        *(("id-requested", "2027-03-05"), ("pause", "2027-03-10")),
        *(("id-received", "2027-03-15"), ("resume", "2027-03-20")),
    )

    assert said["identity-asked"].startswith("this day still counts, those after it until")
    assert said["question-asked"].startswith("the time stands still already, and no day is left")
    assert said["identity-given"].startswith(
        "the time goes on standing still, because of what else"
    )
    assert said["question-answered"] == "this day does not count, the next one does."


def test_an_answer_of_the_same_day_leaves_no_day_out():
    said = told(("pause", "2027-03-10"), ("resume", "2027-03-10"))

    assert said["question-answered"] == "that is the day we asked on, so no day is left out."


def test_the_day_of_receipt_is_not_said_to_count():
    said = told(("pause", "2027-03-01"), ("resume", "2027-03-10"))

    assert said["question-asked"].startswith("the days after it until the answer do not count;")


def test_two_questions_that_end_together_end_together():
    said = told(
        *(("id-requested", "2027-03-05"), ("pause", "2027-03-10")),
        *(("id-received", "2027-03-15"), ("resume", "2027-03-15")),
    )

    assert said["identity-given"] == "this day does not count, the next one does."
    assert said["question-answered"] == "this day does not count, the next one does."
