from io import BytesIO

import pytest

from dsar.cases.models import Case, Document
from dsar.cases.operations import answering
from dsar.vault import files
from tests import desk
from tests.pdf import a_pdf

LETTER = a_pdf(["Robin wrote to Kim Telltale", "about a bill"])


@pytest.fixture
def case(db: None) -> Case:
    return desk.identified(desk.receive(desk.publish()))


@pytest.fixture
def document(case: Case) -> Document:
    """A letter in the answer, which names somebody else."""
    return in_answer(case)


def in_answer(case: Case, content: bytes = LETTER, name: str = "letter.pdf") -> Document:
    file = files.store(
        data_key=case.data_key,
        name=name,
        content_type="application/pdf",
        stream=BytesIO(content),
        now=desk.MONDAY,
    )
    return answering.attach_answer(
        case_id=case.pk, file=file, explanation="A letter.", actor=desk.OFFICER, now=desk.MONDAY
    )
