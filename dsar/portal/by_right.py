"""The one or two questions that belong to each right."""

from collections.abc import Callable
from dataclasses import dataclass

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
        "Is there something specific you want?",
        "text",
        hint="For example certain dates, orders or calls. Leave it empty to ask for everything.",
    )
    others = Field(
        "other-names",
        "Other names, addresses or numbers we may know you by",
        "line",
    )
    # Where the policy asks for proofs, those already say where to look.
    fields = (specific,) if about.rules.identity.items else (specific, others)
    return (Step("which", "Is there something specific you want?", fields),)


def _rectification(_: About) -> tuple[Step, ...]:
    wrong = Field(
        "wrong", "What is wrong or missing?", "text", missing="Tell us what is wrong or missing"
    )
    right = Field("right", "What should it say?", "text", missing="Tell us what it should say")
    return (Step("correct", "What should we correct?", (wrong, right)),)


def _erasure(about: About) -> tuple[Step, ...]:
    everything = Field(
        "specific",
        "Is there something specific we should delete?",
        "text",
        hint="Leave it empty to ask us to delete everything.",
    )
    if not about.rules.erasure.alternative_contact:
        return (Step("which", "What should we delete?", (everything,)),)
    still = Field(
        "still",
        f"Does your company still work with {about.company}?",
        "choice",
        missing=f"Choose whether your company still works with {about.company}",
        hint="If it does, we may need someone else to be the contact. We then replace your details"
        " with theirs, and delete yours. You do not have to find that person yourself.",
        options=(("yes", "Yes"), ("no", "No"), ("unsure", "I’m not sure")),
    )
    first = Step("still", "Delete my data", (still, everything))
    return (first, _INSTEAD) if about.answers.get("still", {}).get("still") == "yes" else (first,)


_INSTEAD = Step(
    "instead",
    "Who could be the contact instead?",
    (
        Field("contact-name", "Their name", "line"),
        Field("contact-email", "Their work email address", "email"),
    ),
    told=(
        "You can leave this empty. Give work details only. We will tell this person where we got"
        " their name.",
    ),
)


def _objection(_: About) -> tuple[Step, ...]:
    situation = Field(
        "situation",
        "What should we stop, and what about your situation makes you ask?",
        "text",
        missing="Tell us what we should stop and why",
        hint="In your own words; no legal reason is needed. While we decide, we limit how we use"
        " the data you name.",
    )
    return (Step("situation", "What should we stop?", (situation,)),)


def _restriction(_: About) -> tuple[Step, ...]:
    reason = Field(
        "reason",
        "Why should we limit how we use your data?",
        "choice",
        missing="Choose why we should limit how we use your data",
        options=(
            ("accuracy", "The data may be wrong, and you need time to check them"),
            ("unlawful", "You should not have the data, but I do not want them deleted"),
            ("claims", "You no longer need the data, but I need them for a legal claim"),
            ("objection", "I asked you to stop using them, and you have not decided yet"),
            ("else", "Something else"),
        ),
    )
    more = Field("more", "Which data do you mean?", "text")
    return (Step("reason", "Limit how my data is used", (reason, more)),)


def _portability(about: About) -> tuple[Step, ...]:
    to_whom = Field(
        "to",
        "Where should we send your data?",
        "choice",
        missing="Choose where we should send your data",
        options=(("me", "Send it to me"), ("company", "Send it to another company")),
    )
    first = Step(
        "to",
        "Where should we send your data?",
        (to_whom,),
        told=(
            "This covers what you gave us yourself, by permission or under a contract, and what"
            " computers hold of it. For everything else, ask for a copy.",
        ),
    )
    chosen = about.answers.get("to", {}).get("to")
    if chosen == "company":
        return (first, _receiver(_held(about.rules)))
    return (first, _included(_held(about.rules))) if chosen == "me" else (first,)


def _held(rules: Rules) -> Options:
    held = tuple((said.value, said.value) for said in rules.data_held)
    return held or (("everything", "Everything I gave you"),)


def _included(held: Options) -> Step:
    ticks = Field(
        "include",
        "What should be included?",
        "ticks",
        hint="Everything is ticked. Take away what you do not want.",
        options=held,
        all_ticked=True,
    )
    return Step("include", "What should be included?", (ticks,))


def _receiver(held: Options) -> Step:
    """Nothing is ticked: what goes to a third party, the person chooses."""
    return Step(
        "receiver",
        "Where to, and what?",
        (
            Field(
                "receiver",
                "The name of the other company",
                "line",
                missing="Enter the name of the other company",
            ),
            Field(
                "receiver-address",
                "Where should we send it?",
                "line",
                missing="Enter the email or upload address of the other company",
                hint="The email or upload address that they gave you. Check every letter.",
            ),
            Field(
                "include",
                "What should be included?",
                "ticks",
                missing="Choose what should be included",
                options=held,
            ),
        ),
        told=("We send nothing to the other company before we have asked you.",),
    )


def _automated(about: About) -> tuple[Step, ...]:
    happened = Field(
        "happened",
        "What happened?",
        "choice",
        missing="Choose what happened",
        options=(
            ("blocked", "I was blocked from an account"),
            ("refused", "I was refused as a customer"),
            ("flagged", "I was marked as a security risk"),
            ("else", "Something else"),
        ),
    )
    when = Field("when", "When was it?", "line", hint="About when is enough.")
    want = Field(
        "want",
        "What would you like?",
        "ticks",
        missing="Choose what you would like",
        options=(
            ("look", "Have a person look at it again"),
            ("change", "Change the decision"),
            ("explain", "Explain the decision to me"),
        ),
    )
    sensitive = about.rules.notes.sensitive
    view = Field(
        "view",
        "Your view",
        "text",
        hint=sensitive.value
        if sensitive
        else "Please leave out health, religion and similar matters; we do not need them.",
    )
    return (
        Step("decision", "The decision", (happened, when)),
        Step("review", "What you would like", (want, view)),
    )


def _other(_: About) -> tuple[Step, ...]:
    words = Field(
        "words",
        "Tell us in your own words",
        "text",
        missing="Tell us what you would like us to do",
        hint="We find out which of your rights it is.",
    )
    return (Step("words", "Tell us in your own words", (words,)),)


def _complaint(about: About) -> tuple[Step, ...]:
    wrong = Field("wrong", "What went wrong?", "text", missing="Tell us what went wrong")
    better = Field("better", "What would put it right?", "text")
    earlier = Field(
        "earlier", "The reference of your request", "line", hint="If your complaint is about one."
    )
    return (Step("complaint", f"Complain to {about.company}", (wrong, better, earlier)),)


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
