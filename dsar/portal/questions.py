"""Which pages a request has, chosen by the right and by the company's rules."""

from dataclasses import replace

from dsar.companies.rights import CHOICES
from dsar.companies.rules import IdentityItem, Rules

from .by_right import steps_of
from .known import how_known
from .steps import Answers, Field, Step

# As easy as agreeing was: the choice and an address, nothing else (GDPR Art. 7(3) and 21(3)).
AT_ONCE = frozenset({"marketing", "consent"})


def plan(*, company: str, rules: Rules, answers: Answers) -> tuple[Step, ...]:
    """The pages of this request in order. Later ones appear as earlier ones are answered."""
    right = right_of(answers)
    first = () if right == "complaint" else (WHAT,)
    if not right:
        return first
    about = _about(right, company=company, rules=rules, answers=answers)
    if right != "complaint" and "also" in answers:
        about += (_also(right),)
    for other in rights_of(answers)[1:]:
        about += _about(other, company=company, rules=rules, answers=answers, prefix=f"{other}-")
    if is_at_once(answers):
        return (*first, *about, ADDRESS)
    known = () if right == "complaint" else how_known(company, rules, answers)
    behalf = (BEHALF,) if "behalf" in answers else ()
    contact = BY_POST if "by-post" in answers else _contact(rules, answers)
    return (*first, *about, *known, *behalf, contact, *_proofs(right, rules))


def _about(
    right: str, *, company: str, rules: Rules, answers: Answers, prefix: str = ""
) -> tuple[Step, ...]:
    """The pages of one right. `prefix` keeps those of a further one apart from the first one's."""
    own = {
        slug.removeprefix(prefix): said for slug, said in answers.items() if slug.startswith(prefix)
    }
    steps = steps_of(right, company=company, rules=rules, answers=own)
    return tuple(replace(step, slug=prefix + step.slug, right=right) for step in steps)


def step_named(
    slug: str, steps: tuple[Step, ...], *, rules: Rules, answers: Answers
) -> Step | None:
    """A page of the plan, or one of those that stand beside it and are reached by a link."""
    right = right_of(answers)
    found = {step.slug: step for step in steps}
    if right and not is_at_once(answers):
        found = {"behalf": BEHALF, "by-post": BY_POST, "contact": _contact(rules, answers)} | found
    if right and right != "complaint":
        found = {"also": _also(right)} | found
    return found.get(slug)


def first_open(steps: tuple[Step, ...], answers: Answers) -> Step | None:
    """The first page that has not been answered; None when all have."""
    return next((step for step in steps if step.slug not in answers), None)


def right_of(answers: Answers) -> str:
    return str(answers.get("what", {}).get("right", ""))


def rights_of(answers: Answers) -> tuple[str, ...]:
    """All that is asked for, once each, the first choice first; each becomes a case."""
    first = right_of(answers)
    if not first or first == "complaint":
        return (first,)
    others = answers.get("also", {}).get("rights", ())
    return tuple(dict.fromkeys((first, *others)))


def is_at_once(answers: Answers) -> bool:
    """Whether an address is all that is needed."""
    return set(rights_of(answers)) <= AT_ONCE


def proof_slug(code: str) -> str:
    return f"proof-{code}"


WHAT = Step(
    "what",
    "What would you like us to do?",
    (
        Field(
            "right",
            "What would you like us to do?",
            "choice",
            missing="Choose what you would like us to do",
            options=CHOICES,
        ),
    ),
)
_NAME = Field("name", "Your name", "line", missing="Enter your name", autocomplete="name")
_EMAIL = Field(
    "email",
    "Your email address",
    "email",
    missing="Enter your email address",
    hint="We answer to this address.",
    autocomplete="email",
)
ADDRESS = Step("address", "Your email address", (_EMAIL,))
BY_POST = Step(
    "by-post",
    "Your name and postal address",
    (
        _NAME,
        Field(
            "postal",
            "Your postal address",
            "text",
            missing="Enter your postal address",
            hint="As it should stand on a letter, with the country.",
            autocomplete="street-address",
        ),
    ),
    told=("We will send our answer, and any question we have, by letter.",),
)
BEHALF = Step(
    "behalf",
    "Asking for someone else",
    (
        Field(
            "representing",
            "Whose data is it?",
            "line",
            missing="Enter the name of the person you are asking for",
            hint="The full name of the person you are asking for.",
        ),
        Field(
            "authority",
            "Why may you ask for them?",
            "text",
            missing="Tell us why you may ask for this person",
            hint="For example: I am their parent, their lawyer, or they signed a letter for me."
            " We may ask you to show it.",
        ),
    ),
)


def _also(first: str) -> Step:
    ticks = Field(
        "rights",
        "What else would you like us to do?",
        "ticks",
        hint="Each becomes a request with its own reference and its own date. You do not have to"
        " tell us again who you are.",
        options=tuple(choice for choice in CHOICES if choice[0] != first),
    )
    return Step("also", "What else would you like us to do?", (ticks,))


def email_item(rules: Rules) -> IdentityItem | None:
    """The item that asks for an address of a certain kind, such as one at their company."""
    items = (said.value for said in rules.identity.items)
    return next((item for item in items if item.kind == "email"), None)


def _contact(rules: Rules, answers: Answers) -> Step:
    item = email_item(rules)
    email = _EMAIL
    if item and not is_at_once(answers):
        email = Field(
            "email",
            item.label,
            "email",
            missing=f"Enter {item.label[:1].lower()}{item.label[1:]}",
            hint=item.hint,
            autocomplete="email",
        )
    return Step("contact", "Your name and email address", (_NAME, email), item=item)


def contact_without_item(step: Step) -> Step:
    """The same page for somebody who has no address of that kind: any address will do."""
    return Step(step.slug, step.title, (_NAME, _EMAIL), item=None)


def _proofs(right: str, rules: Rules) -> tuple[Step, ...]:
    if right == "complaint":
        return ()
    items = (said.value for said in rules.identity.items)
    return tuple(proof_step(item) for item in items if item.kind != "email")


def _inside_a_sentence(label: str) -> str:
    """A label without its first capital, unless that belongs to a name such as “Blue Badge”."""
    is_name = any(word[0].isupper() for word in label.split()[1:])
    return label if is_name else f"{label[:1].lower()}{label[1:]}"


def proof_step(item: IdentityItem) -> Step:
    slug = proof_slug(item.code)
    lower = _inside_a_sentence(item.label).removeprefix("your ")
    if item.kind == "text":
        field = Field("text", item.label, "line", missing=f"Enter your {lower}", hint=item.hint)
        return Step(slug, item.label, (field,), item=item)
    if item.kind == "email":
        field = Field("email", item.label, "email", missing=f"Enter your {lower}", hint=item.hint)
        return Step(slug, item.label, (field,), item=item)
    which = Field(
        "which",
        "Which document is it?",
        "choice",
        missing="Choose which document you will send",
        options=tuple((choice, choice) for choice in item.choices),
    )
    file = Field(
        "file",
        "A photo or scan of it",
        "file",
        missing="Choose a file, or use one of the other ways below",
        hint="JPEG, PNG or PDF, up to 10 MB.",
    )
    told = (item.hint,) if item.hint else ()
    return Step(slug, item.label, (which, file) if item.choices else (file,), told, item)
