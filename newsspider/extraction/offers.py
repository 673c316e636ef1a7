"""What each source of a page offers for each field, in the order in which the sources are believed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Offer:
    """One source's value for a field."""

    rule: str
    """Name of the source: "json-ld", "og", "h1", "dateline" ..."""
    value: Any
    refused: str | None = None
    """Why it can't be the field's value; None if it may be."""


class Offers:
    """Collects offers while a page is read."""

    def __init__(self) -> None:
        self._fields: dict[str, list[Offer]] = {}

    def add(self, field: str, rule: str, value: Any) -> None:
        """Note an offer; an empty value is none, but False is one."""
        if value or value is False:
            self._fields.setdefault(field, []).append(Offer(rule, value))

    def extend(self, field: str, rule: str, values: Iterable[Any]) -> None:
        """Note an offer for each value."""
        for value in values:
            self.add(field, rule, value)

    def add_refused(self, field: str, rule: str, value: Any, why: str) -> None:
        """Note an offer that can't be the field's value; an empty value is none."""
        if value:
            self._fields.setdefault(field, []).append(Offer(rule, value, why))

    def refuse(self, field: str, offer: Offer, why: str) -> None:
        """Note why an offer can't be the field's value; it is no offer any more."""
        known = self._fields[field]
        known[known.index(offer)] = replace(offer, refused=why)

    def of(self, field: str) -> Iterator[Offer]:
        """The offers for a field, best first, without the refused ones."""
        yield from [offer for offer in self._fields.get(field, ()) if offer.refused is None]

    def first(self, field: str) -> Offer | None:
        """The best offer for a field; None if there is none."""
        return next(self.of(field), None)

    def all(self) -> Mapping[str, tuple[Offer, ...]]:
        """All offers by field, the refused ones too."""
        return MappingProxyType({field: tuple(offers) for field, offers in self._fields.items()})
