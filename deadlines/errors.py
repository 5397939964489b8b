"""Why a date could not be worked out, or a clock not moved."""


class ClockError(ValueError):
    """Its text is one sentence that a person can act on."""
