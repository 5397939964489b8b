"""Sixty odd mails, each with what has to be read in it. All of them are invented."""

# ruff: noqa: E501 - a mail is read best as it stands on the wire
from base64 import b64encode
from dataclasses import dataclass

HEAD = b"From: Robin <robin@example.org>\r\nSubject: x\r\n"


@dataclass(frozen=True)
class Odd:
    name: str
    raw: bytes
    text: str = ""
    """Has to stand in its text."""
    subject: str = ""
    email: str = "robin@example.org"
    files: tuple[str, ...] = ()
    forwarded: str | None = None
    left_out: tuple[str, ...] = ()


def plain(body: bytes, charset: str, how: str = "8bit") -> bytes:
    return HEAD + (
        f"MIME-Version: 1.0\r\nContent-Type: text/plain; charset={charset}\r\n"
        f"Content-Transfer-Encoding: {how}\r\n\r\n"
    ).encode() + body  # fmt: skip


def parts(*inside: bytes, kind: str = "mixed", head: bytes = HEAD) -> bytes:
    middle = b"".join(b"--b\r\n" + part + b"\r\n" for part in inside)
    return (
        (
            head
            + f'MIME-Version: 1.0\r\nContent-Type: multipart/{kind}; boundary="b"\r\n\r\n'.encode()
        )
        + middle
        + b"--b--\r\n"
    )


TEXT = b"Content-Type: text/plain\r\n\r\nDelete my data\r\n"
PAGE = b"Content-Type: text/html\r\n\r\n<p>Delete <b>my</b> data</p><script>x()</script>\r\n"


def file(name: str, content: bytes = b"abc", kind: str = "application/pdf") -> bytes:
    head = f'Content-Type: {kind}\r\nContent-Disposition: attachment; filename="{name}"\r\n'
    return head.encode() + b"Content-Transfer-Encoding: base64\r\n\r\n" + b64encode(content)


def nested(deep: int) -> bytes:
    found = HEAD
    for level in range(deep):
        found += f"Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n".encode()
    return found + b"\r\nDelete my data\r\n"


def subject(encoded: bytes) -> bytes:
    return b"From: robin@example.org\r\nSubject: " + encoded + b"\r\n\r\nDelete my data\r\n"


def sender(encoded: bytes) -> bytes:
    return b"From: " + encoded + b"\r\nSubject: x\r\n\r\nDelete my data\r\n"


LETTER = b"Subject: inner\r\nFrom: Dana <dana@example.net>\r\n\r\nDelete my data\r\n"
DONE = "Delete my data"
GERMAN, FRENCH, POLISH = "Löschen Sie meine Daten", "Supprimez mes données", "Usuń zażółć"
ENCODED = [
    *[
        Odd(f"{charset} words", plain(words.encode(charset), charset), words)
        for charset, words in (
            ("utf-8", GERMAN), ("iso-8859-1", FRENCH), ("iso-8859-15", "10 € zurück"),
            ("windows-1252", "“Gelöscht” – 10 €"), ("iso-8859-2", POLISH),
            ("windows-1250", POLISH), ("koi8-r", "Удалите мои данные"),
            ("windows-1251", "Удалите мои данные"), ("iso-2022-jp", "削除してください"),
            ("shift_jis", "削除してください"), ("euc-jp", "削除してください"),
            ("gb2312", "删除我的数据"), ("gb18030", "删除我的数据"), ("big5", "刪除資料"),
            ("euc-kr", "삭제해 주세요"), ("utf-16", DONE), ("utf-7", GERMAN),
            ("iso-8859-7", "Διαγραφή"), ("windows-1254", "Verilerimi silin, lütfen ğ"),
            ("iso-8859-8", "מחק"), ("windows-1256", "احذف"), ("us-ascii", DONE),
        )
    ],
    Odd("a charset that does not exist", plain(GERMAN.encode(), "x-klingon"), GERMAN),
    Odd("a charset that lies", plain(GERMAN.encode("latin-1"), "utf-8"), GERMAN),
    Odd("no charset and eight bits", HEAD + b"\r\n" + GERMAN.encode(), GERMAN),
    Odd("quoted-printable", plain(b"L=F6schen Sie meine =\r\nDaten", "iso-8859-1",
        "quoted-printable"), GERMAN),
    Odd("broken quoted-printable", plain(b"Delete my data =ZZ =", "utf-8", "quoted-printable"),
        DONE),
    Odd("base64", plain(b64encode(GERMAN.encode()), "utf-8", "base64"), GERMAN),
    Odd("broken base64", plain(b"RGVsZXRlIG15IGRhdGE*", "utf-8", "base64"), DONE),
    Odd("an encoding that does not exist", plain(b"Delete my data", "utf-8", "x-rot13"), DONE),
    Odd("uuencoded in name only", plain(b"Delete my data", "utf-8", "x-uuencode")),
]  # fmt: skip
HEADS = [
    Odd("a subject in base64", subject(b"=?utf-8?B?TMO2c2NodW5n?="), DONE, "Löschung"),
    Odd("a subject in two words", subject(b"=?iso-8859-1?Q?L=F6?=\r\n =?utf-8?q?schung?="), DONE,
        "Löschung"),
    Odd("a subject of a strange charset", subject(b"=?x-klingon?Q?Loeschung?="), DONE),
    Odd("a subject with raw bytes", subject("Löschung".encode()), DONE, "L"),
    Odd("a folded subject", subject(b"Delete\r\n\t my data"), DONE, "Delete my data"),
    Odd("a subject of a megabyte", subject(b"x" * 1_000_000), left_out=("parts",), text=""),
    Odd("a name in quotes", sender(b'"Requester, Robin" <robin@example.org>'), DONE),
    Odd("a name in base64", sender(b"=?utf-8?B?TMO2c2NodW5n?= <robin@example.org>"), DONE),
    Odd("an address alone", sender(b"robin@example.org"), DONE),
    Odd("no sender", sender(b""), DONE, email=""),
    Odd("a sender without an address", sender(b"Robin"), DONE, email=""),
    Odd("two senders", sender(b"robin@example.org, dana@example.net"), DONE),
    Odd("a sender with a comment", sender(b"robin@example.org (Robin)"), DONE),
    Odd("no head at all", b"\r\nDelete my data", DONE, email=""),
    Odd("nothing but a head", HEAD),
    Odd("lines that end in LF", HEAD.replace(b"\r\n", b"\n") + b"\nDelete my data\n", DONE),
    Odd("NUL in the words", HEAD + b"\r\nDelete \x00my data", DONE),
    Odd("words that run backwards", plain("\u202eDelete my data".encode(), "utf-8"), DONE),
    Odd("a mailbox line on top", b"From robin Mon Nov 23 09:00:00 2026\r\n" + HEAD + b"\r\nDelete my data", DONE),
    Odd("not a mail", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, email=""),
]  # fmt: skip
SHAPES = [
    Odd("words beside a page", parts(TEXT, PAGE, kind="alternative"), DONE),
    Odd("a page alone", HEAD + PAGE, DONE),
    Odd("a page of a word processor", HEAD + b"Content-Type: text/html\r\n\r\n<html xmlns:o='x'>"
        b"<head><style>p{}</style></head><body><!--[if gte mso 9]>no<![endif]-->"
        b"<p class=MsoNormal>Delete my data<o:p></o:p></p></body></html>", DONE),
    Odd("a page cut in the middle", HEAD + b"Content-Type: text/html\r\n\r\n<p>Delete my data<a hr",
        DONE),
    Odd("a page with a picture inside", parts(PAGE, file("a.png", kind="image/png"),
        kind="related"), DONE, files=("a.png",)),
    Odd("two files", parts(TEXT, file("a.pdf"), file("b.jpg")), DONE, files=("a.pdf", "b.jpg")),
    Odd("a file with a name in another script", parts(TEXT, file("=?utf-8?B?TMO2c2NodW5n?=")),
        DONE, files=("Löschung",)),
    Odd("a file with a name in pieces", parts(TEXT, b"Content-Type: application/pdf\r\n"
        b"Content-Disposition: attachment; filename*0*=utf-8''L%C3%B6; filename*1*=schung.pdf"
        b"\r\n\r\nx"), DONE, files=("Löschung.pdf",)),
    Odd("a file with a name of folders", parts(TEXT, file("../../etc/passwd")), DONE,
        files=("../../etc/passwd",)),
    Odd("winmail.dat", parts(TEXT, file("winmail.dat", kind="application/ms-tnef")), DONE,
        files=("winmail.dat",)),
    Odd("a text as a file", parts(TEXT, file("words.txt", b"other", "text/plain")), DONE,
        files=("words.txt",)),
    Odd("a meeting", parts(TEXT, b"Content-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR"),
        DONE),
    Odd("signed", parts(TEXT, file("smime.p7s", kind="application/pkcs7-signature"), kind="signed"),
        DONE, files=("smime.p7s",)),
    Odd("encrypted", HEAD + file("smime.p7m", kind="application/pkcs7-mime"), files=("smime.p7m",)),
    Odd("passed on as a message", parts(b"Content-Type: text/plain\r\n\r\nFYI",
        b"Content-Type: message/rfc822\r\n\r\n" + LETTER), DONE, forwarded="dana@example.net"),
    Odd("passed on in the words", HEAD + b"\r\n-------- Forwarded Message --------\r\nSubject: x\r\n"
        b"From: Dana <dana@example.net>\r\n\r\nDelete my data", DONE, forwarded="dana@example.net"),
    Odd("passed on by a German program", plain(b"-------- Weitergeleitete Nachricht --------\n"
        b"Von: Dana <dana@example.net>\n\nDelete my data", "utf-8"), DONE,
        forwarded="dana@example.net"),
    Odd("no end of the last part", parts(TEXT).removesuffix(b"--b--\r\n"), DONE),
    Odd("no boundary that fits", HEAD + b"Content-Type: multipart/mixed; boundary=zz\r\n\r\n" + TEXT),
    Odd("no boundary named", HEAD + b"Content-Type: multipart/mixed\r\n\r\nDelete my data"),
    Odd("parts in parts, two deep", parts(b'Content-Type: multipart/alternative; boundary="c"\r\n\r\n'
        b"--c\r\n" + TEXT + b"--c\r\n" + PAGE + b"--c--\r\n", file("a.pdf")), DONE,
        files=("a.pdf",)),
]  # fmt: skip
BOMBS = [
    Odd("thirty parts deep", nested(30), left_out=("parts",)),
    Odd("three hundred and more deep", nested(400), left_out=("parts",)),
    Odd("a thousand parts", parts(*[TEXT] * 1000), DONE, left_out=("parts",)),
    Odd("brackets without end", sender(b"(" * 100_000), DONE, email=""),
    Odd("a page of open tags", HEAD + b"Content-Type: text/html\r\n\r\n" + b"<a " * 150_000),
    Odd("20 MB", parts(TEXT, file("big.pdf", b"x" * (20 * 1024 * 1024))), DONE, files=("big.pdf",)),
]
ALL = [*ENCODED, *HEADS, *SHAPES, *BOMBS]
