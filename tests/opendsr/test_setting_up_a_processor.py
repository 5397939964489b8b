"""An administrator says which processor is asked, and what it may be told of a person."""

import pytest

from dsar.audit.models import Event
from dsar.opendsr import certificates, discovery
from dsar.opendsr.certificates import Untrusted
from dsar.opendsr.discovery import NoDiscovery
from dsar.opendsr.models import Processor
from dsar.opendsr.setting_up import ProcessorRefused, set_processor
from dsar.vault.operations import unseal

from . import certified
from .conftest import BY, NOW, SET, known


def put(system, there, **given) -> Processor:
    told = SET | {"base_url": there.url, "is_on": False} | given
    return set_processor(system_id=system.pk, **told, **BY)


def test_what_it_says_of_itself_is_kept(crm, there):
    made = known(crm, there)

    assert (made.version, made.does) == ("2.0", ["access", "portability", "erasure"])
    assert made.takes == ["email:raw", "email:sha256"]
    assert made.certificate == there.certificate
    assert made.is_on
    assert Event.objects.filter(event="processor.set").last().facts == {
        "system": "crm",
        "active": True,
        "identities": ["email:sha256"],
    }


def test_what_opens_its_door_is_sealed_and_kept_when_it_is_not_typed_again(crm, there):
    made = known(crm, there)

    again = put(crm, there, credential="", identities=["email:raw"])

    assert unseal(again, "credential") == "key:quiet-word"
    assert b"quiet-word" not in bytes(again.credential)
    assert (again.pk, again.identities) == (made.pk, ["email:raw"])


def test_at_another_address_it_is_not_shown_what_opened_the_first(crm, there):
    known(crm, there)

    with pytest.raises(ProcessorRefused) as refused:
        put(crm, there, credential="", base_url="https://elsewhere.example/v2")

    assert refused.value.field == "credential"


def test_another_address_has_to_be_read_before_it_is_asked(crm, there):
    known(crm, there)

    with pytest.raises(ProcessorRefused) as refused:
        put(crm, there, base_url="https://elsewhere.example/v2", is_on=True)
    assert refused.value.field == "is_on"

    made = put(crm, there, base_url="https://elsewhere.example/v2")
    assert (made.certificate, made.does, made.read_at) == ("", [], None)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("base_url", "ftp://processor.example"),
        ("base_url", "https://a:b@processor.example"),
        ("base_url", "https://processor.example/v2?x=1"),
        ("domain", "no domain"),
        ("identities", ["name:raw"]),
        ("credential", "no-colon"),
        ("credential", "key:wörd"),
        ("credential", ""),
        ("is_on", True),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(crm, there, field, value):
    with pytest.raises(ProcessorRefused) as refused:
        put(crm, there, **{field: value})

    assert refused.value.field == field
    assert not Processor.objects.exists()


def test_without_tls_nothing_is_sent_to_the_internet(crm, there, settings):
    settings.WEBHOOK_ALLOW_PRIVATE = False

    with pytest.raises(ProcessorRefused) as refused:
        put(crm, there, base_url="http://processor.example/v2")

    assert refused.value.field == "base_url"


def test_without_a_domain_it_is_that_of_the_address(crm, there):
    made = put(crm, there, base_url="https://OpenDSR.example.com/v2/", domain="")

    assert (made.domain, made.base_url) == ("opendsr.example.com", "https://OpenDSR.example.com/v2")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"certificate_url": "https://elsewhere.example/c.pem"}, "certificate-elsewhere"),
        ({"certificate_url": ""}, "certificate-elsewhere"),
        ({"certificate": "no certificate"}, "bad-certificate"),
        ({"certificate": ""}, "bad-certificate"),
    ],
)
def test_a_discovery_that_cannot_be_used_is_not_taken_over(crm, there, given, code):
    made = known(crm, there)
    for name, value in given.items():
        setattr(there, name, value)

    with pytest.raises(NoDiscovery) as refused:
        discovery.read(made, now=NOW)

    made = Processor.objects.get()
    assert (refused.value.code, made.trouble, made.looked_at) == (code, code, NOW)
    assert made.certificate.startswith("-----BEGIN")


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((404, b"", ""), "http-404"),
        ((200, b"<html>", ""), "not-json"),
        ((200, b"{}", ""), "not-discovery"),
        ((302, b"", ""), "http-302"),
        ((200, b'{"supported_identities": [], "api_version": "\\ud800"}', ""), "not-json"),
        ((200, b'{"supported_identities": [], "api_version": "\\u0000"}', ""), "not-json"),
    ],
)
def test_what_is_no_discovery_is_not_taken_over(crm, there, answer, code):
    made = put(crm, there)
    there.answer = lambda *_: answer

    with pytest.raises(NoDiscovery) as refused:
        discovery.read(made, now=NOW)

    assert refused.value.code == code


def test_a_signature_by_the_two_numbers_alone_counts_too():
    from cryptography.hazmat.primitives.asymmetric import utils

    pem = certified.certificate(4, kind="ec")
    own = certificates.x509.load_pem_x509_certificate(pem.encode())
    first, second = utils.decode_dss_signature(certified.sign(b"body", "ecdsa", 4))
    both = first.to_bytes(32) + second.to_bytes(32)
    encode = certificates.base64.b64encode

    certificates.check_signature(own, "ecdsa", encode(both).decode(), b"body")
    with pytest.raises(Untrusted):
        certificates.check_signature(own, "ecdsa", encode(both).decode(), b"other")
    with pytest.raises(Untrusted, match="other-algorithm"):
        certificates.check_signature(own, "rsa-pss", encode(both).decode(), b"body")


def test_the_authorities_of_this_machine_can_be_read():
    assert certificates._authorities() is not None
