import unicodedata

import pytest

from dsar.content.names import cleaned, ending_of

NAMES = [
    ("passport.jpg", "passport.jpg"),
    ("Åsas pass.JPEG", "Åsas pass.JPEG"),
    ("passport.jpg.exe", "passport.jpg.jpg"),
    ("passport", "passport.jpg"),
    ("../../etc/passwd", "passwd.jpg"),
    ("..\\..\\boot.ini", "boot.jpg"),
    ("/etc/passwd/", "passwd.jpg"),
    ("", "file.jpg"),
    ("....", "file.jpg"),
    (".htaccess", "htaccess.jpg"),
    ("\u202egpj.exe", "gpj.jpg"),
    ("a\u200b\u2066b\u2069.jpg", "ab.jpg"),
    ("a\r\nSet-Cookie: x=1.jpg", "a Set-Cookie_ x=1.jpg"),
    ("a\0b\x07.jpg", "ab.jpg"),
    ('<img src=x onerror="a">.jpg', "_img src=x onerror=_a__.jpg"),
    ("C:\\Users\\robin\\me.jpg", "me.jpg"),
    ("con:stream.jpg", "con_stream.jpg"),
    ("%2e%2e%2fx.jpg", "_2e_2e_2fx.jpg"),
]


@pytest.mark.parametrize(("given", "kept"), NAMES, ids=[ascii(given) for given, _ in NAMES])
def test_a_name_is_made_harmless(given, kept):
    assert cleaned(given, ".jpg") == kept


@pytest.mark.parametrize("name", ["x" * 255 + ".jpg", "ä" * 300, "x." * 200, "." + "y" * 4000])
def test_a_name_has_an_end_and_keeps_its_ending(name):
    assert len(cleaned(name, ".jpg")) <= 120
    assert cleaned(name, ".jpg").endswith(".jpg")


def test_the_same_letters_are_the_same_name():
    assert cleaned(unicodedata.normalize("NFD", "Åsa.pdf")) == "Åsa.pdf"


def test_an_ending_is_what_a_name_claims():
    assert ending_of("a.PDF") == ".pdf"
    assert ending_of("a") == ""
    assert ending_of("a.pdf/") == ".pdf"
    assert ending_of("a.pdf\u202e") == ".pdf"
