"""Where a company's tickets are, and what each was told of its case."""

from django.db import models

from dsar.cases.models import Case
from dsar.cases.of_case import OfCase
from dsar.companies.models import Company
from dsar.fulfilment.models import SearchTask
from dsar.vault.fields import SealedField
from dsar.vault.models import DataKey


class HelpDesk(models.Model):
    """A company's Zendesk or Jira. Sealed `access`: the agent's address, the token
    that opens it, and what it signs its own calls with."""

    class System(models.TextChoices):
        ZENDESK = "zendesk", "Zendesk"
        JIRA = "jira", "Jira"

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="help_desks")
    data_key = models.OneToOneField(DataKey, on_delete=models.PROTECT, related_name="+")
    system = models.CharField(max_length=10, choices=System)
    url = models.CharField(max_length=200)
    access = SealedField()
    due_field = models.BigIntegerField(null=True)
    """The number of the field in their tickets that takes the due date; none is filled without.
    Jira has one of its own."""
    # Of Jira, the fields of an issue that say who asks; without, its reporter does.
    name_field = models.BigIntegerField(null=True)
    email_field = models.BigIntegerField(null=True)
    # In which project of Jira a search is an issue, and of what kind; in none while it is empty.
    project = models.CharField(max_length=20, blank=True)
    issue_type = models.CharField(max_length=60, blank=True)
    tasks_since = models.DateTimeField(null=True)
    """Searches that were asked for before are no issues."""
    is_on = models.BooleanField(default=True)
    takes_test = models.BooleanField(default=True)
    """What its tickets become: test cases, until somebody says that they are real."""
    cases_since = models.DateTimeField(null=True)
    """Cases made before came from a help desk that was taken away: there their numbers are of other
    tickets. None where there was none before."""
    # The last call that was not signed by it, and why not.
    refused_at = models.DateTimeField(null=True)
    refused_for = models.CharField(max_length=20, blank=True)
    told_since = models.DateTimeField()
    """When it was last switched on: what was closed before is not told."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "system"], name="one_help_desk_a_system"),
            models.UniqueConstraint(fields=["id", "company"], name="help_desk_with_company"),
        ]

    def __str__(self) -> str:
        return f"{self.system} of {self.company}"


class Ticket(OfCase):
    """What the ticket that a case came from was last told, and how it stands there itself. Nothing
    about a person."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        DONE = "done", "Done"
        GONE = "gone", "Deleted"

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="ticket")
    # How many notes it was owed, and how the case stood at the last.
    told = models.PositiveIntegerField(default=0)
    told_as = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=4, choices=State, blank=True)
    state_at = models.DateTimeField(null=True)
    """When it came to stand so, by the help desk's own clock."""

    def __str__(self) -> str:
        return f"ticket of {self.case_id}"


class TaskIssue(OfCase):
    """The issue that a search is for the team that looks there. Nothing about a person."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    task = models.OneToOneField(SearchTask, on_delete=models.PROTECT, related_name="issue")
    desk = models.ForeignKey(HelpDesk, on_delete=models.CASCADE, related_name="+")
    # Empty until it is made there.
    number = models.CharField(max_length=18, blank=True)
    key = models.CharField(max_length=40, blank=True)
    # How many notes it was owed, how the search stood at the last, and the day that stands there.
    told = models.PositiveIntegerField(default=0, db_default=0)
    told_as = models.CharField(max_length=60, blank=True, default="", db_default="")
    due_on = models.DateField(null=True)
    state = models.CharField(max_length=4, choices=Ticket.State, blank=True)
    state_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["desk", "number"], condition=~models.Q(number=""), name="one_task_an_issue"
            )
        ]

    def __str__(self) -> str:
        return f"issue of {self.task_id}"


class Remark(OfCase):
    """That a comment of a ticket was noted at its case. What it says stands there, sealed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="one_remark_a_comment")
        ]

    def __str__(self) -> str:
        return f"remark of {self.case_id}"


class Arrival(models.Model):
    """A call of a help desk that was signed by it, or came while the key was away that would have
    told, and what came of it. Nothing about a person but the numbers, which go with the case."""

    class Outcome(models.TextChoices):
        CREATED = "created", "Case created"
        KNOWN = "known", "Already created, nothing changed"
        OWN_NOTE = "own-note", "Our own note, nothing changed"
        NOTED = "noted", "Noted at the case"
        HEARD = "heard", "Noted already, nothing changed"
        REFUSED = "refused", "Refused"
        TOO_MANY = "too-many", "Not taken: too many calls in an hour"
        AWAY = "away", "Not taken: the desk could not store it"

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey(HelpDesk, on_delete=models.CASCADE, related_name="arrivals")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    ticket = models.CharField(max_length=18, blank=True)
    reference = models.CharField(max_length=16, blank=True)
    fields = models.CharField(max_length=200, blank=True)
    """Names of those that could not be used."""
    is_change = models.BooleanField(default=False, db_default=False)
    """Whether it told what happened in the ticket of a case, and asked for nothing."""
    settled_at = models.DateTimeField(null=True)
    """When somebody said that a ticket that was not taken is dealt with."""

    def __str__(self) -> str:
        return f"{self.outcome} {self.reference}"
