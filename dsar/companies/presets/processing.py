"""What each of the five does with data, from the facts of its policy and in our words.

An administrator puts right what is told here better than a policy tells it. "says" answers an
item; "none" is the reason why there is nothing to say. An item that a policy does not settle is not
here, so that an officer is asked for it.
"""

from typing import Final

Shipped = dict[str, tuple[str, str]]
NO_DECISION = (
    "none",
    "Our privacy notice names no decision about you that is taken by automated means alone.",
)

NEXUS_IP: Final[Shipped] = {
    "purposes": (
        "says",
        "To provide telephone services and what belongs to them, to invoice them, to answer"
        " questions, to improve them, and for marketing that you can stop at any time.",
    ),
    "categories": ("says", "Name, position, telephone numbers and email address."),
    "recipients": (
        "says",
        "Companies of Nexus IP; companies that help to deliver a service; credit scoring agencies;"
        " if a bill is not paid, lawyers and debt collectors; providers that need sample data to"
        " repair a system, under an agreement.",
    ),
    "storage": (
        "says",
        "For as long as the contract runs. Afterwards for as long as a law asks for it or the"
        " relationship with the customer still gives a reason. Records of an installation are kept"
        " as they were made.",
    ),
    "source": (
        "says",
        "From you, from your employer where it is our customer, and from visits to our website.",
    ),
    "automated": ("none", "We take no decision about you by automated means alone."),
    "transfers": (
        "none",
        "The data are kept in the United Kingdom where practicable, and otherwise within the EU.",
    ),
}
NEXT_CONNEX: Final[Shipped] = {
    "purposes": (
        "says",
        "To provide the services ordered and manage the account; to run and improve the network"
        " and the services; to keep accounts safe, assess credit and prevent fraud; to meet legal"
        " duties; and for marketing if you opted in.",
    ),
    "categories": (
        "says",
        "Contact details; orders; payment and business bank details; posts and comments; what you"
        " wrote to us; what you did on our website; location of the device and IP address; use of"
        " our services, such as numbers, times and cost of communications.",
    ),
    "recipients": (
        "says",
        "Partners, suppliers and sub-contractors that deliver the services; companies of the"
        " group; debt collection and credit reference agencies; authorities and law enforcement"
        " where they may ask; a new owner, if the company is sold.",
    ),
    "storage": (
        "says",
        "While you are a customer, and afterwards for as long as each use still needs it: to settle"
        " a dispute, to stop fraud, to prove that there was an account, or because a law asks.",
    ),
    "source": (
        "says",
        "From you; from tools that watch over the use of our network; from visits to our website;"
        " and from others, such as credit reference and fraud prevention agencies, business"
        " directories and those who take payments for us.",
    ),
    "automated": NO_DECISION,
    "transfers": (
        "says",
        "Some recipients are outside the United Kingdom and the EEA. The data are then protected by"
        " a decision that the country is safe enough, or by a contract with the recipient.",
    ),
}
TECHNOLOGY_NEXUS: Final[Shipped] = {
    "purposes": (
        "says",
        "To sell and deliver products and services, to invoice them, to hold events and webinars,"
        " to stay in contact, to run our website, and to send content that fits the language,"
        " industry and stage of the customer.",
    ),
    "categories": (
        "says",
        "Contact and identification data; contacts with our staff, with recorded calls; events and"
        " webinars, with recordings; purchases; payments and invoices; data of the device; use of"
        " the website.",
    ),
    "recipients": (
        "says",
        "Suppliers of administration, storage, hosting, marketing and customer relationship"
        " systems, among them Salesforce (Pardot) for newsletters; authorities, such as the police"
        " or the tax authority, where a law obliges us.",
    ),
    "source": (
        "says",
        "From you, from what you do on our website and with us, and from others, such as the"
        " company that you work for.",
    ),
    "automated": NO_DECISION,
    "transfers": (
        "says",
        "Mostly within the EU and EEA. Elsewhere only where the European Commission found the"
        " country safe enough, or under its standard contractual clauses with further measures"
        " where they are needed.",
    ),
}
NEXUSCORE: Final[Shipped] = {
    "purposes": (
        "says",
        "To assess an application and keep an account; to deliver, run and secure the software;"
        " support; to tell you about services; statistics and improvement of the product, with the"
        " training of automated systems; training of staff; evidence; legal duties.",
    ),
    "categories": (
        "says",
        "By what you are to us. Customer: name, business contact, company, login, use of the"
        " platform, device. End user: device, in some cases name, contact and actions. Partner:"
        " name, contact, in some cases details of an identity document. Visitor: rough location,"
        " activity, device.",
    ),
    "recipients": (
        "says",
        "Providers of hosting, support, marketing, customer relationship, communication, security"
        " and identity checks, under agreements; consultants and technical partners; other"
        " controllers where an agreement says so; authorities where a law obliges us.",
    ),
    "storage": (
        "says",
        "For the time that a law sets; where none does, no longer than the purpose strictly needs.",
    ),
    "source": (
        "says",
        "From you, from your use of the platform and the website, and in some cases from customers,"
        " partners and other third parties.",
    ),
    "automated": (
        "says",
        "In some cases access is blocked or misuse is found automatically, with profiling, to keep"
        " the platform safe. If that affects you seriously you can have a person look at it, say"
        " how you see it, and contest the decision.",
    ),
    "transfers": (
        "says",
        "Some recipients are outside the EEA. The data are then protected by an agreement and by a"
        " mechanism of the GDPR, such as standard contractual clauses of the EU.",
    ),
}
CONNEXAI: Final[Shipped] = {
    "purposes": (
        "says",
        "To answer you by email or telephone, to register a customer and carry out the contract,"
        " for our legitimate interests, to meet legal duties, to deal with an application for a"
        " job, and for marketing if you opted in.",
    ),
    "categories": (
        "says",
        "Identity (names), contact (address, email, telephone), profile (user name), technical (IP"
        " address, browser, time zone, system).",
    ),
    "recipients": (
        "says",
        "M3ST, AQL and Nexbridge (telephony), UKFast (data centre), Zendesk (support), Salesforce"
        " (customer relationship), Amazon Web Services EMEA (hosting).",
    ),
    "storage": (
        "says",
        "Emails with personal data for 12 months at most. Everything else for as long as the"
        " purpose, a law or a dispute needs it; our retention policy has the times.",
    ),
    "source": (
        "says",
        "From you, when you write, call, chat or fill in a form, and from cookies on our website.",
    ),
    "automated": NO_DECISION,
}

SHIPPED: Final[dict[str, Shipped]] = {
    "nexus-ip": NEXUS_IP,
    "next-connex": NEXT_CONNEX,
    "technology-nexus": TECHNOLOGY_NEXUS,
    "nexuscore": NEXUSCORE,
    "connexai": CONNEXAI,
}
