"""Technology Nexus, Sweden: identity and access products. Its policy names no number of days."""

from dsar.companies.presets.preset import IMY, Preset, Section, chosen, law, places, rights
from dsar.companies.rights import RIGHTS
from dsar.companies.rules import (
    Channel,
    Erasure,
    Identity,
    Notes,
    Portability,
    Restriction,
    Retention,
    Rules,
)

top = Section("Nexus Privacy Notice")
responsibility = Section("1. Responsibility for your personal data")
use = Section("2. How we use your personal data")
marketing = Section("5. Marketing")
your_rights = Section("6. Your rights in relation to your personal data")
contact = Section("9. How to contact us")

EMAIL = "dpo@nexusgroup.com"
ADDRESS = "Nexus Group, Telefonvägen 26, 126 26 Hägersten, Sweden"
CALENDAR_WHERE = "registered office at Telefonvägen 26, 126 26 Hägersten, Sweden"
NO_FIGURE = your_rights.words("We will respond to your request within a reasonable timeframe")

RULES = Rules(
    regime=responsibility("gdpr", "in accordance with the EU Regulation 2016/679"),
    legal_name=responsibility(
        "Technology Nexus Secured Business Solutions AB (556258-0414)",
        "Technology Nexus Secured Business Solutions AB",
    ),
    town=responsibility("Hägersten", "126 26 Hägersten, Sweden"),
    country=responsibility("SE", CALENDAR_WHERE),
    calendar=responsibility("SE", CALENDAR_WHERE),
    timezone=chosen("Europe/Stockholm", "Follows from the country"),
    languages=chosen(("sv", "en"), "The country's language and the policy's own"),
    sender_email=responsibility(EMAIL, "our Data Protection Officer at dpo@nexusgroup.com"),
    laws_named=(responsibility.words("EU Regulation 2016/679 (“GDPR”)"),),
    channels=(
        your_rights(
            Channel("email", EMAIL),
            "please contact our Data Protection Officer at dpo@nexusgroup.com",
        ),
        contact(Channel("post", ADDRESS), "by sending a letter to the following addresses"),
    ),
    dpo=(
        responsibility(
            Channel("email", EMAIL),
            "please contact our Data Protection Officer at dpo@nexusgroup.com",
        ),
    ),
    informed=your_rights.words(
        "You have the right to be informed of how we process your personal data."
    ),
    rights=rights(
        access=your_rights.words("get a copy of the personal data that we process about you"),
        rectification=your_rights.words("get inaccurate personal data about you rectified"),
        erasure=your_rights.words(
            "You have the right to get your personal data erasure under certain circumstances."
        ),
        restriction=your_rights.words("You have the right to restriction of processing"),
        portability=your_rights.words(
            "get a copy of your personal data in a machine-readable format"
        ),
        objection=your_rights.words(
            "the right to object to processing based on legitimate interest"
        ),
        marketing=your_rights.words(
            "always have the right to object to the use of your data for marketing purposes"
        ),
        consent=your_rights.words("You have the right to withdraw your consent."),
        complaint=your_rights.words(
            "the right to file an objection with the competent supervisory authority"
        ),
    ),
    promise_words={right: NO_FIGURE for right in RIGHTS if right != "complaint"},
    outcome_notice=your_rights.words("notify you of the action we have taken"),
    identity=Identity(
        when=your_rights(
            "if-in-doubt", "we may request further personal data when we receive such a request"
        ),
        may_ask=your_rights.words("we have the necessary data to securely identify you"),
    ),
    erasure=Erasure(
        may_keep=your_rights.words("The right to erasure is not an absolute right"),
    ),
    portability=Portability(
        format=your_rights("machine-readable", "in a machine-readable format"),
        basis=your_rights.words("based on your consent or to fulfill an agreement with you"),
        transmit=your_rights(True, "transmitting your personal data to another Data Controller"),
    ),
    restriction=Restriction(
        grounds=your_rights(
            ("inaccurate", "unlawful", "no-longer-needed", "interests-weighed"),
            "if you believe that the personal data is not correct",
        ),
        while_pending=your_rights(
            ("verification", "objection"),
            "request a restriction of the processing during the time you are waiting",
        ),
    ),
    regulator=law(IMY, "GDPR Art. 55 and 77: the authority of Sweden"),
    notes=Notes(
        processor=responsibility(
            "If you use a card or sign-in from your employer, your employer decides about that"
            " data. We can pass your request on.",
            "please reach out to the Data Controller",
        ),
        recruitment=top(
            "Applied for a job? That has its own notice. You can still ask here.",
            "please see our separate Privacy Notice on recruitment",
        ),
    ),
    data_held=(
        use("Contact and identification", "Contact and identification information"),
        use("Recorded phone calls and e-mail", "recorded phone calls and email correspondence"),
        use(
            "Recordings of visits", "recorded imagery in case you have visited our office premises"
        ),
        use("Events and webinars", "Information regarding events & webinars"),
        use("Purchases", "Information about purchases of our products & services"),
        use("Payments and invoices", "Payment and invoice information"),
        use("Device", "Device information"),
        use("Website visits", "Website interaction information"),
    ),
    search_places=places(
        (use, "contacts", "Contact records", "Contact and identification information"),
        (
            use,
            "calls",
            "Recorded calls and e-mail",
            "recorded phone calls and email correspondence",
        ),
        (use, "visits", "Visitor recordings", "recorded imagery"),
        (use, "events", "Events and webinars, with recordings", "events & webinars"),
        (use, "purchases", "Orders", "Information about purchases of our products & services"),
        (use, "invoices", "Payments and invoices", "Payment and invoice information"),
        (use, "device", "Device and web logs", "Navigational data, such as your IP-address"),
        (use, "website", "Website interaction", "Website interaction information"),
        (marketing, "pardot", "Pardot (marketing)", "We use a third-party provider, Pardot"),
    ),
    correspondence=Retention(
        text=use.words("the retention time for which we keep your personal data for each purpose")
    ),
)

PRESET = Preset(
    slug="technology-nexus",
    code="TECH",
    name="Technology Nexus",
    website="nexusgroup.com",
    what_it_does="Digital identities, cards and secure sign-in",
    rules=RULES,
)
