"""Whether a processor's certificate can be believed, and whether it signed what came."""

import base64
import binascii
import re
import ssl
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from .models import Processor

SHA = SHA256()
_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


class Untrusted(Exception):
    """Nobody knows who said it. `code` names why, without personal data."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def check_chain(pem: str, *, domain: str, now: datetime) -> x509.Certificate:
    """The processor's own certificate: an authority that this machine trusts stands behind it, it
    names the domain and is in its time. Raises Untrusted.

    Whether it was revoked is not asked: it is read anew from the processor's own address, by TLS.
    """
    try:
        own, *between = x509.load_pem_x509_certificates(pem.encode())
        verifier = (
            PolicyBuilder()
            .store(_authorities())
            .time(now.astimezone(UTC).replace(tzinfo=None))
            .build_server_verifier(x509.DNSName(domain))
        )
        verifier.verify(own, between)
    except (ValueError, VerificationError) as error:
        raise Untrusted("bad-certificate") from error
    return own


def check_signature(own: x509.Certificate, algorithm: str, signature: str, body: bytes) -> None:
    """Raises Untrusted unless this certificate's key signed these very bytes, in this way."""
    key = own.public_key()
    try:
        signed = base64.b64decode(signature, validate=True)
        if algorithm == Processor.Algorithm.ECDSA:
            if not isinstance(key, ec.EllipticCurvePublicKey):
                raise Untrusted("other-algorithm")
            key.verify(_der(signed, key), body, ec.ECDSA(SHA))
            return
        if not isinstance(key, rsa.RSAPublicKey):
            raise Untrusted("other-algorithm")
        key.verify(signed, body, _padding(algorithm), SHA)
    except (InvalidSignature, binascii.Error, ValueError) as error:
        raise Untrusted("bad-signature") from error


def _padding(algorithm: str) -> padding.AsymmetricPadding:
    if algorithm == Processor.Algorithm.PSS:
        return padding.PSS(padding.MGF1(SHA), padding.PSS.AUTO)
    return padding.PKCS1v15()


def _der(signed: bytes, key: ec.EllipticCurvePublicKey) -> bytes:
    """Some write the two numbers one behind the other (FIPS 186), and not as DER."""
    half = (key.key_size + 7) // 8
    if len(signed) != 2 * half:
        return signed
    first, second = int.from_bytes(signed[:half]), int.from_bytes(signed[half:])
    return utils.encode_dss_signature(first, second)


def _authorities() -> Store:
    """Those that every call by TLS trusts, too (SSL_CERT_FILE, SSL_CERT_DIR)."""
    paths = ssl.get_default_verify_paths()
    return _store(paths.cafile or "", paths.capath or "")


@lru_cache(maxsize=4)
def _store(file: str, folder: str) -> Store:
    files = [Path(file)] if file else sorted(Path(folder).glob("*.pem"))
    return Store([one for path in files for one in _certificates(path.read_bytes())])


def _certificates(bundle: bytes) -> Iterator[x509.Certificate]:
    """One that cannot be read vouches for nobody, and costs no other."""
    for found in _PEM.findall(bundle):
        with suppress(ValueError):
            yield x509.load_pem_x509_certificate(found)
