"""How many links a story has, by group: the field ``outlinks`` of ``articles``, written whenever ``links`` is.

An export that counted them itself would read the links of every story for three numbers: a third of its time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from newsspider.items import LINK_GROUPS, LinkKind

COUNTING = 5
"""The version of the schema that began to keep the field."""
_KINDS = {"$ifNull": ["$links.kind", []]}
COUNTED: Mapping[str, Any] = MappingProxyType(
    {
        group: {"$size": {"$filter": {"input": _KINDS, "cond": {"$in": ["$$this", list(kinds)]}}}}
        for group, kinds in LINK_GROUPS.items()
    }
)
"""The field as an expression of MongoDB over a document of an earlier version, which has none."""


def by_group(kinds: Iterable[LinkKind]) -> dict[str, int]:
    """The field, of a story with links of these kinds."""
    found = list(kinds)
    return {group: sum(map(found.count, counted)) for group, counted in LINK_GROUPS.items()}
