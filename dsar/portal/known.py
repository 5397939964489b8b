"""How they know the company: where to look, and whether another organisation has to answer."""

from django.utils.translation import gettext as _

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
    through = (
        (
            THROUGH,
            _("Through another organisation that uses {company}’s services").format(
                company=company
            ),
        ),
    )
    return Step(
        "know",
        _("How do you know us?"),
        (
            Field(
                "know",
                _("How do you know us?"),
                "choice",
                missing=_("Choose how you know us, or “I’m not sure”"),
                hint=_("This helps us to look in the right place."),
                options=(
                    (
                        "customer",
                        _("I am, or was, a customer of {company}").format(company=company),
                    ),
                    (
                        "customers-staff",
                        _("I work, or worked, for a customer of {company}").format(company=company),
                    ),
                    *(through if rules.notes.processor else ()),
                    ("supplier", _("I am, or was, a supplier or partner")),
                    ("visitor", _("I visited the website")),
                    ("applicant", _("I applied for a job")),
                    ("else", _("Something else")),
                    ("unsure", _("I’m not sure")),
                ),
            ),
        ),
        told=tuple(_(note.value) for note in notes if note),
    )


def _elsewhere(company: str, note: str) -> Step:
    """Nobody is sent away: the request counts here too, and an officer looks who has to answer."""
    return Step(
        "elsewhere",
        _("Another organisation may decide about this"),
        (
            Field(
                "organisation",
                _("Which organisation is it?"),
                "line",
                hint=_("For example your employer, or the company that you called."),
            ),
            Field(
                "pass-on",
                _("May we pass your request on to it?"),
                "choice",
                missing=_("Choose whether we may pass your request on"),
                options=(
                    ("yes", _("Yes, pass it on")),
                    ("no", _("No, I ask them myself")),
                    ("unsure", _("Ask me before you do")),
                ),
            ),
        ),
        told=(
            _(note),
            _(
                "You can send your request all the same. {company} answers for what it decides"
                " about itself, and tells you who answers the rest."
            ).format(company=company),
        ),
    )
