"""How they know the company: where to look, and whether another organisation has to answer."""

from dsar.companies.rules import Rules

from .steps import Answers, Field, Step

# Who knows them only as somebody else's customer, member of staff or caller.
THROUGH = "through"


def how_known(company: str, rules: Rules, answers: Answers) -> tuple[Step, ...]:
    """The question, and a second page for data that another organisation may decide about."""
    known = _know(company, rules)
    if rules.notes.processor and answers.get("know", {}).get("know") == THROUGH:
        return (known, _elsewhere(company, rules.notes.processor.value))
    return (known,)


def _know(company: str, rules: Rules) -> Step:
    notes = (rules.notes.recruitment,)
    through = ((THROUGH, f"Through another organisation that uses {company}’s services"),)
    return Step(
        "know",
        "How do you know us?",
        (
            Field(
                "know",
                "How do you know us?",
                "choice",
                missing="Choose how you know us, or “I’m not sure”",
                hint="This helps us to look in the right place.",
                options=(
                    ("customer", f"I am, or was, a customer of {company}"),
                    ("customers-staff", f"I work, or worked, for a customer of {company}"),
                    *(through if rules.notes.processor else ()),
                    ("supplier", "I am, or was, a supplier or partner"),
                    ("visitor", "I visited the website"),
                    ("applicant", "I applied for a job"),
                    ("else", "Something else"),
                    ("unsure", "I’m not sure"),
                ),
            ),
        ),
        told=tuple(note.value for note in notes if note),
    )


def _elsewhere(company: str, note: str) -> Step:
    """Nobody is sent away: the request counts here too, and an officer looks who has to answer."""
    return Step(
        "elsewhere",
        "Another organisation may decide about this",
        (
            Field(
                "organisation",
                "Which organisation is it?",
                "line",
                hint="For example your employer, or the company that you called.",
            ),
            Field(
                "pass-on",
                "May we pass your request on to it?",
                "choice",
                missing="Choose whether we may pass your request on",
                options=(
                    ("yes", "Yes, pass it on"),
                    ("no", "No, I ask them myself"),
                    ("unsure", "Ask me before you do"),
                ),
            ),
        ),
        told=(
            note,
            f"You can send your request all the same. {company} answers for what it decides about"
            " itself, and tells you who answers the rest.",
        ),
    )
