"""How the desk looks and which keys it listens to."""

from dataclasses import replace
from typing import Any

from django import forms

from dsar.accounts.preferences import Preferences

from ..keys import COMMANDS, keys_of, wrong_with
from .base import DeskForm, one_of

OWN = [command for command in COMMANDS if not command.fixed]


class ProfileForm(DeskForm):
    look = one_of("Colours", "Choose the colours.")
    density = one_of("Rows of lists", "Choose how high rows are.")
    keys_on = forms.BooleanField(
        label="Keys of one letter act",
        help_text="Only while no field has the focus, and never on the pages for requesters.",
        required=False,
    )

    def __init__(self, *args: Any, preferences: Preferences, **kwargs: Any) -> None:
        self.before = preferences
        known = keys_of(Preferences(keys=preferences.keys))
        initial = {
            "look": preferences.look or "device",
            "density": preferences.density or "compact",
            "keys_on": not preferences.keys_off,
        }
        initial |= {f"key-{command.code}": known[command.code] for command in OWN}
        super().__init__(*args, initial=initial, **kwargs)
        self._choose("look", ("device", "As my device says"), ("light", "Light"), ("dark", "Dark"))
        self._choose("density", ("compact", "Compact"), ("comfortable", "Comfortable"))
        for command in OWN:
            self.fields[f"key-{command.code}"] = forms.CharField(
                label=command.what,
                max_length=3,
                widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
                error_messages={
                    "required": f"Give a key for “{command.what}”. It is {command.key} otherwise."
                },
            )

    def _choose(self, name: str, *choices: tuple[str, str]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = choices

    def clean(self) -> None:
        """Each key is one that can be pressed, and does one thing."""
        taken: dict[str, str] = {}
        for command in OWN:
            name = f"key-{command.code}"
            pressed = self.cleaned_data.get(name)
            if pressed is None:
                continue
            if wrong := wrong_with(pressed):
                self.add_error(name, wrong)
            elif pressed in taken:
                self.add_error(name, f"{pressed} is the key for “{taken[pressed]}” already.")
            else:
                taken[pressed] = command.what

    def preferences(self) -> Preferences:
        told = self.cleaned_data
        keys = {command.code: told[f"key-{command.code}"] for command in OWN}
        return replace(
            self.before,
            look="" if told["look"] == "device" else told["look"],
            density="" if told["density"] == "compact" else told["density"],
            keys_off=not told["keys_on"],
            keys={
                command.code: keys[command.code]
                for command in OWN
                if keys[command.code] != command.key
            },
        )
