"""A company, the versions of its policy, and who works there."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from dsar.accounts.roles import Role
from dsar.companies.letter_wording import LetterWording  # noqa: F401 - of this app
from dsar.companies.processing_record import ProcessingRecord  # noqa: F401 - of this app
from dsar.companies.rules import Rules
from dsar.vault.models import DataKey


class Company(models.Model):
    slug = models.SlugField(max_length=60, unique=True)
    code = models.CharField(max_length=6, unique=True)
    """Opens every reference; at least two edits from every other company's."""
    name = models.CharField(max_length=120)
    website = models.CharField(max_length=200)
    what_it_does = models.CharField(max_length=160)
    """A few words that tell it from companies with nearly the same name."""

    # Copies of the published policy, for lists and letter heads; empty until one is published.
    legal_name = models.CharField(max_length=200, blank=True)
    town = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=2, blank=True)
    calendar = models.CharField(max_length=12, blank=True)
    timezone = models.CharField(max_length=40, blank=True)
    sender_email = models.EmailField(blank=True)
    languages = models.JSONField(default=list, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("name",)
        verbose_name_plural = "companies"
        constraints = [
            models.CheckConstraint(
                name="company_code_in_capitals", condition=models.Q(code__regex=r"^[A-Z]{2,6}$")
            ),
        ]

    _reads_policy_once = False
    _policy: "Policy | None" = None

    def __str__(self) -> str:
        return self.name

    @property
    def policy(self) -> "Policy":
        """The version that a request received now is answered under."""
        if not self._reads_policy_once:
            return self.policies.published().latest("version")
        if self._policy is None:
            self._policy = self.policies.published().latest("version")
        return self._policy

    def read_policy_once(self) -> "Company":
        """From now on this object answers with the version that it finds first: for one page, or
        one change, which go by one version from their beginning to their end."""
        self._reads_policy_once = True
        return self


class PolicyQuerySet(models.QuerySet["Policy"]):
    def published(self) -> "PolicyQuerySet":
        return self.filter(published_at__isnull=False)

    def drafts(self) -> "PolicyQuerySet":
        return self.filter(published_at__isnull=True)


class Policy(models.Model):
    """One version. Cases point at it, so a trigger refuses to change or delete a published one."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="policies")
    version = models.PositiveIntegerField()
    rules_json = models.JSONField()
    published_at = models.DateTimeField(null=True)
    preset = models.CharField(max_length=64, blank=True)
    """SHA-256 of the preset it was made from; empty when there was none."""
    by_hand = models.BooleanField(default=False)
    """An administrator published it: a newer preset becomes a draft and never replaces it."""

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "policies"
        constraints = [
            models.UniqueConstraint(fields=["company", "version"], name="policy_version_once"),
            models.UniqueConstraint(fields=["id", "company"], name="policy_with_company"),
            models.UniqueConstraint(
                fields=["company"],
                name="policy_one_draft",
                condition=models.Q(published_at__isnull=True),
            ),
            models.CheckConstraint(name="policy_from_one", condition=models.Q(version__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.company} policy {self.version}"

    @property
    def rules(self) -> Rules:
        # Asked for at every turn of one change: read once, unless others were put in their place.
        kept: tuple[Any, Rules] | None = self.__dict__.get("_rules")
        if kept is None or kept[0] is not self.rules_json:
            kept = self.rules_json, Rules.from_json(self.rules_json)
            self.__dict__["_rules"] = kept
        return kept[1]


class PolicyText(models.Model):
    """The text that a version was read from, as somebody pasted it. It is what the company prints
    for everybody, so it is not sealed. A trigger keeps that of a published version as it is."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    policy = models.OneToOneField(Policy, on_delete=models.CASCADE, related_name="source")
    body = models.TextField()
    found = models.JSONField(default=list)
    """What was read in it: `proposing.Proposal`."""
    choices = models.JSONField(default=dict)
    """What was decided about each: "yes", "change" or "no", and the value taken instead."""
    given_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"text of {self.policy}"


class Membership(models.Model):
    """One role for one person at one company."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices)
    is_deputy = models.BooleanField(default=False)
    """Can act for the data protection officer."""
    morning_mail = models.BooleanField(default=True)
    """Wants the summary of each morning, where the policy has one."""
    # Seals the mails that belong to no single case: one key for all that goes to one person.
    mail_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "company"], name="membership_once"),
            models.CheckConstraint(
                name="membership_role_known", condition=models.Q(role__in=Role.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} at {self.company}: {self.get_role_display()}"


class Invitation(models.Model):
    """Somebody was asked to work at a company. Of the link in the mail only a hash is kept."""

    LIFE = timedelta(hours=72)

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="invitations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=10, choices=Role.choices)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+"
    )
    # Seals the mail, and is destroyed when the link is used up.
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, blank=True)
    """SHA-256 of the newest link's secret."""
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    times = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    """Used, taken back, or replaced by another."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["token_hash"],
                name="invitation_link_once",
                condition=~models.Q(token_hash=""),
            ),
            models.UniqueConstraint(
                fields=["company", "user"],
                name="invitation_one_open",
                condition=models.Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="invitation_role_known", condition=models.Q(role__in=Role.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} to {self.company}: {self.get_role_display()}"

    def is_too_old(self, now: datetime) -> bool:
        return self.sent_at is None or self.sent_at <= now - self.LIFE


class HolidayChange(models.Model):
    """A day put into a company's calendar of public holidays, or taken out. Undone, never deleted:
    a trigger refuses all but the undoing, since stored dates were counted by it."""

    class Kind(models.TextChoices):
        ADDED = "added", "Added"
        REMOVED = "removed", "Taken out"

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="holiday_changes")
    calendar = models.CharField(max_length=16)
    day = models.DateField()
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=100)
    reason = models.CharField(max_length=400)
    made_by = models.CharField(max_length=40)
    made_at = models.DateTimeField()
    undone_by = models.CharField(max_length=40, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("day", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "calendar", "day"],
                name="holiday_changed_once",
                condition=models.Q(undone_at__isnull=True),
            ),
            models.CheckConstraint(
                name="holiday_undone_by_somebody",
                condition=models.Q(undone_at__isnull=True, undone_by="")
                | models.Q(undone_at__isnull=False) & ~models.Q(undone_by=""),
            ),
            models.CheckConstraint(
                name="holiday_change_has_its_reason", condition=~models.Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.kind} in {self.calendar}"


class Absence(models.Model):
    """Somebody is away, and who stands in. Both days included, by the company's own calendar."""

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="absences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    deputy = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    first_on = models.DateField()
    last_on = models.DateField()

    class Meta:
        ordering = ("first_on", "pk")
        constraints = [
            models.CheckConstraint(
                name="absence_ends_after_it_begins",
                condition=models.Q(last_on__gte=models.F("first_on")),
            ),
            models.CheckConstraint(
                name="absence_has_another_as_deputy",
                condition=~models.Q(deputy=models.F("user")),
            ),
        ]
        indexes = [models.Index(fields=["company", "last_on"], name="absence_not_over")]

    def __str__(self) -> str:
        return f"{self.user} away until {self.last_on}"


class WebhookEndpoint(models.Model):
    """A system of the company's that is told of events. What signs is derived from the key."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="webhooks")
    data_key = models.OneToOneField(DataKey, on_delete=models.PROTECT, related_name="+")
    url = models.CharField(max_length=500)
    is_on = models.BooleanField(default=True)
    is_test = models.BooleanField(default=False)
    """Told of test cases only, and one that is not of all others."""
    types = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    """Events ("case.closed") and kinds of them ("case"); all where it is empty."""
    told_seq = models.BigIntegerField(default=0)
    """The last event of the company's chain that was looked at for it."""
    gone_at = models.DateTimeField(null=True, blank=True)
    """When it answered that it is gone, which switched it off."""
    version = models.PositiveSmallIntegerField(default=1)
    """Of the secret; turned by one."""
    turned_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"webhook of {self.company}"

    def wants(self, event: str) -> bool:
        return not self.types or event in self.types or event.partition(".")[0] in self.types


class IdentitySource(models.Model):
    """Who else may say who somebody is. What both sides sign with is derived from the key."""

    class Kind(models.TextChoices):
        ACCOUNT = "account", "Our own account system"
        VENDOR = "vendor", "An outside service"

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    data_key = models.OneToOneField(DataKey, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    """What people read, such as “your Nexus account”."""
    url = models.CharField(max_length=500)
    issuer = models.CharField(max_length=200, blank=True)
    public_key = models.TextField(blank=True)
    is_on = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "kind"], name="one_identity_source_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.company}"


class OfficeChange(models.Model):
    """The company's office opens at other times than those by which the reminders of its open
    cases are planned. Gone once all of them are planned anew."""

    company = models.OneToOneField(Company, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    done_to = models.UUIDField(null=True)
    """The last case, in the order of their keys, that was planned anew; None: none yet."""

    def __str__(self) -> str:
        return f"office of {self.company} since {self.since}"
