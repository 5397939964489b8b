"""Names for the numbers of companies. Whoever knows them says so; this floor does not ask up."""

from collections.abc import Callable, Mapping

_sources: list[Callable[[], Mapping[int, str]]] = []


def register(source: Callable[[], Mapping[int, str]]) -> None:
    """`source` gives each company's name in addresses (slug) by its number."""
    if source not in _sources:
        _sources.append(source)


def known() -> dict[int, str]:
    return {number: name for source in _sources for number, name in source().items()}


def number(company: str) -> int:
    """The company of this number or name. Raises LookupError."""
    if company.isdecimal():
        return int(company)
    for number, name in known().items():
        if name == company:
            return number
    raise LookupError(f"there is no company {company}")
