"""One request at each company, from its first page to the bytes of the answer."""

from io import BytesIO
from pathlib import Path

from playwright.sync_api import expect

from dsar.audit.queries import history
from dsar.cases.models import Case
from dsar.cases.operations import answering, verifying
from dsar.cases.operations.transferring import record_transfer
from dsar.vault import files
from dsar.vault.models import SealedFile
from tests import desk
from tests.browser.clock import Clock
from tests.browser.people import Requester, text_of

OFFICER, CHECKER = "user:1", "user:2"
ANSWER = "source,what\nCRM,Robin Requester\nSérie,£5\n".encode()
IN_A_MONTH = "Wednesday 23 December 2026"


def answer_case(reference: str, clock: Clock, *, method: str = "email_code") -> Case:
    """The officer's part: who it is, one file, a second look, released."""
    case, now = Case.objects.get(reference=reference), clock.now()
    verifying.accept_identity(case_id=case.pk, method=method, actor=OFFICER, now=now)
    file = files.store(
        data_key=case.data_key,
        name="all-we-hold.csv",
        content_type="text/csv",
        stream=BytesIO(ANSWER),
        now=now,
    )
    answering.attach_answer(
        case_id=case.pk, file=file, explanation="Every row.", actor=OFFICER, now=now
    )
    desk.done(case, now=now)
    desk.listed(case, now=now)
    answering.send_to_review(case_id=case.pk, answer="We looked.", actor=OFFICER, now=now)
    desk.approved(case, now=now)
    return answering.release(case_id=case.pk, actor=CHECKER, now=now)


def collect_answer(requester: Requester, reference: str) -> bytes:
    """What the requester downloads; the page has nothing left for them to do but that."""
    requester.clock.forward(minutes=2)
    requester.follow(reference)
    expect(requester.page.locator("h1")).to_have_text("We have answered")
    return requester.download("all-we-hold.csv")


def events_of(reference: str) -> list[str]:
    case = Case.objects.get(reference=reference)
    return [event.event for event in history(case.company_id, reference)]


def dana_is_deleted_at_nexus_ip_and_names_another_contact(requester: Requester, _: Path) -> None:
    clock, post = requester.clock, requester.post
    requester.begin_at("Nexus IP")
    requester.answer("What would you like us to do?", choose=["Delete my data"])
    requester.answer("Delete my data", choose=["Yes"])
    requester.answer(
        "Who could be the contact instead?",
        write={"Their name": "Chris Colleague", "Their work email": "chris@example.org"},
    )
    requester.answer(
        "How do you know us?", choose=["I work, or worked, for a customer of Nexus IP"]
    )
    requester.introduce()
    said = requester.said()
    reference = requester.send()

    assert said["Their work email address"] == "chris@example.org"
    assert said["Does your company still work with Nexus IP?"] == "Yes"
    assert reference.startswith("NIP-")
    expect(requester.page.locator(".lede")).to_have_text(f"We must answer by {IN_A_MONTH}.")
    assert "12A(1), 4A, UK GDPR" in requester.why()
    receipt = post.letters()[-1]
    assert receipt["From"] == "Nexus IP <info@nexusip.com>"
    assert reference in text_of(receipt)
    assert IN_A_MONTH in text_of(receipt)

    requester.follow(reference)
    answer_case(reference, clock)

    assert collect_answer(requester, reference) == ANSWER
    assert "case.suspected" not in events_of(reference)


def jo_who_has_left_gets_a_copy_from_next_connex_with_a_passport(
    requester: Requester, passport: Path
) -> None:
    clock, post = requester.clock, requester.post
    requester.begin_at("Next Connex")
    requester.answer("What would you like us to do?", choose=["Get a copy of my data"])
    requester.answer("Is there something specific you want?")
    requester.answer(
        "How do you know us?", choose=["I work, or worked, for a customer of Next Connex"]
    )
    requester.go("I do not have a company email address")
    requester.introduce()
    requester.answer("Customer Agreement reference", write={"Customer Agreement reference": "NC-1"})
    requester.answer("Passport or driving licence", choose=["Passport"], give=passport)
    said = requester.said()
    reference = requester.send()
    case = Case.objects.get(reference=reference)
    copy = SealedFile.objects.get(pk=case.verification.items.get(code="identity-document").file_id)

    assert said["Passport or driving licence"] == "Passport: passport.pdf"
    assert said["Your company email address"].endswith("(I do not have a company email address)")
    assert reference.startswith("NEXT-")
    assert "compliance@nextconnex.com" in str(post.letters()[-1]["From"])
    assert b"".join(files.read(copy)).startswith(b"%PDF-")

    requester.follow(reference)
    answer_case(reference, clock, method="document")

    assert collect_answer(requester, reference) == ANSWER
    copy.refresh_from_db()
    assert copy.destroyed_at is not None


def jo_has_none_of_the_three_proofs_and_still_gets_an_answer(requester: Requester, _: Path) -> None:
    clock = requester.clock
    requester.begin_at("Next Connex")
    requester.answer("What would you like us to do?", choose=["Get a copy of my data"])
    requester.answer("Is there something specific you want?")
    requester.answer("How do you know us?", choose=["I’m not sure"])
    requester.go("I do not have a company email address")
    requester.introduce()
    requester.press("I do not have this")
    requester.press("I do not have this: check me another way")
    said = requester.said()
    reference = requester.send()

    assert said["Customer Agreement reference"] == "You do not have this"
    assert said["Passport or driving licence"] == "You do not have this"
    expect(requester.page.locator(".inset").first).to_contain_text("how we can do that without")

    requester.follow(reference)
    expect(requester.page.get_by_text("you said that you do not have it").first).to_be_visible()
    answer_case(reference, clock, method="by_officer")

    assert collect_answer(requester, reference) == ANSWER


def elin_moves_her_data_from_technology_nexus_to_another_company(
    requester: Requester, _: Path
) -> None:
    clock, post = requester.clock, requester.post
    requester.begin_at("Technology Nexus")
    requester.answer(
        "What would you like us to do?", choose=["Move my data to me or to another company"]
    )
    requester.answer("Where should we send your data?", choose=["Send it to another company"])
    # What goes to a third party, the person chooses: nothing is ticked for them.
    expect(requester.page.locator("h1")).to_contain_text("Where to, and what?")
    boxes = requester.page.get_by_role("checkbox")
    assert boxes.count() > 1
    assert not any(box.is_checked() for box in boxes.all())
    requester.check(boxes.first)
    requester.answer(
        "Where to, and what?",
        write={
            "The name of the other company": "Another Supplier",
            "Where should we send it?": "in@example.com",
        },
    )
    requester.answer("How do you know us?", choose=["I am, or was, a customer of Technology Nexus"])
    requester.introduce()
    said = requester.said()
    reference = requester.send()

    assert said["Where should we send it?"] == "in@example.com"
    assert reference.startswith("TECH-")
    expect(requester.page.locator(".lede")).to_have_text(f"We must answer by {IN_A_MONTH}.")
    assert "1182/71" in requester.why()
    assert "dpo@nexusgroup.com" in str(post.letters()[-1]["From"])

    requester.follow(reference)
    case = answer_case(reference, clock)
    clock.forward(minutes=2)
    requester.follow(reference)
    requester.go("Look and decide")
    expect(requester.page.get_by_text("in@example.com")).to_be_visible()
    expect(requester.page.get_by_text("all-we-hold.csv").first).to_be_visible()
    requester.press("Send it now")
    expect(
        requester.page.get_by_text("We are about to send it to Another Supplier")
    ).to_be_visible()
    record_transfer(case_id=case.pk, how="By their portal.", actor=OFFICER, now=clock.now())
    requester.page.reload()
    expect(requester.page.get_by_text("Sent to Another Supplier, in@example.com")).to_be_visible()

    assert collect_answer(requester, reference) == ANSWER


def sam_has_a_person_look_at_a_decision_of_nexuscore(requester: Requester, _: Path) -> None:
    clock, post = requester.clock, requester.post
    requester.begin_at("NexusCore")
    requester.answer(
        "What would you like us to do?", choose=["Have a person look at an automated decision"]
    )
    requester.answer(
        "The decision",
        choose=["I was blocked from an account"],
        write={"When was it?": "last Friday"},
    )
    requester.answer(
        "What you would like",
        choose=["Have a person look at it again", "Explain the decision to me"],
        write={"Your view": "I did nothing unusual."},
    )
    requester.answer("How do you know us?", choose=["Something else"])
    requester.introduce()
    said = requester.said()
    reference = requester.send()

    assert said["What would you like?"].count(", ") == 1
    assert reference.startswith("CORE-")
    expect(requester.page.locator(".lede")).to_have_text(f"We must answer by {IN_A_MONTH}.")
    assert "privacy@nexuscore.systems" in str(post.letters()[-1]["From"])

    requester.follow(reference)
    answer_case(reference, clock)

    assert collect_answer(requester, reference) == ANSWER


def ade_gets_a_copy_from_connexai(requester: Requester, _: Path) -> None:
    clock, post = requester.clock, requester.post
    requester.begin_at("ConnexAI")
    requester.answer("What would you like us to do?", choose=["Get a copy of my data"])
    requester.answer(
        "Is there something specific you want?",
        write={"Is there something specific you want?": "The calls of last week"},
    )
    requester.answer("How do you know us?", choose=["I am, or was, a customer of ConnexAI"])
    requester.introduce()
    requester.said()
    reference = requester.send()

    assert reference.startswith("CAI-")
    expect(requester.page.locator(".lede")).to_have_text(f"We must answer by {IN_A_MONTH}.")
    assert "12A(1), 4A, UK GDPR" in requester.why()
    # The site is connex.ai; where its mail comes from has to be told.
    expect(
        requester.page.get_by_text("Our emails come from compliance@connexone.ng")
    ).to_be_visible()
    assert "compliance@connexone.ng" in str(post.letters()[-1]["From"])

    requester.follow(reference)
    answer_case(reference, clock)

    assert collect_answer(requester, reference) == ANSWER


JOURNEYS = (
    dana_is_deleted_at_nexus_ip_and_names_another_contact,
    jo_who_has_left_gets_a_copy_from_next_connex_with_a_passport,
    jo_has_none_of_the_three_proofs_and_still_gets_an_answer,
    elin_moves_her_data_from_technology_nexus_to_another_company,
    sam_has_a_person_look_at_a_decision_of_nexuscore,
    ade_gets_a_copy_from_connexai,
)
