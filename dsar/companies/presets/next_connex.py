"""Next Connex, United Kingdom: business internet. Its policy asks everybody for three proofs."""

from dsar.companies.presets.preset import (
    ICO,
    Preset,
    Section,
    chosen,
    places,
    promise_for_all,
    rights,
)
from dsar.companies.rules import (
    Channel,
    Enough,
    Erasure,
    Extension,
    Fee,
    Identity,
    IdentityItem,
    Promise,
    Restriction,
    Retention,
    Rules,
)

keeping = Section("2. How long will you keep my personal data?")
held = Section("4. What data do you hold about me? (and how do you get it?)")
your_rights = Section("5. What rights do I have?")
marketing = Section("6. How do I change my marketing preferences?")
contact = Section("9. How can I contact you?")
footer = Section("Foot of the page")

EMAIL = "compliance@nextconnex.com"
# An outside firm holds the office; letters for it and for copies go there.
DPO_POST = (
    "Data Protection Officer - Satswana, Pembroke House, St. Christopher's Place,"
    " Farnborough, Hampshire GU14 0NH"
)

RULES = Rules(
    regime=your_rights("uk-gdpr", "the Information Commissioner (www.ico.org.uk)"),
    legal_name=footer("Next Connex (registered no. 07070544)", "Registered No. 07070544"),
    town=contact("Farnborough", "Farnborough, Hampshire"),
    country=contact("GB", "Farnborough, Hampshire"),
    calendar=contact("GB-ENG", "Farnborough, Hampshire"),
    timezone=chosen("Europe/London", "Follows from the country"),
    sender_email=your_rights(EMAIL, "our Compliance Team - compliance@nextconnex.com"),
    channels=(
        your_rights(Channel("email", EMAIL), "our Compliance Team - compliance@nextconnex.com"),
        your_rights(
            Channel("post", DPO_POST, rights=("access",), note="For a copy of your data"),
            "When requesting a copy of your personal data, you can also do this via post.",
        ),
    ),
    dpo=(
        contact(
            Channel("post", DPO_POST, note="Satswana, an outside firm"),
            "Data Protection Officer - Satswana",
        ),
    ),
    informed=your_rights.words("To be informed about how we use your personal data"),
    rights=rights(
        access=your_rights.words("To get a free copy of your personal data"),
        rectification=your_rights.words("To update your personal data"),
        erasure=your_rights.words("To ask us to delete your personal data"),
        objection=your_rights.words("To object to the processing of your data"),
        restriction=your_rights.words("have it restricted"),
        marketing=marketing.words("You can opt-out of marketing communications at any time"),
        complaint=your_rights.words("The right to make a complaint the Information Commissioner"),
    ),
    promise=promise_for_all(
        your_rights(
            Promise(1, "months"),
            "Next Connex are required to respond to your request within 1 month.",
        )
    ),
    extension=your_rights(
        Extension(2, "months", ("complex and excessive",)),
        "Where requests are complex and excessive, Next Connex is permitted an additional 2 months",
    ),
    extension_notice=your_rights.words(
        "we would provide an update on your request within 1 month of receiving it"
    ),
    identity=Identity(
        when=your_rights("always", "You will need to provide the following information"),
        # It wants all three; the law lets nobody be refused who proves it with less.
        enough=(
            your_rights(
                Enough(
                    (
                        ("email_code",),
                        ("account_token",),
                        ("letter_code",),
                        ("known_fact",),
                        ("by_officer",),
                        ("email_code", "known_fact", "document"),
                        ("document",),
                    )
                ),
                "You will need to provide the following information",
            ),
        ),
        items=(
            your_rights(
                IdentityItem(
                    code="company-email",
                    kind="email",
                    label="Your company email address",
                    hint="The address you used, or use, when dealing with Next Connex.",
                    not_held="I do not have a company email address",
                    required=True,
                ),
                "A vaild company email address",
            ),
            your_rights(
                IdentityItem(
                    code="agreement-reference",
                    kind="text",
                    label="Customer Agreement reference",
                    hint="It is on the agreement and usually on invoices, near the account number.",
                    required=True,
                ),
                "Customer Agreement reference.",
            ),
            your_rights(
                IdentityItem(
                    code="identity-document",
                    kind="document",
                    label="Passport or driving licence",
                    hint="Cover everything except your name, photo and expiry date."
                    " We delete the copy when we have checked it.",
                    not_held="I do not have this: check me another way",
                    required=True,
                    by_post=True,
                    choices=("Passport", "Driving licence"),
                ),
                "A valid Passport or Driving License.",
            ),
        ),
    ),
    fee=Fee(
        free=your_rights(True, "To get a free copy of your personal data"),
        grounds=(
            your_rights.words(
                "clearly unreasonable or excessive, particularly if they are repetitive"
            ),
        ),
        may_refuse=your_rights(
            True, "reserve the right to charge an admin fee or refuse a request"
        ),
    ),
    erasure=Erasure(
        may_keep=your_rights.words(
            "there may be circumstances where we are legally entitled to retain it"
        )
    ),
    restriction=Restriction(
        may_refuse=your_rights.words("we are legally entitled to refuse that request")
    ),
    regulator=your_rights(ICO, "the Information Commissioner (www.ico.org.uk)"),
    data_held=(
        held("Contact details", "Your contact information including name, address"),
        held("Orders", "Your order history"),
        held("Payment details", "Your payment details including business banking details"),
        held("Communications", "Your communications with us including requests and complaints"),
        held("Monitoring of network use", "From monitoring services and tools"),
        held("Device location and IP address", "Your device location data and Internet Protocol"),
        held("Credit and fraud data from others", "credit reference agencies and fraud"),
        held("Website visits", "Your activity/interactions on our website"),
    ),
    search_places=places(
        (held, "contacts", "Customer and contact records", "Your contact information"),
        (held, "orders", "Orders and accounts", "Your order history"),
        (held, "payments", "Payments and billing", "Your payment details"),
        (held, "communications", "E-mail, calls and complaints", "Your communications with us"),
        (held, "network", "Network monitoring", "monitoring services and tools"),
        (held, "location", "Device location", "Your device location data"),
        (held, "credit", "Credit and fraud reports", "information from credit reference agencies"),
        (held, "recording", "Website recording service", "a website recording service"),
    ),
    correspondence=Retention(
        text=keeping.words("we will only keep the information for as long as we need it")
    ),
)

PRESET = Preset(
    slug="next-connex",
    code="NEXT",
    name="Next Connex",
    website="nextconnex.com",
    what_it_does="Business internet, data networks and co-location",
    rules=RULES,
)
