"""Where a company keeps personal data, who was asked to look there, and what each said."""

from typing import Final

from django.db import models
from django.db.models import F, Q

from dsar.cases.of_case import OfCase
from dsar.companies.models import Company
from dsar.vault.fields import SealedField

# By what one finds a person in a system, in the order in which it is shown.
IDENTIFIERS: Final = {
    "name": "Name",
    "email": "Email address",
    "phone": "Phone number",
    "postal": "Postal address",
    "number": "Customer or contract number",
}


class System(models.Model):
    """A place where the company keeps personal data, and who looks there. Retired, not deleted:
    records name it for years."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="systems")
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=80)
    # In plain words: what an officer and the owner read.
    keeps = models.CharField(max_length=400, blank=True)
    owner_name = models.CharField(max_length=80, blank=True)
    # Without one the owner is asked in another way, and an officer records what they say.
    owner_email = models.EmailField(blank=True)
    searched_by = models.JSONField(default=list)
    """Codes of IDENTIFIERS."""
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("name", "pk")
        constraints = [
            models.UniqueConstraint(fields=["company", "code"], name="system_code_once"),
            models.UniqueConstraint(fields=["id", "company"], name="system_with_company"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_used(self) -> bool:
        return self.retired_at is None


class SearchTask(OfCase):
    """Somebody is to look for one person in one system. Sealed `also`: what else helps to find
    them; `because`: why it was dropped.

    Of the link that the owner answers by only a hash is kept.
    """

    class State(models.TextChoices):
        OPEN = "open", "Open"
        DONE = "done", "Answered"
        DROPPED = "dropped", "Dropped"

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="search_tasks")
    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    asked_by = models.CharField(max_length=40)
    asked_at = models.DateTimeField()
    # Where an officer chose it; otherwise it follows the case's date and is stored nowhere.
    due_by_hand = models.DateField(null=True)
    also = SealedField()
    because = SealedField()
    ended_by = models.CharField(max_length=40, blank=True)
    ended_at = models.DateTimeField(null=True)

    token_hash = models.CharField(max_length=64, blank=True)
    link_until = models.DateTimeField(null=True)
    links = models.PositiveSmallIntegerField(default=0)
    """How many were sent: a mail with an older one is not sent any more."""
    # A page that was opened before that has to be opened by the new link.
    shut_at = models.DateTimeField(null=True)
    # The last reminder that went: none, the one before the day, the one after it.
    reminded = models.PositiveSmallIntegerField(default=0)
    # The last day, at the company, on which the owner was reminded, by the desk or by somebody.
    reminded_on = models.DateField(null=True)
    looked_on = models.DateField(null=True)
    """The day on which it was last looked at whether a reminder is due."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "company"], name="search_task_with_company"),
            models.UniqueConstraint(
                fields=["case", "system"],
                condition=Q(state="open"),
                name="search_task_one_open",
            ),
            models.UniqueConstraint(
                fields=["token_hash"], condition=~Q(token_hash=""), name="search_link_once"
            ),
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None, ended_by="")
                | Q(Q(ended_at__isnull=False, token_hash=""), ~Q(state="open"), ~Q(ended_by="")),
                name="search_task_state_fits",
            ),
        ]
        indexes = [
            models.Index(
                fields=["looked_on"], condition=Q(state="open"), name="search_task_to_look_at"
            )
        ]

    def __str__(self) -> str:
        return f"{self.system_id}: {self.state}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class SearchRecord(OfCase):
    """What one search came to, signed: a trigger refuses to change it; a correction is another.

    Sealed `said`: {"looked_for": [[identifier, value]], "terms", "found", "name"}.
    """

    class Result(models.TextChoices):
        FOUND = "found", "Something was found"
        NOTHING = "nothing", "Nothing was found"

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="search_records")
    task = models.ForeignKey(SearchTask, on_delete=models.PROTECT, related_name="records")
    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="+")
    result = models.CharField(max_length=8, choices=Result)
    said = SealedField()
    # Files that came with it, among the documents of the case; an identifier says nothing of them.
    documents = models.JSONField(default=list)
    signed_by = models.CharField(max_length=40)
    """The actor: "owner", by the link, or whoever wrote down what the owner said."""
    signed_at = models.DateTimeField()
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="corrected_by"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "company"], name="search_record_with_company"),
            models.CheckConstraint(
                condition=Q(corrects=None) | ~Q(corrects=F("id")), name="search_record_not_its_own"
            ),
        ]
        indexes = [models.Index(fields=["case", "signed_at"], name="search_record_by_time")]

    def __str__(self) -> str:
        return f"{self.system_id}: {self.result}"
