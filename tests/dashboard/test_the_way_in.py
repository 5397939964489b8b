"""A plain link and a square: what a company puts on its website and its paper."""

import re
import xml.etree.ElementTree as ET

import pytest
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from dsar.companies.models import Company

PAGE = "/desk/way-in/nexus-ip/"


def test_the_link_leads_to_the_form(case, client):
    page = client.get(PAGE).content.decode()

    [address] = set(re.findall(r"http://localhost:8000(/nexus-ip/)(?=[&\"<])", page))
    assert client.get(address).status_code == 200
    assert "&lt;a href=&quot;http://localhost:8000/nexus-ip/&quot;&gt;" in page


def test_the_square_says_the_same_as_the_link(case, client):
    answer = client.get(f"{PAGE}square/")

    drawn = ET.fromstring(answer.content)
    dark = {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", drawn[1].get("d"))}
    assert dark == squares_of("http://localhost:8000/nexus-ip/")
    assert dark != squares_of("http://localhost:8000/next-connex/")
    assert answer["Content-Disposition"] == 'attachment; filename="nexus-ip.svg"'


def squares_of(text: str) -> set[tuple[int, int]]:
    code = QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    return {(x, y) for y, row in enumerate(rows) for x, dark in enumerate(row) if dark}


def test_before_anything_is_published_there_is_no_way_in(case, client):
    Company.objects.filter(slug="nexus-ip").update(published_at=None)

    assert "nobody can ask there" in client.get(PAGE).content.decode()
    assert client.get(f"{PAGE}square/").status_code == 404


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}square/"])
def test_who_works_elsewhere_finds_nothing(case, stranger, signed_in, path):
    assert signed_in(stranger).get(path).status_code == 404
