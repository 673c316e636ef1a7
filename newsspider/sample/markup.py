"""The small pieces that every page style is written with."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from string import Template

from newsspider.sample.layout import printed
from newsspider.sample.model import Anchor, Paragraph, Run, Style

_TAGS = {"text": "p", "quote": "blockquote", "item": "li", "subhead": "h2"}


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes links the way one style of page does."""

    style: Style
    base_url: str

    def href(self, path: str) -> str:
        """The link as it stands in an attribute."""
        return escape(printed(path, self.style, self.base_url))

    def a(self, anchor: Anchor, attributes: str = "") -> str:
        """A whole link."""
        return f'<a href="{self.href(anchor.href)}"{attributes}>{text(anchor.title)}</a>'

    def run(self, run: Run) -> str:
        """A stretch of a paragraph."""
        return self.a(run.anchor) if run.anchor else text(run.text)

    def paragraph(self, paragraph: Paragraph) -> str:
        """A paragraph in its element."""
        inside = "".join(self.run(run) for run in paragraph.runs)
        tag = _TAGS[paragraph.form]
        if paragraph.form == "quote":
            inside = f"<p>{inside}</p>"
        whole = f"<{tag}>{inside}</{tag}>"
        return f"<ul>{whole}</ul>" if paragraph.form == "item" else whole


def text(words: str) -> str:
    """Words between tags."""
    return escape(words, quote=False)


def meta(attribute: str, name: str, content: str) -> str:
    """A meta element."""
    return f'<meta {attribute}="{name}" content="{escape(content)}">'


def json_ld(data: object) -> str:
    """A block of JSON-LD."""
    # a literal "</" would end the script element
    body = json.dumps(data, ensure_ascii=False).replace("</", "<\\/")
    return f'<script type="application/ld+json">{body}</script>'


def items(inside: Iterable[str], attributes: str = "") -> str:
    """List items."""
    return "".join(f"<li{attributes}>{one}</li>" for one in inside)


def fill(name: str, **parts: str) -> str:
    """A template of the package, filled."""
    return _template(name).substitute(parts)


@cache
def _template(name: str) -> Template:
    path = files("newsspider.sample") / "templates" / f"{name}.html"
    return Template(path.read_text(encoding="utf-8"))
