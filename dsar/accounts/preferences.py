"""How somebody wants the desk to look and to listen to keys, in every browser of theirs."""

from dataclasses import asdict, dataclass, field, fields, replace

from django.db import transaction

from dsar.accounts.models import User

MOST_VIEWS = 20


class TooManyViews(Exception):
    """Some have to go first; nothing was changed."""


@dataclass(frozen=True)
class Preferences:
    """Empty is what a new person gets."""

    look: str = ""
    """A choice of `dsar.looks`; empty: as the device says."""
    density: str = ""
    """“comfortable”, or empty for compact rows."""
    keys_off: bool = False
    keys: dict[str, str] = field(default_factory=dict)
    """Keys of one's own, by command; the rest are as they come."""
    views: dict[str, str] = field(default_factory=dict)
    """By name, what of the list of cases it shows: the filters, as they stand in the address."""


def preferences_of(user: User) -> Preferences:
    known = {one.name for one in fields(Preferences)}
    return Preferences(**{name: value for name, value in user.preferences.items() if name in known})


def choose(*, user: User, preferences: Preferences) -> None:
    """The next page is like that."""
    user.preferences = asdict(preferences)
    user.save(update_fields=["preferences"])


@transaction.atomic
def keep_view(*, user: User, name: str, query: str) -> None:
    """The view stands under that name, in place of one that stood there. Raises TooManyViews."""
    before = preferences_of(User.objects.select_for_update().get(pk=user.pk))
    views = {**before.views, name: query}
    if len(views) > MOST_VIEWS:
        raise TooManyViews
    choose(user=user, preferences=replace(before, views=views))


@transaction.atomic
def forget_view(*, user: User, name: str) -> None:
    """None of that name stands there."""
    before = preferences_of(User.objects.select_for_update().get(pk=user.pk))
    views = {one: query for one, query in before.views.items() if one != name}
    choose(user=user, preferences=replace(before, views=views))
