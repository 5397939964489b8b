"""An authority of our own, and certificates that it gives to processors."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DOMAIN = "opendsr.processor.example"
FROM, TO = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 12, 31, tzinfo=UTC)
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def key(number: int, kind: str = "rsa") -> Key:
    return _key(number, kind)


@cache
def _key(_number: int, kind: str) -> Key:
    """Made once a run, each number another one."""
    if kind == "ec":
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def authority(number: int = 9) -> x509.Certificate:
    own = _named(key(number).public_key(), "Example Authority", "Example Authority")
    own = own.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    usage: dict[str, Any] = dict.fromkeys(
        (
            *("digital_signature", "content_commitment", "key_encipherment"),
            *("data_encipherment", "key_agreement", "encipher_only", "decipher_only"),
        ),
        False,
    )
    own = own.add_extension(
        x509.KeyUsage(key_cert_sign=True, crl_sign=True, **usage), critical=True
    )
    return own.sign(key(number), hashes.SHA256())  # type: ignore[arg-type]


def certificate(
    number: int = 1,
    *,
    kind: str = "rsa",
    domain: str = DOMAIN,
    until: datetime = TO,
    by: int = 9,
) -> str:
    """PEM of a processor's certificate."""
    own = _named(key(number, kind).public_key(), domain, "Example Authority", until)
    own = own.add_extension(x509.SubjectAlternativeName([x509.DNSName(domain)]), critical=False)
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    own = own.add_extension(usage, critical=False)
    above = x509.AuthorityKeyIdentifier.from_issuer_public_key(key(by).public_key())
    own = own.add_extension(above, critical=False)
    return pem(own.sign(key(by), hashes.SHA256()))  # type: ignore[arg-type]


def pem(one: x509.Certificate) -> str:
    return one.public_bytes(serialization.Encoding.PEM).decode()


def trust(monkeypatch: Any, folder: Path) -> None:
    """This machine trusts our authority, and no other."""
    file = folder / "authorities.pem"
    file.write_text(pem(authority()))
    monkeypatch.setenv("SSL_CERT_FILE", str(file))


def sign(body: bytes, algorithm: str, number: int = 1) -> bytes:
    if algorithm == "ecdsa":
        signer = key(number, "ec")
        assert isinstance(signer, ec.EllipticCurvePrivateKey)
        return signer.sign(body, ec.ECDSA(hashes.SHA256()))
    signer = key(number)
    assert isinstance(signer, rsa.RSAPrivateKey)
    pad: Any = padding.PKCS1v15()
    if algorithm == "rsa-pss":
        pad = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.MAX_LENGTH)
    return signer.sign(body, pad, hashes.SHA256())


def _named(public: Any, subject: str, issuer: str, until: datetime = TO) -> Any:
    def name(common: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])

    return (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer))
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(FROM)
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )
