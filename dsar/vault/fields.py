"""The column type for what identifies a person. It stores ciphertext and refuses anything else."""

from __future__ import annotations

from typing import Any

from django.db import models


class Sealed(bytes):
    """Ciphertext made by `operations.seal`: one version byte, a nonce, the AES-GCM output."""

    def __repr__(self) -> str:
        return f"<sealed, {len(self)} bytes>"


class NotSealed(TypeError):
    """A value was about to reach the database in clear."""


class SealedField(models.BinaryField):  # type: ignore[type-arg]  # not subscriptable at run time
    """Holds ciphertext or nothing. Fill it with `operations.seal`, read it with `unseal`.

    The table's and the field's name are part of what is authenticated: renaming either means
    sealing every row anew.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: Any, *_: Any) -> Sealed | None:
        return None if value is None else Sealed(value)

    def get_prep_value(self, value: Any) -> Any:
        # The value itself stays out of the message: messages end up in logs.
        if value is not None and not isinstance(value, Sealed):
            raise NotSealed(f"{self} takes only what operations.seal made")
        return super().get_prep_value(value)
