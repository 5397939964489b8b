"""The one or two questions that belong to each right."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dsar.companies.rules import Rules

from .steps import Answers, Field, Options, Step


@dataclass(frozen=True)
class About:
    company: str
    rules: Rules
    answers: Answers


def steps_of(right: str, *, company: str, rules: Rules, answers: Answers) -> tuple[Step, ...]:
    """The pages that this right adds; none for those that need only an address."""
    build = BUILDERS.get(right)
    return build(About(company, rules, answers)) if build else ()


def _access(about: About) -> tuple[Step, ...]:
    specific = Field(
        "specific",
        _("Is there something specific you want?"),
        "text",
        hint=_("For example certain dates, orders or calls. Leave it empty to ask for everything."),
    )
    others = Field(
        "other-names",
        _("Other names, addresses or numbers we may know you by"),
        "line",
    )
    # Where the policy asks for proofs, those already say where to look.
    fields = (specific,) if about.rules.identity.items else (specific, others)
    return (Step("which", _("Is there something specific you want?"), fields),)


def _rectification(_about: About) -> tuple[Step, ...]:
    wrong = Field(
        "wrong",
        _("What is wrong or missing?"),
        "text",
        missing=_("Tell us what is wrong or missing"),
    )
    right = Field(
        "right", _("What should it say?"), "text", missing=_("Tell us what it should say")
    )
    return (Step("correct", _("What should we correct?"), (wrong, right)),)


def _erasure(about: About) -> tuple[Step, ...]:
    everything = Field(
        "specific",
        _("Is there something specific we should delete?"),
        "text",
        hint=_("Leave it empty to ask us to delete everything."),
    )
    if not about.rules.erasure.alternative_contact:
        return (Step("which", _("What should we delete?"), (everything,)),)
    still = Field(
        "still",
        _("Does your company still work with {company}?").format(company=about.company),
        "choice",
        missing=_("Choose whether your company still works with {company}").format(
            company=about.company
        ),
        hint=_(
            "If it does, we may need someone else to be the contact. We then replace your details"
            " with theirs, and delete yours. You do not have to find that person yourself."
        ),
        options=(("yes", _("Yes")), ("no", _("No")), ("unsure", _("I’m not sure"))),
    )
    first = Step("still", _("Delete my data"), (still, everything))
    return (first, _instead()) if about.answers.get("still", {}).get("still") == "yes" else (first,)


def _instead() -> Step:
    return Step(
        "instead",
        _("Who could be the contact instead?"),
        (
            Field("contact-name", _("Their name"), "line"),
            Field("contact-email", _("Their work email address"), "email"),
        ),
        told=(
            _(
                "You can leave this empty. Give work details only. We will tell this person where"
                " we got their name."
            ),
        ),
    )


def _objection(_about: About) -> tuple[Step, ...]:
    situation = Field(
        "situation",
        _("What should we stop, and what about your situation makes you ask?"),
        "text",
        missing=_("Tell us what we should stop and why"),
        hint=_(
            "In your own words; no legal reason is needed. While we decide, we limit how we use"
            " the data you name."
        ),
    )
    return (Step("situation", _("What should we stop?"), (situation,)),)


def _restriction(_about: About) -> tuple[Step, ...]:
    reason = Field(
        "reason",
        _("Why should we limit how we use your data?"),
        "choice",
        missing=_("Choose why we should limit how we use your data"),
        options=(
            ("accuracy", _("The data may be wrong, and you need time to check them")),
            ("unlawful", _("You should not have the data, but I do not want them deleted")),
            ("claims", _("You no longer need the data, but I need them for a legal claim")),
            ("objection", _("I asked you to stop using them, and you have not decided yet")),
            ("else", _("Something else")),
        ),
    )
    more = Field("more", _("Which data do you mean?"), "text")
    return (Step("reason", _("Limit how my data is used"), (reason, more)),)


def _portability(about: About) -> tuple[Step, ...]:
    to_whom = Field(
        "to",
        _("Where should we send your data?"),
        "choice",
        missing=_("Choose where we should send your data"),
        options=(("me", _("Send it to me")), ("company", _("Send it to another company"))),
    )
    first = Step(
        "to",
        _("Where should we send your data?"),
        (to_whom,),
        told=(
            _(
                "This covers what you gave us yourself, by permission or under a contract, and what"
                " computers hold of it. For everything else, ask for a copy."
            ),
        ),
    )
    chosen = about.answers.get("to", {}).get("to")
    if chosen == "company":
        return (first, _receiver(_held(about.rules)))
    return (first, _included(_held(about.rules))) if chosen == "me" else (first,)


def _held(rules: Rules) -> Options:
    held = tuple((said.value, _(said.value)) for said in rules.data_held)
    return held or (("everything", _("Everything I gave you")),)


def _included(held: Options) -> Step:
    ticks = Field(
        "include",
        _("What should be included?"),
        "ticks",
        hint=_("Everything is ticked. Take away what you do not want."),
        options=held,
        all_ticked=True,
    )
    return Step("include", _("What should be included?"), (ticks,))


def _receiver(held: Options) -> Step:
    """Nothing is ticked: what goes to a third party, the person chooses."""
    return Step(
        "receiver",
        _("Where to, and what?"),
        (
            Field(
                "receiver",
                _("The name of the other company"),
                "line",
                missing=_("Enter the name of the other company"),
            ),
            Field(
                "receiver-address",
                _("Where should we send it?"),
                "line",
                missing=_("Enter the email or upload address of the other company"),
                hint=_("The email or upload address that they gave you. Check every letter."),
            ),
            Field(
                "include",
                _("What should be included?"),
                "ticks",
                missing=_("Choose what should be included"),
                options=held,
            ),
        ),
        told=(_("We send nothing to the other company before we have asked you."),),
    )


def _automated(about: About) -> tuple[Step, ...]:
    happened = Field(
        "happened",
        _("What happened?"),
        "choice",
        missing=_("Choose what happened"),
        options=(
            ("blocked", _("I was blocked from an account")),
            ("refused", _("I was refused as a customer")),
            ("flagged", _("I was marked as a security risk")),
            ("else", _("Something else")),
        ),
    )
    when = Field("when", _("When was it?"), "line", hint=_("About when is enough."))
    want = Field(
        "want",
        _("What would you like?"),
        "ticks",
        missing=_("Choose what you would like"),
        options=(
            ("look", _("Have a person look at it again")),
            ("change", _("Change the decision")),
            ("explain", _("Explain the decision to me")),
        ),
    )
    sensitive = about.rules.notes.sensitive
    view = Field(
        "view",
        _("Your view"),
        "text",
        hint=_(sensitive.value)
        if sensitive
        else _("Please leave out health, religion and similar matters; we do not need them."),
    )
    return (
        Step("decision", _("The decision"), (happened, when)),
        Step("review", _("What you would like"), (want, view)),
    )


def _other(_about: About) -> tuple[Step, ...]:
    words = Field(
        "words",
        _("Tell us in your own words"),
        "text",
        missing=_("Tell us what you would like us to do"),
        hint=_("We find out which of your rights it is."),
    )
    return (Step("words", _("Tell us in your own words"), (words,)),)


def _complaint(about: About) -> tuple[Step, ...]:
    wrong = Field("wrong", _("What went wrong?"), "text", missing=_("Tell us what went wrong"))
    better = Field("better", _("What would put it right?"), "text")
    earlier = Field(
        "earlier",
        _("The reference of your request"),
        "line",
        hint=_("If your complaint is about one."),
    )
    return (
        Step(
            "complaint",
            _("Complain to {company}").format(company=about.company),
            (wrong, better, earlier),
        ),
    )


BUILDERS: dict[str, Callable[[About], tuple[Step, ...]]] = {
    "access": _access,
    "rectification": _rectification,
    "erasure": _erasure,
    "objection": _objection,
    "restriction": _restriction,
    "portability": _portability,
    "automated": _automated,
    "other": _other,
    "complaint": _complaint,
}
