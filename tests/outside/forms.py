"""Two hundred ways to write an address of a network that nobody outside may reach."""

from collections.abc import Iterator

LOOPBACK = [
    "127.0.0.1", "127.1", "127.0.1", "2130706433", "017700000001", "0x7f000001", "0x7f.0.0.1",
    "0177.0.0.1", "0177.0.0.0x1", "127.0.0.1.", "127.127.127.127", "0", "0.0.0.0", "0x0",
    "localhost", "LocalHost", "localhost.", "ip6-localhost",
    "①②⑦.⓪.⓪.①", "127。0。0。1", "ｌｏｃａｌｈｏｓｔ",
    "[::1]", "[0:0:0:0:0:0:0:1]", "[0000::0001]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
    "[::127.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]",
    "[::ffff:0:127.0.0.1]", "[::1%25lo]", "[fe80::1%25lo]",
]  # fmt: skip
INSIDE = [
    "10.0.0.1", "10.255.255.254", "172.16.0.1", "172.31.0.9", "192.168.0.1", "169.254.169.254",
    "100.64.0.1", "100.100.100.200", "192.0.0.192", "198.18.0.1", "224.0.0.1", "255.255.255.255",
    "240.0.0.1", "192.0.2.1", "203.0.113.9", "192.88.99.1", "2852039166", "0xa9fea9fe", "10.1",
    "[fd00::1]", "[fc00::1]", "[fe80::1]", "[fec0::1]", "[ff02::1]", "[2001:db8::1]", "[3fff::1]",
    "[fd00:ec2::254]", "[::ffff:169.254.169.254]", "[64:ff9b::a9fe:a9fe]", "[100::1]", "[5f00::1]",
    "[2001:0:4136:e378:8000:63bf:f5ff:fffe]", "[2002:a00:1::]",
]  # fmt: skip
INSIDE_AS_ANSWERED = [
    each.strip("[]") for each in INSIDE if each not in ("2852039166", "0xa9fea9fe", "10.1")
]


def addresses(port: int) -> Iterator[str]:
    """Each with the port of whoever listens, then what only looks like an address of a webhook."""
    for host in LOOPBACK + INSIDE:
        yield f"https://{host}:{port}/"
        yield f"http://{host}:{port}/"
        yield f"https://{host}:{port}/?next=https://example.com/"
    for host in LOOPBACK[:6] + INSIDE[:6]:
        yield f"https://{host}/"
        yield f"https://{host}:80/"
    inner = f"127.0.0.1:{port}"
    yield from (
        f"https://example.com@{inner}/", f"https://{inner}\\@example.com/",
        f"https://{inner}#@example.com/", f"https://user:pass@{inner}/",
        f"https://{inner}\t.example.com/", f" https://{inner}/", f"https://@{inner}/",
        f"https://{inner}\r\nHost: example.com/", f"https:{inner}/", f"https:///{inner}/",
        f"//{inner}/", f"ftp://{inner}/", f"gopher://{inner}/_x", "file:///etc/passwd",
        f"dict://{inner}/", f"unix://{inner}/", f"https://[{inner}]/", "https://[::1/",
        f"HTTPS://{inner}/", f"https://{inner}%00.example.com/",
    )  # fmt: skip
