from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The project itself: its checks, and what comes round for a floor below the outbox."""

    name = "dsar"
    label = "desk"

    def ready(self) -> None:
        from . import checks  # noqa: F401  registers them
        from .audit import anchoring
        from .outbox import sweeps

        sweeps.register("anchors", anchoring.anchor_chains)
