"""Digits to type and a link to open, for the same thing: ten minutes, five tries, one use.

Whoever sends a code does the same work for a stranger, with `decoy` in place of `challenge`, so
that neither the answer nor its time tells whether the address is known.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac

from ..errors import ExpiredCode, TooManyTries, WrongCode
from ..models import Challenge

LIFETIME = timedelta(minutes=10)  # ASVS 5.0, 6.5.5
TRIES = 5
RESEND_AFTER = timedelta(seconds=60)
PER_HOUR = 5
KEPT = timedelta(days=30)
SECRET_BYTES = 32


def challenge(
    *,
    purpose: str,
    subject: str,
    now: datetime,
    company_id: int | None = None,
    lifetime: timedelta = LIFETIME,
    digits: int = 6,
) -> tuple[Challenge, str]:
    """A new code, in clear only in what is returned, as is the `secret` of its link; any older one
    for the same thing is dead."""
    code = f"{secrets.randbelow(10**digits):0{digits}}"
    pk, secret = uuid4(), secrets.token_urlsafe(SECRET_BYTES)
    with transaction.atomic():
        _one_at_a_time(purpose, subject)
        Challenge.objects.filter(purpose=purpose, subject=subject, expires_at__gt=now).update(
            expires_at=now
        )
        made = Challenge.objects.create(
            pk=pk,
            company_id=company_id,
            purpose=purpose,
            subject=subject,
            code_hash=_hash(pk, code),
            link_hash=digest_of(secret),
            expires_at=now + lifetime,
            tries_left=TRIES,
            created_at=now,
        )
    made.secret = secret
    return made, code


def decoy(*, purpose: str, now: datetime) -> Challenge:
    """A challenge whose code nobody gets. It costs what a real one costs and can be answered
    wrongly in the same ways."""
    made, _ = challenge(purpose=purpose, subject=f"nobody:{secrets.token_hex(16)}", now=now)
    return made


def may_send(*, purpose: str, subject: str, now: datetime) -> bool:
    """False when a code went out within the last minute, or five within the hour.

    Nobody's mailbox is flooded and nobody gets endless guesses. On False use `decoy` and send
    nothing: the person sees the same page.
    """
    sent = list(
        Challenge.objects.filter(
            purpose=purpose, subject=subject, created_at__gt=now - timedelta(hours=1)
        )
        .order_by("-created_at")
        .values_list("created_at", flat=True)[:PER_HOUR]
    )
    return not sent or (len(sent) < PER_HOUR and sent[0] <= now - RESEND_AFTER)


def answer(
    *, challenge_id: UUID, code: str, now: datetime, purpose: str | None = None
) -> Challenge:
    """The challenge, now used up; or WrongCode, ExpiredCode or TooManyTries.

    Give `purpose` and a code made for anything else counts as expired.
    """
    return _tried(challenge_id, code, purpose=purpose, use_up=True, now=now)


def check(*, challenge_id: UUID, code: str, now: datetime, purpose: str | None = None) -> Challenge:
    """As `answer`, with nothing used up by the right code: for whoever then locks what they change
    and calls `use` under that lock. A wrong one is counted, whatever becomes of the rest."""
    return _tried(challenge_id, code, purpose=purpose, use_up=False, now=now)


def use(*, challenge_id: UUID, now: datetime) -> None:
    """What `check` or `peek_link` found is used up, in the caller's transaction; ExpiredCode where
    it was, or ended, meanwhile."""
    with transaction.atomic():
        found = Challenge.objects.select_for_update().filter(pk=challenge_id).first()
        if found is None or _is_over(found, now) or not found.tries_left:
            raise ExpiredCode
        found.used_at = now
        found.save(update_fields=["used_at"])


def digest_of(secret: str) -> str:
    """What a secret is kept as. From it nobody gets back to the secret."""
    # 256 random bits need no salt and no slow hash: nobody can try them all.
    return hashlib.sha256(secret.encode()).hexdigest()


def peek_link(*, digest: str, purpose: str, now: datetime) -> Challenge:
    """The challenge whose secret has this digest, not used up yet; ExpiredCode for every other one.

    Of many who then call `use` at once one is let in.
    """
    found = Challenge.objects.filter(link_hash=digest, purpose=purpose).first()
    if found is None or _is_over(found, now) or not found.tries_left:
        raise ExpiredCode
    return found


def newest(*, purpose: str, subject: str) -> Challenge | None:
    """The last one made for this, whatever became of it."""
    made = Challenge.objects.filter(purpose=purpose, subject=subject)
    return made.order_by("-created_at").first()


def end_codes(*, subject: str, now: datetime) -> int:
    """How many codes and links for this subject, that might still have worked, work no more."""
    live = Challenge.objects.filter(subject=subject, used_at=None, expires_at__gt=now)
    # Whoever waited for us holds an earlier moment in hand: by that one too they are over.
    return live.update(expires_at=F("created_at"))


def forget_codes(*, now: datetime) -> int:
    """How many challenges were removed because they ended more than thirty days ago."""
    return Challenge.objects.filter(expires_at__lt=now - KEPT).delete()[0]


def _tried(
    challenge_id: UUID, code: str, *, purpose: str | None, use_up: bool, now: datetime
) -> Challenge:
    # Durable: inside somebody's transaction a refusal would roll the counted try back with it,
    # and five tries would be endless.
    with transaction.atomic(durable=True):
        found = Challenge.objects.select_for_update().filter(pk=challenge_id).first()
        right = _is_code(found, challenge_id, code)
        if found is None or purpose not in (None, found.purpose) or _is_over(found, now):
            refusal: Exception | None = ExpiredCode()
        elif not found.tries_left:
            refusal = TooManyTries()
        elif right:
            if use_up:
                found.used_at = now
                found.save(update_fields=["used_at"])
            refusal = None
        else:
            found.tries_left -= 1
            found.save(update_fields=["tries_left"])
            refusal = WrongCode(found.tries_left) if found.tries_left else TooManyTries()
    if refusal or found is None:
        raise refusal or ExpiredCode()
    return found


def _is_over(found: Challenge, now: datetime) -> bool:
    return found.used_at is not None or now >= found.expires_at


def _is_code(found: Challenge | None, challenge_id: UUID, code: str) -> bool:
    digits = "".join(code.split()).replace("-", "")
    return constant_time_compare(found.code_hash if found else "", _hash(challenge_id, digits))


def _hash(challenge_id: UUID, code: str) -> str:
    """Bound to this challenge: the same digits elsewhere hash to something else."""
    return salted_hmac(f"identity.challenge:{challenge_id}", code, algorithm="sha256").hexdigest()


def _one_at_a_time(purpose: str, subject: str) -> None:
    """Two codes asked for at once would otherwise both live: neither sees the other's row yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"identity:{purpose}:{subject}"],
        )
