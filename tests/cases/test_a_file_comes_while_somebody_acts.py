"""A file comes in for a case while an officer, on another connection, has the case locked and is
about to seal a file as well. Both are done: neither holds what the other waits for."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any

import pytest
from django.db import transaction

from dsar.cases.models import Case
from dsar.cases.operations.settling import lock_all
from dsar.cases.operations.verifying import ask_for_identity
from dsar.inbound.models import Mail
from dsar.inbound.placing import place
from dsar.inbound.storing import store
from dsar.outbox import ids
from dsar.vault import files
from dsar.vault.models import SealedFile
from identity.models import Item
from identity.operations import ItemSpec
from tests import desk
from tests.inbound.letters import written
from tests.portal.visitor import follow, upload
from tests.samples import PNG, photo
from tests.together import PATIENCE, together, until_somebody_waits

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def case(transactional_db: None) -> Case:
    return desk.receive(desk.publish("nexus-ip"), at=datetime.now(UTC) - timedelta(days=3))


def meanwhile(case: Case, comes: Callable[[], Any]) -> Any:
    """What `comes` gave, begun while the case is locked; the officer's file is kept as well."""
    locked = Event()

    def officer() -> SealedFile:
        with transaction.atomic():
            lock_all(case.pk)
            locked.set()
            until_somebody_waits()
            return files.store(
                data_key=case.data_key,
                name="answer.png",
                content_type="image/png",
                stream=upload(PNG),
                now=desk.MONDAY,
            )

    def come() -> Any:
        assert locked.wait(PATIENCE)
        return comes()

    acted, came = together(officer, come)
    assert not isinstance(acted, Exception), acted
    assert not isinstance(came, Exception), came
    assert SealedFile.objects.filter(pk=acted.pk, data_key=case.data_key).exists()
    return came


def test_a_message_with_a_file_from_the_requester(case: Case) -> None:
    browser = follow(case)

    page = meanwhile(
        case,
        lambda: browser.post(
            "/status/request/write/", {"text": "As I said", "along": [upload(PNG)]}
        ),
    )

    assert page.status_code == 302
    assert case.documents.filter(kind="sent").count() == 1


def test_a_document_as_proof(case: Case) -> None:
    asked = ItemSpec(code="passport", kind=Item.Kind.DOCUMENT, label="Your passport")
    ask_for_identity(
        case_id=case.pk, items=[asked], doubt="unknown-address", facts="New address",
        actor="user:1", now=datetime.now(UTC),
    )  # fmt: skip
    browser = follow(case)

    page = meanwhile(
        case,
        lambda: browser.post("/status/request/proof/passport/", {"file": upload(photo())}),
    )

    assert page.status_code == 302
    assert case.verification.items.get(code="passport").state == Item.State.GIVEN


def test_a_mail_with_a_file(case: Case) -> None:
    mail = store(
        company_id=case.company_id,
        raw=written(
            in_reply_to=ids.thread_id(case.reference), files=(("list.png", "image/png", PNG),)
        ),
        door="imap",
        received_at=desk.MONDAY,
        now=desk.MONDAY,
    )

    placed = meanwhile(case, lambda: place(mail_id=mail.pk, now=desk.MONDAY))

    mail.refresh_from_db()
    assert placed is True
    assert (mail.state, mail.case_id) == (Mail.State.MESSAGE, case.pk)
