"""The words of a company that requesters read. They are kept in English; those of the companies
that the product brings have translations, what an administrator writes is shown as written."""

from collections.abc import Iterator

from .rules import Channel, IdentityItem, Rules


def public_words(rules: Rules) -> Iterator[str]:
    """Every text that a page, mail or letter shows through gettext, in order, once each."""
    return iter(dict.fromkeys(filter(None, _words(rules))))


def _words(rules: Rules) -> Iterator[str]:
    for item in rules.identity.items:
        yield from _of_item(item.value)
    for channel in (*rules.channels, *rules.dpo):
        yield from _of_channel(channel.value)
    notes = rules.notes
    for said in (notes.processor, notes.recruitment, notes.sensitive, notes.sender):
        if said:
            yield said.value
    for held in rules.data_held:
        yield held.value


def _of_item(item: IdentityItem) -> tuple[str, ...]:
    return (item.label, item.hint, item.not_held, *item.choices)


def _of_channel(channel: Channel) -> tuple[str, ...]:
    return (channel.note,)
