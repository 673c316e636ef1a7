"""GEXF 1.3, for Gephi: https://gexf.net."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import quoteattr

from newsspider.export.graphs import BOOLEANS, EDGE_FIELDS, INTEGERS, NODE_FIELDS, Markup, Texts


def _type(name: str) -> str:
    return "boolean" if name in BOOLEANS else "integer" if name in INTEGERS else "string"


def _attributes(of: str, names: Iterable[str]) -> str:
    inside = "".join(f'<attribute id="{name}" title="{name}" type="{_type(name)}"/>\n' for name in names)
    return f'<attributes class="{of}">\n{inside}</attributes>\n'


def _values(fields: Texts) -> str:
    inside = "".join(f'<attvalue for="{name}" value={quoteattr(value)}/>' for name, value in fields.items())
    return f"<attvalues>{inside}</attvalues>"


def _node(name: str, fields: Texts) -> str:
    label = quoteattr(fields.get("title") or fields["url"])
    return f'<node id="{name}" label={label}>{_values(fields)}</node>\n'


def _edge(number: int, source: str, target: str, fields: Texts) -> str:
    label = quoteattr(fields["kind"])
    return f'<edge id="{number}" source="{source}" target="{target}" label={label}>{_values(fields)}</edge>\n'


GEXF = Markup(
    head='<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://gexf.net/1.3" version="1.3">\n'
    '<graph defaultedgetype="directed">\n'
    f"{_attributes('node', NODE_FIELDS)}{_attributes('edge', EDGE_FIELDS)}<nodes>\n",
    node=_node,
    between="</nodes>\n<edges>\n",
    edge=_edge,
    tail="</edges>\n</graph>\n</gexf>\n",
)
