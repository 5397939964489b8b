"""Which key presses what stands on the page."""

from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html

from ..keys import OF_ACTIONS

register = template.Library()


@register.simple_tag(takes_context=True)
def key(context: Context, command: str) -> str:
    """The attributes of a control that this command presses; none where keys are off."""
    pressed = _keys(context).get(command, "")
    if not pressed:
        return ""
    # As WAI-ARIA writes them; a key of two letters one after the other has no such name.
    spoken = "" if pressed.startswith("g ") else pressed.replace("Ctrl ", "Control+")
    if not spoken:
        return format_html(' data-key="{}"', pressed)
    return format_html(' data-key="{}" aria-keyshortcuts="{}"', pressed, spoken)


@register.simple_tag(takes_context=True)
def key_of_action(context: Context, action: str) -> str:
    """The same for an action of a case."""
    return key(context, OF_ACTIONS.get(action, ""))


def _keys(context: Context) -> dict[str, str]:
    desk: Any = context.get("desk")
    return desk.keys if desk else {}
