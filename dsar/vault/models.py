"""Keys, search tokens and sealed files. Nothing in these tables can be read without the root key.

root key → company key (one an epoch), both outside the database → data key (one a case) → all else
"""

from django.db import models
from django.db.models import F, Q

from .fields import SealedField
from .ids import new_id


class CompanyKey(models.Model):
    """Names a company's key of one epoch. Epoch 0 makes search tokens, 1 and up wrap data.

    The key itself, wrapped by the root key, lies in a file outside the database (`keystore`).
    """

    company_id = models.BigIntegerField()
    epoch = models.PositiveIntegerField()
    stored_as = models.CharField(max_length=64, blank=True)  # the file's name
    # Only where it was made before keys had files; the next round moves it out.
    wrapped = models.BinaryField(null=True)
    created_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company_id", "epoch"], name="vault_one_key_an_epoch"),
            models.UniqueConstraint(fields=["id", "company_id"], name="vault_companykey_tenant"),
            models.CheckConstraint(
                condition=Q(wrapped__isnull=True) | Q(destroyed_at__isnull=True),
                name="vault_companykey_destroyed_or_not",
            ),
        ]

    def __str__(self) -> str:
        return f"company {self.company_id}, epoch {self.epoch}"


class DataKey(models.Model):
    """The key of one case. Destroying it erases all that was sealed under it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    company_id = models.BigIntegerField()
    company_key = models.ForeignKey(CompanyKey, on_delete=models.PROTECT)
    wrapped = models.BinaryField(null=True)
    created_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)
    # What it seals must not be erased: a legal hold.
    held_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "company_id"], name="vault_datakey_tenant"),
            models.CheckConstraint(
                condition=Q(held_at=None) | Q(destroyed_at=None),
                name="vault_datakey_held_is_not_destroyed",
            ),
            models.CheckConstraint(
                condition=Q(wrapped__isnull=True) ^ Q(destroyed_at__isnull=True),
                name="vault_datakey_destroyed_or_not",
            ),
        ]
        indexes = [
            models.Index(
                fields=["company_key"],
                condition=Q(wrapped__isnull=False),
                name="vault_datakey_live",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class SearchToken(models.Model):
    """A keyed hash of something people search by. Still personal data: goes with its data key.

    Masked under the company's key of its epoch, so that with that key it goes from backups too.
    """

    company_id = models.BigIntegerField()
    # None: made before tokens were masked. The next turn of the epoch masks it.
    company_key = models.ForeignKey(
        CompanyKey, on_delete=models.PROTECT, null=True, related_name="+"
    )
    data_key = models.ForeignKey(
        DataKey, on_delete=models.PROTECT, related_name="+", db_index=False
    )  # vault_token_once begins with it
    kind = models.CharField(max_length=16)
    token = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["data_key", "kind", "token"], name="vault_token_once"),
        ]
        indexes = [
            models.Index(
                fields=["company_id", "kind", "token"],
                include=["data_key"],
                name="vault_token_leads_to",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} token {self.pk}"


class SealedFile(models.Model):
    """A file in the storage "sealed". After its destruction the row stays, as a note of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    company_id = models.BigIntegerField()
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    wrapped = models.BinaryField(null=True)  # the file's own key, wrapped by the data key
    name = SealedField()
    content_type = models.CharField(max_length=100)
    size = models.BigIntegerField()  # bytes of the original
    stored_as = models.CharField(max_length=100, blank=True)  # empty once the bytes are removed
    created_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "company_id"], name="vault_file_tenant"),
            models.CheckConstraint(
                condition=Q(wrapped__isnull=True) ^ Q(destroyed_at__isnull=True),
                name="vault_file_destroyed_or_not",
            ),
            models.CheckConstraint(
                condition=Q(destroyed_at__isnull=True) | Q(name__isnull=True),
                name="vault_file_forgets_its_name",
            ),
        ]
        indexes = [
            models.Index(
                F("destroyed_at"),
                condition=Q(destroyed_at__isnull=False) & ~Q(stored_as=""),
                name="vault_file_remains",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class Shredding(models.Model):
    """A certificate: what was erased, when, and from when no backup brings it back either."""

    company_id = models.BigIntegerField()
    data_key = models.OneToOneField(DataKey, on_delete=models.PROTECT, related_name="+")
    company_key = models.ForeignKey(CompanyKey, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=100)  # a reference or a kind, nothing personal
    at = models.DateTimeField()
    files = models.PositiveIntegerField()
    tokens = models.PositiveIntegerField()
    # The day by which the epoch's key is to be destroyed; NULL where it lies in the backups too.
    backups_on = models.DateField(null=True)
    listed_at = models.DateTimeField(null=True)  # on the list outside the database

    class Meta:
        indexes = [
            models.Index(
                fields=["id"], condition=Q(listed_at__isnull=True), name="vault_shredding_unlisted"
            )
        ]

    def __str__(self) -> str:
        return f"{self.what} ({self.data_key_id})"
