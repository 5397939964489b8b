"""NexusCore, in the EU, it does not say where: a software platform that may decide by machine."""

from dataclasses import replace

from dsar.companies.presets.preset import (
    Preset,
    Section,
    chosen,
    example,
    places,
    promise_for_all,
    rights,
)
from dsar.companies.rights import RIGHTS
from dsar.companies.rules import (
    Automated,
    Channel,
    Erasure,
    Extension,
    Identity,
    Notes,
    Promise,
    Regulator,
    Retention,
    Rules,
)

role = Section("NexusCore's responsibilities")
data = Section("What personal data does NexusCore process?")
sensitive = Section("Does NexusCore process sensitive personal data?")
why = Section("Why does NexusCore collect and use your personal data?")
keeping = Section("How long does NexusCore keep your personal data?")
automated = Section("Automated decision-making and profiling")
your_rights = Section("What rights do you have?")
contact = Section("How can you contact NexusCore?")
officer = Section("Data Protection Officer")

EMAIL = "privacy@nexuscore.systems"
BY_EMAIL = "exercise your privacy rights by emailing privacy@nexuscore.systems"
SIX = your_rights.words("the right to access, correct, erase, restrict, transfer, or object")

RULES = Rules(
    regime=role("gdpr", "the EU General Data Protection Regulation 2016/679"),
    # No legal entity, country or authority anywhere in it: the administrator's to fill in.
    languages=chosen(("en", "nl"), "The policy's own language, and Dutch"),
    sender_email=your_rights(EMAIL, BY_EMAIL),
    laws_named=(role.words("the EU General Data Protection Regulation 2016/679"),),
    channels=(your_rights(Channel("email", EMAIL), BY_EMAIL),),
    dpo=(
        officer(Channel("email", EMAIL), "contact our DPO directly at privacy@nexuscore.systems"),
    ),
    rights=rights(
        access=SIX,
        rectification=SIX,
        erasure=SIX,
        restriction=SIX,
        portability=SIX,
        objection=SIX,
        marketing=why.words("withdraw consent for marketing purposes"),
        consent=why.words("You may withdraw your consent at any time without providing a reason"),
        automated=automated.words("Request a human review of the decision"),
        complaint=contact.words("file a complaint with the relevant Data Protection Authority"),
    ),
    promise=promise_for_all(
        your_rights(Promise(1, "months"), "in any case within one month of receipt")
    ),
    promise_words={
        right: your_rights.words("as promptly as possible")
        for right in RIGHTS
        if right != "complaint"
    },
    extension=your_rights(
        Extension(2, "months", ("complexity", "volume of requests")),
        "complexity or volume of requests justifies extending this period by up to two additional"
        " months",
    ),
    identity=Identity(
        when=your_rights(
            "if-in-doubt",
            "NexusCore may need to verify your identity before processing your request",
        ),
        may_ask=your_rights.words("we may ask you to provide additional information"),
    ),
    erasure=Erasure(may_keep=your_rights.words("required by law to retain certain personal data")),
    automated=Automated(
        used=automated(True, "NexusCore may use automated decision-making, including profiling"),
        entitled_to=(
            automated("review", "Request a human review of the decision"),
            automated("view", "Express your point of view"),
            automated("contest", "Contest decisions based solely on automated processing"),
        ),
    ),
    second_regulators=(
        contact(
            Regulator(
                "European Data Protection Board: list of authorities",
                "https://www.edpb.europa.eu/about-edpb/about-edpb/members_en",
            ),
            "please visit the European Data Protection Board website",
        ),
    ),
    notes=Notes(
        processor=role(
            "If you use a system that one of our customers runs on our platform, that customer"
            " decides about your data there. We can pass your request on.",
            "In such cases, the customer is the controller",
        ),
        sensitive=sensitive(
            "Please leave out health, religion and similar. We do not need it.",
            "We therefore ask that you do not provide us with such information.",
        ),
    ),
    data_held=(
        data("As a customer: name, business contact, account, use of the platform", "Customer"),
        data("As an end user: address of your device, actions in the platform", "End User"),
        data("As a partner: name, business contact, sometimes an ID document", "Business Partner"),
        data("As a visitor: approximate location, activity on the website", "Website Visitor"),
        data("As somebody asking for support: what you wrote or said", "Support Requester"),
    ),
    search_places=places(
        (data, "customer", "Customer accounts", "Account login credentials"),
        (data, "end-user", "Platform logs of end users", "actions or transactions you perform"),
        (data, "partner", "Partner records", "If you are a business partner of NexusCore"),
        (data, "visitor", "Website analytics", "Details about your activity on our website"),
        (
            data,
            "support",
            "Support by e-mail, phone and chat",
            "Should you contact our support team",
        ),
    ),
    correspondence=Retention(
        text=keeping.words("no longer than is strictly necessary to fulfil the purposes")
    ),
)


def with_examples(rules: Rules) -> Rules:
    return replace(
        rules,
        legal_name=example("NexusCore (Example entity) B.V."),
        town=example("Example City"),
        country=example("NL"),
        calendar=example("NL"),
        timezone=example("Europe/Amsterdam"),
        regulator=example(
            Regulator("Autoriteit Persoonsgegevens", "https://autoriteitpersoonsgegevens.nl/")
        ),
    )


PRESET = Preset(
    slug="nexuscore",
    code="CORE",
    name="NexusCore",
    website="nexuscore.systems",
    what_it_does="Software platform that connects a business's systems",
    rules=RULES,
    with_examples=with_examples,
)
