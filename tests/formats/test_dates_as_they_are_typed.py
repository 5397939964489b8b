"""A day is typed as in the country of most companies here, never month first."""

from datetime import date

import pytest
from django import forms
from django.utils import translation


@pytest.mark.parametrize("typed", ["2026-04-03", "03/04/2026", "3/4/26"])
def test_the_day_stands_before_the_month(typed):
    with translation.override("en"):
        assert forms.DateField().clean(typed) == date(2026, 4, 3)


@pytest.mark.parametrize("language", ["sv", "de", "nl", "fr"])
def test_what_a_date_box_sends_is_read_in_every_language(language):
    with translation.override(language):
        assert forms.DateField().clean("2026-04-03") == date(2026, 4, 3)
