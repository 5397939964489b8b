"""Settings that must not serve. Web and Celery ask when they start, and do not start.

`manage.py check --deploy --database default` asks the same.
"""

import base64
import binascii
import logging
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, ProgrammingError, connections
from django.http.request import validate_host

from dsar.content import scanning
from dsar.outside.addresses import is_rule
from dsar.tenancy import roles, rows
from dsar.vault import checking
from dsar.vault.wrapping import RootKeyAway

logger = logging.getLogger(__name__)

LOOPBACK = {"localhost", "127.0.0.1", "::1", "[::1]"}
SHORTEST_SECRET = 50  # characters
SHORTEST_TOKEN = 32  # characters
KEY_BYTES = 32
# The least that each of these may be. Below it an epoch ends as it begins, or nobody gets in.
LEAST = {
    "EPOCH_DAYS": 0,
    "NOTICE_DAYS": 0,
    "FILES_FLOOR_MB": 0,
    "SESSION_IDLE_MINUTES": 1,
    "SESSION_HOURS": 1,
    "PROOF_MINUTES": 1,
    "API_CALLS_PER_MINUTE": 1,
}
ANOTHER_ROLE = (
    "Name another role in DATABASE_URL and this one in DSAR_OWNER_URL, then run manage.py migrate; "
    "or say with DSAR_ONE_DATABASE_ROLE=1 that one role is to do both (docs/production.md)."
)


def refuse_when_unsafe() -> None:
    """Return only if requests may be taken with these settings and this database."""
    found = unsafe_settings(settings)
    try:
        found += loose_durability()
        if not found:  # with a bad root key no key opens, and that has been said
            found += unreadable_vault()
        found += unguarded(settings)
    except ProgrammingError:
        logger.warning("The tables are not made yet; run manage.py migrate.")
    except DatabaseError:
        # Away is not unsafe: pages say so until it is back, and then /readyz asks this again.
        logger.warning("PostgreSQL cannot be reached yet; its settings were not looked at.")
    for text in unwise_settings(settings):
        logger.warning(text)
    if found:
        raise ImproperlyConfigured("The desk does not start.\n" + "\n".join(found))


def unsafe_settings(given: Any) -> list[str]:
    """One sentence for each setting that must not serve, with what to do."""
    parts = (_keys, _numbers, _addresses, _modes, _mail, _broker)
    return [text for part in parts for text in part(given)]


def unwise_settings(given: Any) -> list[str]:
    """The same for what should not be so in production, but loses nothing by itself."""
    return [*unanchored(given), *_open_mail(given), *_door(given)]


# --- The settings ---------------------------------------------------------------------------------


def _keys(given: Any) -> Iterator[str]:
    if len(given.SECRET_KEY) < SHORTEST_SECRET or len(set(given.SECRET_KEY)) < 5:
        yield (
            f"DSAR_SECRET_KEY is missing, shorter than {SHORTEST_SECRET} characters or not random. "
            "Make one: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    if not given.KMS_URL and not _is_random_key(given.ROOT_KEY):
        yield (
            "DSAR_ROOT_KEY is missing or is not 32 random bytes in base64. Make one once and keep "
            "a copy outside the database, without it nothing can be read: openssl rand -base64 32"
        )
    if (given.ANCHORS or given.ANCHOR_KEY) and not _is_random_key(given.ANCHOR_KEY):
        yield (
            "DSAR_ANCHOR_KEY is missing or is not 32 random bytes in base64, so nothing signs what "
            "DSAR_ANCHORS should keep. Make one: python3 manage.py make_anchor_key"
        )
    elif given.ANCHOR_KEY and given.ANCHOR_KEY == given.ROOT_KEY:
        yield (
            "DSAR_ANCHOR_KEY is the root key. Whoever may read must not thereby be able to sign. "
            "Make another: python3 manage.py make_anchor_key"
        )
    yield from checking.unsafe_keys(given)
    if wrong := [each for each in given.CALLS_INSIDE if not is_rule(each)]:
        yield f"DSAR_CALLS_INSIDE names {wrong[0]}, which is neither a host nor a network."
    if given.CLAMD and not scanning.is_address(given.CLAMD):
        yield "DSAR_CLAMD must be host:port or the path of a socket, as in clamav:3310."
    if 0 < len(given.METRICS_TOKEN) < SHORTEST_TOKEN:
        yield (
            f"DSAR_METRICS_TOKEN is shorter than {SHORTEST_TOKEN} characters: it can be guessed. "
            "Make one: openssl rand -hex 32"
        )


def _is_random_key(text: str) -> bool:
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    return len(key) == KEY_BYTES and len(set(key)) > 8


def _numbers(given: Any) -> Iterator[str]:
    for name, least in LEAST.items():
        if getattr(given, name) < least:
            yield f"DSAR_{name} must be a number of at least {least}."


def _addresses(given: Any) -> Iterator[str]:
    if not given.ALLOWED_HOSTS or "*" in given.ALLOWED_HOSTS:
        yield (
            "DSAR_ALLOWED_HOSTS must name the hosts that this desk answers for, as in "
            "requests.example.org; not none, and not *."
        )
    if not (given.DEMO or given.DEBUG) and not given.PUBLIC_URL.startswith("https://"):
        yield "DSAR_PUBLIC_URL must begin with https://: people send personal data to it."
    issuer = urlsplit(given.OIDC_ISSUER)
    if given.OIDC_ISSUER and issuer.scheme != "https" and issuer.hostname not in LOOPBACK:
        yield "DSAR_OIDC_ISSUER must begin with https://: it says who signs in."
    if given.OIDC_ISSUER and not given.OIDC_CLIENT_ID:
        yield "DSAR_OIDC_CLIENT_ID is missing: give what this desk is called at DSAR_OIDC_ISSUER."


def _modes(given: Any) -> Iterator[str]:
    public = sorted(_hosts(given) - LOOPBACK)
    if given.DEBUG and public:
        yield f"DSAR_DEBUG shows secrets on its error pages, and {public[0]} is not this machine."
    if given.DEMO and public:
        yield f"DSAR_DEMO has sign-ins that anybody can read, and {public[0]} is not this machine."
    if given.MAILBOX_DIR and not given.DEMO:
        yield "DSAR_MAILBOX_DIR shows every e-mail to everybody; it is for DSAR_DEMO only."


def _mail(given: Any) -> Iterator[str]:
    if given.EMAIL_HOST_USER and _mails_in_clear(given):
        yield (
            f"DSAR_SMTP_USER signs in at {given.EMAIL_HOST} without TLS: anybody between reads "
            "the password. Set DSAR_SMTP_TLS=1."
        )


def _open_mail(given: Any) -> Iterator[str]:
    if not given.EMAIL_HOST_USER and _mails_in_clear(given):
        yield (
            f"Letters go to {given.EMAIL_HOST} without TLS, and anybody on the way reads them. Set "
            "DSAR_SMTP_TLS=1, unless that host is reached by a network of your own."
        )


def _door(given: Any) -> Iterator[str]:
    host = urlsplit(given.PUBLIC_URL).hostname or ""
    host = f"[{host}]" if ":" in host else host  # as Django writes such an address
    if not validate_host(host, given.ALLOWED_HOSTS):
        yield (
            f"DSAR_PUBLIC_URL names {host}, which is not among DSAR_ALLOWED_HOSTS: whoever follows "
            "a link of ours is refused. Name it in both."
        )
    # The desk itself has no certificate: what is asked for over TLS comes by way of a proxy.
    if given.PUBLIC_URL.startswith("https://") and not given.BEHIND_PROXY:
        yield (
            "DSAR_BEHIND_PROXY is 0 though TLS ends before the desk: all callers have the address "
            "of the proxy, and one of them reaches the limits for everybody. Set it to 1."
        )


def _mails_in_clear(given: Any) -> bool:
    return not (given.EMAIL_USE_TLS or given.EMAIL_USE_SSL) and given.EMAIL_HOST not in LOOPBACK


def _broker(given: Any) -> Iterator[str]:
    told = {
        "CELERY_BROKER_TRANSPORT_OPTIONS": given.CELERY_BROKER_TRANSPORT_OPTIONS,
        "CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS": given.CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS,
        "CELERY": {"visibility_timeout": given.CELERY_VISIBILITY_TIMEOUT},
    }
    seconds = {options.get("visibility_timeout") for options in told.values()}
    if len(seconds) > 1:
        yield (
            "CELERY_VISIBILITY_TIMEOUT is not the same in all three places, and the shortest "
            f"would hold without a word. Give one number of seconds in {', '.join(told)}."
        )
    elif min(seconds) < 3 * given.CELERY_TASK_TIME_LIMIT:
        yield (
            "CELERY_TASK_TIME_LIMIT must be at most a third of the visibility timeout, or a "
            "second worker begins with what the first still does. Shorten the one or raise the "
            "other."
        )


def _hosts(given: Any) -> set[str]:
    return {*given.ALLOWED_HOSTS, urlsplit(given.PUBLIC_URL).hostname or ""}


def unanchored(given: Any) -> list[str]:
    if given.ANCHORS or given.DEMO or given.DEBUG:
        return []
    return [
        "DSAR_ANCHORS is not set: whoever holds the database could write the audit chains anew and "
        "nobody would see it. Name a folder outside the database (docs/security.md)."
    ]


# --- The database ---------------------------------------------------------------------------------


def loose_durability(alias: str = "default") -> list[str]:
    """Why this database may forget what it acknowledged; raises DatabaseError when it is away."""
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT name FROM pg_settings WHERE setting = 'off' AND (name = 'synchronous_commit' "
            # A server of a drill or a test says of itself that it is thrown away afterwards.
            "OR name IN ('fsync', 'full_page_writes') "
            "AND current_setting('dsar.thrown_away', true) IS DISTINCT FROM 'on') ORDER BY name"
        )
        off = [name for (name,) in cursor.fetchall()]
    if not off:
        return []
    return [
        f"PostgreSQL has {' and '.join(off)} off: after a crash it forgets requests that were "
        "acknowledged, or comes up broken. Turn it on for the server, the database and the role."
    ]


def unguarded(given: Any, alias: str = "default") -> list[str]:
    """Why PostgreSQL does not keep companies apart; raises DatabaseError when it is away."""
    connection = connections[alias]
    found = []
    if not (given.ONE_DATABASE_ROLE or given.DEMO or given.DEBUG):
        why = roles.too_mighty(connection)
        found += [f"{why} {ANOTHER_ROLE}"] if why else []
    if bare := rows.bare(connection):
        found.append(
            f"PostgreSQL would show rows of every company in {', '.join(bare[:3])}: row-level "
            "security is off there. Run manage.py migrate."
        )
    return found


def unreadable_vault() -> list[str]:
    """Why what is stored cannot be read, or what was erased can; raises DatabaseError as above."""
    try:
        found = checking.not_opening()
    except RootKeyAway as away:
        # It comes back like a database does, and until then /readyz says so.
        logger.warning("%s.", away)
        found = []
    return [*found, *filter(None, [checking.not_replayed()])]


# --- For manage.py check --------------------------------------------------------------------------


@checks.register(checks.Tags.security, deploy=True)
def check_settings(**_: Any) -> list[checks.CheckMessage]:
    return [checks.Error(text, id="desk.E001") for text in unsafe_settings(settings)]


@checks.register(checks.Tags.security, deploy=True)
def check_anchors(**_: Any) -> list[checks.CheckMessage]:
    return [checks.Warning(text, id="desk.W001") for text in unanchored(settings)]


@checks.register(checks.Tags.security, deploy=True)
def check_mail(**_: Any) -> list[checks.CheckMessage]:
    return [checks.Warning(text, id="desk.W002") for text in _open_mail(settings)]


@checks.register(checks.Tags.security, deploy=True)
def check_door(**_: Any) -> list[checks.CheckMessage]:
    return [checks.Warning(text, id="desk.W003") for text in _door(settings)]


@checks.register(checks.Tags.security, deploy=True)
def check_vault(databases: Sequence[str] | None = None, **_: Any) -> list[checks.CheckMessage]:
    # Not among the checks of the database: those stop the migrate that comes before the replay.
    found = unreadable_vault() if databases else ()
    return [checks.Error(text, id="desk.E003") for text in found]


@checks.register(checks.Tags.security, deploy=True)
def check_roles(databases: Sequence[str] | None = None, **_: Any) -> list[checks.CheckMessage]:
    # Not among the checks of the database: migrate, which mends it, runs those.
    return [
        checks.Error(text, id="desk.E004")
        for alias in databases or ()
        for text in unguarded(settings, alias)
    ]


@checks.register(checks.Tags.database)
def check_durability(databases: Sequence[str] | None, **_: Any) -> list[checks.CheckMessage]:
    return [
        checks.Error(text, id="desk.E002")
        for alias in databases or ()
        for text in loose_durability(alias)
    ]
