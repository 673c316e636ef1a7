"""GraphML, for igraph, networkx, yEd and Gephi: http://graphml.graphdrawing.org/specification.html."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape

from newsspider.export.graphs import BOOLEANS, EDGE_FIELDS, INTEGERS, NODE_FIELDS, Markup, Texts


def _type(name: str) -> str:
    return "boolean" if name in BOOLEANS else "int" if name in INTEGERS else "string"


def _keys(of: str, names: Iterable[str]) -> str:
    return "".join(
        f'<key id="{of}_{name}" for="{of}" attr.name="{name}" attr.type="{_type(name)}"/>\n' for name in names
    )


def _data(of: str, fields: Texts) -> str:
    return "".join(f'<data key="{of}_{name}">{escape(value)}</data>' for name, value in fields.items())


def _node(name: str, fields: Texts) -> str:
    return f'<node id="{name}">{_data("node", fields)}</node>\n'


def _edge(number: int, source: str, target: str, fields: Texts) -> str:
    return f'<edge id="e{number}" source="{source}" target="{target}">{_data("edge", fields)}</edge>\n'


GRAPHML = Markup(
    head='<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    f'{_keys("node", NODE_FIELDS)}{_keys("edge", EDGE_FIELDS)}<graph edgedefault="directed">\n',
    node=_node,
    between="",
    edge=_edge,
    tail="</graph>\n</graphml>\n",
)
