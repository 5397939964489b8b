"""What an operation says no with. Every text is one sentence for the person who asked."""


class CaseError(Exception):
    """Nothing was changed."""


class NotAllowed(CaseError):
    """The case stands where this cannot be done (HTTP 409)."""


class NotNow(NotAllowed):
    """The lifecycle has no such step from there. Its words are an officer's; a requester's page has
    its own."""


class Unlawful(CaseError):
    """The law does not allow it (HTTP 409)."""


class Invalid(CaseError):
    """What was given cannot be used; `field` names it (HTTP 400)."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
