"""Nexus IP, United Kingdom: telephone systems. A short policy from before 2018 in parts."""

from dataclasses import replace

from dsar.companies.presets.preset import (
    ICO,
    Preset,
    Section,
    chosen,
    example,
    law,
    promises,
    rights,
)
from dsar.companies.rules import (
    Automated,
    Cap,
    Channel,
    Erasure,
    Fee,
    Identity,
    Notes,
    Promise,
    Retention,
    Rules,
    SearchPlace,
)

scope = Section("Processing Information: scope and purpose")
nature = Section("Processing Information: nature of processing")
requests = Section("Requests for information")
deletion = Section("Deletion of information")
types = Section("Types of Personal Data")
hosting = Section("Data hosting")
maintenance = Section(
    "Access to customer’s data for the provision of maintenance and support services"
)
storage = Section("Storage of information")

EMAIL = "info@nexusip.com"
UNADDRESSED = "in writing to our postal address or via email to info@nexusip.com"

RULES = Rules(
    regime=Section("Data Protection")("uk-gdpr", "Data Protection Act 1998/2018"),
    legal_name=scope("Nexus IP", "the controller (Nexus IP)"),
    country=Section("Data Protection")("GB", "Data Protection Act 1998/2018"),
    calendar=chosen("GB-ENG", "England, until the postal address says otherwise"),
    timezone=chosen("Europe/London", "Follows from the country"),
    sender_email=requests(EMAIL, "via email to info@nexusip.com"),
    laws_named=(
        Section("Data Protection").words("General Data Protection Regulations (GDPR)"),
        Section("Data Protection").words("Data Protection Act 1998/2018"),
    ),
    channels=(
        requests(Channel("email", EMAIL), UNADDRESSED),
        # The policy invites letters and prints no address: the administrator's to fill in.
        requests(Channel("post", ""), UNADDRESSED),
    ),
    in_writing=requests(True, "These should be submitted in writing"),
    rights=rights(
        access=requests.words("may request their own data"),
        erasure=deletion.words("may request that their data be permanently deleted"),
        marketing=scope.words("The facility to opt out of marketing communications remains"),
    ),
    promise=promises(
        access=requests(
            Promise(28, "days"),
            "The regulations require us to respond within 28 days of the request.",
        )
    ),
    promise_words={"erasure": deletion.words("as soon as practicable")},
    identity=Identity(
        when=requests("always", "We will need to verify the identity of the requestor")
    ),
    fee=Fee(
        cap=requests(
            Cap("10.00", "GBP", "when retrieving the data costs a lot"),
            "we may charge a maximum of £10",
        ),
        grounds=(requests.words("substantial cost to Nexus IP in terms of retrieving the data"),),
    ),
    erasure=Erasure(
        alternative_contact=deletion(
            True, "requestor’s details are replaced with those of an alternative contact"
        ),
        identity_always=deletion(
            True, "We will need to verify the identity of the requestor in all circumstances."
        ),
        when=deletion.words(
            "as soon as practicable where a customer no longer has a relationship with Nexus IP"
        ),
    ),
    automated=Automated(
        used=nature(False, "Nexus IP does not undertake any automated decision making")
    ),
    regulator=law(ICO, "DPA 2018 s.165"),
    notes=Notes(
        processor=maintenance(
            "If your employer uses a phone system that we look after, your employer decides about"
            " the data in it. We can pass your request on.",
            "As a ‘Data Processor’ in the context of the Data Protection Act",
        )
    ),
    data_held=tuple(
        types(value, quote)
        for value, quote in (
            ("Name", "Name"),
            ("Position", "Position"),
            ("Telephone numbers", "Telephone Number(s)"),
            ("E-mail address", "email address"),
        )
    ),
    search_places=(
        hosting(SearchPlace("crm", "Customer relationship system (CRM)"), "in the case of our CRM"),
        maintenance(
            SearchPlace(
                "installation-records",
                "Installation records",
                "Kept as they were at installation; the policy never updates them",
                never_updated=True,
            ),
            "The data we hold as part of the installation records will not be updated",
        ),
        maintenance(
            SearchPlace(
                "remote-access",
                "Customers' telephone systems, by remote access",
                "The customer decides about this data: pass the request on and assist",
            ),
            "remote access to the customer’s telephone system",
        ),
    ),
    correspondence=Retention(text=storage.words("As long as we are legally required to")),
)


def with_examples(rules: Rules) -> Rules:
    address = "Nexus IP (Example address), 1 Example Street, Example Town EX1 1EX"
    return replace(
        rules,
        town=example("Example Town"),
        channels=tuple(
            example(replace(said.value, value=address)) if not said.value.value else said
            for said in rules.channels
        ),
    )


PRESET = Preset(
    slug="nexus-ip",
    code="NIP",
    name="Nexus IP",
    website="nexusip.com",
    what_it_does="Phone systems and lines, sold through partners",
    rules=RULES,
    with_examples=with_examples,
)
