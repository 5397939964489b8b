"""Who else may vouch for somebody: the company's own account system, and an outside service.

The secret that both sides sign with is derived from the source's data key and stands nowhere. An
account system may sign with a key of its own instead, of which we hold the public half.
"""

import base64
from datetime import datetime
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.conf import settings
from django.db import transaction

from dsar.audit.operations import record
from dsar.companies.models import Company, IdentitySource
from dsar.outside.calling import may_stay_inside, parts_of
from dsar.vault.keys import open_data_key
from dsar.vault.operations import new_key
from dsar.vault.wrapping import derive
from identity.methods.account_token import Trust
from identity.vendors import Generic, Vendor

Kind = IdentitySource.Kind


class SourceRefused(Exception):
    """Nothing was changed. Its text is a sentence, `field` what it is about."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


def source_of(company: Company, kind: str) -> IdentitySource | None:
    found = IdentitySource.objects.filter(company=company, kind=kind)
    return found.select_related("company", "data_key__company_key").first()


def in_use(company: Company, kind: str) -> IdentitySource | None:
    """The source, where it is set and on."""
    found = source_of(company, kind)
    return found if found and found.is_on else None


def secret_of(source: IdentitySource) -> str:
    key = derive(open_data_key(source.data_key), "identity source secret")
    return "whsec_" + base64.b64encode(key).decode()


def audience_of(company: Company) -> str:
    """What a token has to be made for: this desk and this company, and no other."""
    return f"{settings.PUBLIC_URL}/{company.slug}/"


def trust_of(source: IdentitySource) -> Trust:
    """HS256 with the shared secret, or EdDSA where the company gave a public key."""
    audience = audience_of(source.company)
    if source.public_key:
        return Trust("EdDSA", source.public_key, source.issuer, audience)
    return Trust("HS256", secret_of(source), source.issuer, audience)


def vendor_of(source: IdentitySource) -> Vendor:
    return Generic(source.url, secret_of(source))


@transaction.atomic
def set_source(
    *,
    company_id: int,
    kind: str,
    name: str,
    url: str,
    is_on: bool,
    actor: str,
    now: datetime,
    issuer: str = "",
    public_key: str = "",
) -> IdentitySource:
    """Officers can ask for this proof from now on, or no longer. Raises SourceRefused."""
    company = Company.objects.select_for_update(no_key=True).get(pk=company_id)
    _check(kind, url, issuer, public_key)
    source = source_of(company, kind)
    if source is None:
        key = new_key(company_id=company_id, now=now)
        source = IdentitySource(company=company, kind=kind, data_key=key)
    source.name, source.url, source.is_on = name, url, is_on
    source.issuer, source.public_key = issuer, public_key.strip()
    source.save()
    record(
        company_id=company_id,
        event="identity-source.set",
        subject=f"company:{company.slug}",
        actor=actor,
        now=now,
        facts={"source": kind, "active": is_on, "own_key": bool(source.public_key)},
    )
    return source


def _check(kind: str, url: str, issuer: str, public_key: str) -> None:
    try:
        parts_of(url)
    except ValueError as error:
        raise SourceRefused("url", "Write the address as https://example.com/path.") from error
    if urlsplit(url).scheme != "https" and not may_stay_inside():
        raise SourceRefused("url", "The address begins with https://.")
    if kind == Kind.ACCOUNT and not issuer:
        raise SourceRefused("issuer", "Write what its tokens name as their issuer.")
    if public_key and not _is_ed25519(public_key):
        raise SourceRefused("public_key", "This is no Ed25519 public key in PEM form.")


def _is_ed25519(text: str) -> bool:
    try:
        return isinstance(load_pem_public_key(text.strip().encode()), Ed25519PublicKey)
    except ValueError:
        return False
