"""ConnexAI, Manchester: contact-centre software. It can be phoned; its mail has another domain."""

from dsar.companies.presets.preset import (
    ICO,
    Preset,
    Section,
    chosen,
    places,
    promise_for_all,
    rights,
)
from dsar.companies.rights import RIGHTS
from dsar.companies.rules import (
    Channel,
    Erasure,
    Extension,
    Fee,
    Identity,
    Notes,
    Promise,
    Regulator,
    Retention,
    Rules,
    Term,
)

background = Section("Background")
definitions = Section("1. Definitions and Interpretation")
about = Section("2. Information About Us")
your_rights = Section("4. Your Rights")
use = Section("6. How Do We Use Your Data?")
recipients = Section("7. Recipients of Personal Data")
access = Section("10. How Can You Access Your Data?")
contact = Section("11. Contacting Us")

EMAIL = "compliance@connexone.ng"
PHONE = "0333 344 2435"
POST = "Compliance, ConnexAI, Bauhaus, 27 Quay St, Manchester M3 3GY"
REGISTERED = "a limited company registered in England under company number 8814633"
CONTACTS = (
    about(Channel("email", EMAIL), "by email at compliance@connexone.ng"),
    about(Channel("phone", PHONE), "by telephone on 0333 344 2435"),
    about(Channel("post", POST), POST),
)

RULES = Rules(
    regime=about("uk-gdpr", REGISTERED),
    legal_name=about("ConnexAI (company number 8814633)", REGISTERED),
    town=about("Manchester", "27 Quay St, Manchester M3 3GY"),
    country=about("GB", "registered in England"),
    calendar=about("GB-ENG", "registered in England"),
    timezone=chosen("Europe/London", "Follows from the country"),
    sender_email=contact(EMAIL, "please contact Us by email at compliance@connexone.ng"),
    laws_named=(
        background.words("General Data Protection Regulation (EU GDPR)"),
        background.words("Data Protection Act (DPA)"),
    ),
    channels=CONTACTS,
    # The policy prints a person's name beside these: the office is enough to reach it.
    dpo=CONTACTS,
    informed=your_rights.words("The right to be informed about Our collection"),
    rights=rights(
        access=your_rights.words("The right of access to the personal data we hold about you"),
        rectification=your_rights.words("The right to rectification"),
        erasure=your_rights.words("ask Us to delete any personal data We hold about you"),
        restriction=your_rights.words(
            "The right to restrict (i.e. prevent) the processing of your personal data"
        ),
        portability=your_rights.words(
            "obtaining a copy of your personal data to re-use with another service or organisation"
        ),
        objection=your_rights.words(
            "The right to object to Us using your personal data for particular purposes"
        ),
        automated=your_rights.words(
            "Rights with respect to automated decision making and profiling"
        ),
        marketing=use.words(
            "choices regarding certain personal data uses, particularly around marketing"
        ),
        consent=use.words(
            "You have the right to withdraw your consent to Us using your personal data"
        ),
        complaint=your_rights.words(
            "If you have any cause for complaint about Our use of your personal data"
        ),
    ),
    promise=promise_for_all(access(Promise(1, "months"), "within one month")),
    promise_words={
        right: access.words("We try to respond to all legitimate requests within one month.")
        for right in RIGHTS
        if right != "complaint"
    },
    extension=access(
        Extension(None, "months", ("particularly complex", "several requests")),
        "it could take us longer than a month if your request is particularly complex",
    ),
    extension_notice=access.words("we will notify you and keep you updated"),
    identity=Identity(
        when=access("if-in-doubt", "We may need to request specific information from you"),
        may_ask=access.words(
            "request specific information from you to help us confirm your identity"
        ),
        clarify=access.words("to ask you for further information in relation to your request"),
    ),
    fee=Fee(
        free=access(True, "no fee is payable"),
        grounds=(access.words("clearly unfounded, repetitive or excessive"),),
        may_refuse=access(True, "we may refuse to comply with your request in these circumstances"),
    ),
    erasure=Erasure(
        may_keep=your_rights.words("We only hold your personal data for a limited time"),
    ),
    regulator=your_rights(ICO, "the Information Commissioner’s Office (www.ico.org.uk)"),
    second_regulators=(
        your_rights(
            Regulator("Citizens Advice", "https://www.citizensadvice.org.uk/"),
            "your local Citizens Advice Bureau",
        ),
    ),
    notes=Notes(
        sender=background(
            "Our website is connex.ai. Our emails come from compliance@connexone.ng.",
            "By visiting https://connex.ai/",
        )
    ),
    data_held=(
        definitions(
            "Identity: first and last name", "identity data includes first name and last name"
        ),
        definitions(
            "Contact: home address, e-mail, telephone", "contact data includes home address"
        ),
        definitions("Profile: username", "profile data includes your username and password"),
        definitions(
            "Technical: device and browser", "technical data includes internet protocol (IP)"
        ),
    ),
    search_places=places(
        (recipients, "m3st", "M3ST (telecoms)", "M3ST"),
        (recipients, "aql", "AQL (telecoms)", "AQL"),
        (recipients, "nexbridge", "Nexbridge (telecoms)", "Nexbridge"),
        (recipients, "ukfast", "UKFast (data centre)", "UKfast"),
        (recipients, "zendesk", "Zendesk (support tickets)", "ZenDesk"),
        (recipients, "salesforce", "Salesforce (customer relations)", "Salesforce"),
        (recipients, "aws", "Amazon Web Services", "Amazon Web Services EMEA SARL"),
    ),
    correspondence=Retention(
        text=use.words(
            "emails containing your personal data will be deleted no later than 12 months after"
            " submission"
        ),
        months=use(12, "deleted no later than 12 months after submission"),
    ),
    kept={
        "correspondence": use(
            Term(12, "months", "came"), "deleted no later than 12 months after submission"
        )
    },
)

PRESET = Preset(
    slug="connexai",
    code="CAI",
    name="ConnexAI",
    website="connex.ai",
    what_it_does="Contact-centre and messaging software",
    rules=RULES,
)
