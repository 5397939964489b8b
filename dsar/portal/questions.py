"""Which pages a request has, chosen by the right and by the company's rules."""

from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from dsar.cases.proof import MANDATE
from dsar.companies.rights import AT_ONCE, choices
from dsar.companies.rules import IdentityItem, Rules

from .by_right import steps_of
from .known import how_known
from .steps import Answers, Field, Step


def plan(*, company: str, rules: Rules, answers: Answers) -> tuple[Step, ...]:
    """The pages of this request in order. Later ones appear as earlier ones are answered."""
    right = right_of(answers)
    first = () if right == "complaint" else (what(),)
    if not right:
        return first
    about = _about(right, company=company, rules=rules, answers=answers)
    if right != "complaint" and "also" in answers:
        about += (_also(right),)
    for other in rights_of(answers)[1:]:
        about += _about(other, company=company, rules=rules, answers=answers, prefix=f"{other}-")
    if is_at_once(answers):
        return (*first, *about, _address())
    known = () if right == "complaint" else how_known(company, rules, answers)
    behalf = (_behalf(), proof_step(_MANDATE)) if "behalf" in answers else ()
    contact = _by_post() if "by-post" in answers else _contact(rules, answers)
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
        found = {
            "behalf": _behalf(),
            "by-post": _by_post(),
            "contact": _contact(rules, answers),
        } | found
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


def what() -> Step:
    return Step(
        "what",
        _("What would you like us to do?"),
        (
            Field(
                "right",
                _("What would you like us to do?"),
                "choice",
                missing=_("Choose what you would like us to do"),
                options=choices(),
            ),
        ),
    )


def _name() -> Field:
    return Field("name", _("Your name"), "line", missing=_("Enter your name"), autocomplete="name")


def _email() -> Field:
    return Field(
        "email",
        _("Your email address"),
        "email",
        missing=_("Enter your email address"),
        hint=_("We answer to this address."),
        autocomplete="email",
    )


def _address() -> Step:
    return Step("address", _("Your email address"), (_email(),))


def _by_post() -> Step:
    return Step(
        "by-post",
        _("Your name and postal address"),
        (
            _name(),
            Field(
                "postal",
                _("Your postal address"),
                "text",
                missing=_("Enter your postal address"),
                hint=_("As it should stand on a letter, without the country."),
                autocomplete="street-address",
            ),
            Field(
                "country",
                _("Country"),
                "line",
                missing=_("Enter the country"),
                autocomplete="country-name",
            ),
        ),
        told=(_("We will send our answer, and any question we have, by letter."),),
    )


def _behalf() -> Step:
    return Step(
        "behalf",
        _("Asking for someone else"),
        (
            Field(
                "representing",
                _("Whose data is it?"),
                "line",
                missing=_("Enter the name of the person you are asking for"),
                hint=_("The full name of the person you are asking for."),
            ),
            Field(
                "authority",
                _("Why may you ask for them?"),
                "text",
                missing=_("Tell us why you may ask for this person"),
                hint=_(
                    "For example: I am their parent, their lawyer, or they signed a letter for me."
                    " We may ask you to show it."
                ),
            ),
        ),
    )


# Where they have it, nobody need ask for it later.
_MANDATE = IdentityItem(
    code=MANDATE.code,
    kind="document",
    label=MANDATE.label,
    hint=gettext_noop(
        "For example a letter that they signed, a power of attorney, a court’s decision or the"
        " birth certificate of your child. Cover what we do not need to know."
    ),
    not_held=gettext_noop("I do not have it now"),
    by_post=True,
)


def _also(first: str) -> Step:
    ticks = Field(
        "rights",
        _("What else would you like us to do?"),
        "ticks",
        hint=_(
            "Each becomes a request with its own reference and its own date. You do not have to"
            " tell us again who you are."
        ),
        options=tuple(choice for choice in choices() if choice[0] != first),
    )
    return Step("also", _("What else would you like us to do?"), (ticks,))


def email_item(rules: Rules) -> IdentityItem | None:
    """The item that asks for an address of a certain kind, such as one at their company."""
    items = (said.value for said in rules.identity.items)
    return next((item for item in items if item.kind == "email"), None)


def _contact(rules: Rules, answers: Answers) -> Step:
    item = email_item(rules)
    email = _email()
    if item and not is_at_once(answers):
        email = Field(
            "email",
            _(item.label),
            "email",
            missing=_empty(item),
            hint=_(item.hint),
            autocomplete="email",
        )
    return Step("contact", _("Your name and email address"), (_name(), email), item=item)


def contact_without_item(step: Step) -> Step:
    """The same page for somebody who has no address of that kind: any address will do."""
    return Step(step.slug, step.title, (_name(), _email()), item=None)


def _proofs(right: str, rules: Rules) -> tuple[Step, ...]:
    if right == "complaint":
        return ()
    items = (said.value for said in rules.identity.items)
    return tuple(proof_step(item) for item in items if item.kind != "email")


def _empty(item: IdentityItem) -> str:
    # Translators: the label is the company's own, such as “Customer Agreement reference”.
    return _("Fill this in: {label}").format(label=_(item.label))


def proof_step(item: IdentityItem) -> Step:
    slug = proof_slug(item.code)
    label, hint = _(item.label), _(item.hint)
    if item.kind == "text":
        field = Field("text", label, "line", missing=_empty(item), hint=hint)
        return Step(slug, label, (field,), item=item)
    if item.kind == "email":
        field = Field("email", label, "email", missing=_empty(item), hint=hint)
        return Step(slug, label, (field,), item=item)
    which = Field(
        "which",
        _("Which document is it?"),
        "choice",
        missing=_("Choose which document you will send"),
        options=tuple((choice, _(choice)) for choice in item.choices),
    )
    file = Field(
        "file",
        # Alone on its page it is the heading, and says what it is.
        _("A photo or scan of it") if item.choices else label,
        "file",
        missing=_("Choose a file, or use one of the other ways below"),
        hint=_("JPEG, PNG or PDF, up to 10 MB."),
    )
    told = (hint,) if hint else ()
    return Step(slug, label, (which, file) if item.choices else (file,), told, item)
