"""How ``newsspider explain`` shows one page: what each source offered, which won, what each stage changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from itertools import zip_longest
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from newsspider.extraction import Examination
from newsspider.extraction.offers import Offer
from newsspider.items import Article, Image

_HIDDEN = frozenset({"paragraphs", "paragraph_kinds", "links", "rules", "fetched_url"})
_OFFERED_AS = {"url": "canonical", "standfirst": "description"}
"""The name under which the sources offer a field, where it is another."""
_WIDEST = 300


def show(console: Console, examination: Examination, stages: Iterable[tuple[str, Article | None]]) -> None:
    """Print the explanation. ``stages`` are the pipeline's stages by name, each with what it made of the article.

    None stands for a stage that can't run without a store.
    """
    article = examination.article
    verdict = examination.verdict
    console.print(Text.assemble(("Page  ", "bold"), article.fetched_url))
    console.print(Text.assemble(("Kind  ", "bold"), verdict.kind, (f"  because of {verdict.evidence}", "dim")))
    _section(console, "Fields", _fields(examination))
    _section(console, f"Story, read by {examination.story.rule}", _story(examination))
    _section(console, "Boxes of links", _boxes(examination))
    _section(console, "Links", _links(article))
    _section(console, "Stages", Group(*_stages(article, stages)))


def _section(console: Console, title: str, body: RenderableType) -> None:
    console.print()
    console.print(Text(title, style="bold underline"))
    console.print(Padding(body, (0, 0, 0, 2)))


def _fields(examination: Examination) -> Table:
    """A row a field: its value with the rule that gave it; below it what other sources offered."""
    table = Table.grid("field", "value", padding=(0, 2, 0, 0))
    table.columns[0].no_wrap = True
    article = examination.article
    for name in (field.name for field in fields(Article) if field.name not in _HIDDEN):
        value = getattr(article, name)
        rule = article.rules.get(name, "")
        shown = Text(_short(value)) if value not in (None, ()) else Text("-", style="dim")
        others = [
            _offer(offer)
            for offer in examination.offers.get(_OFFERED_AS.get(name, name), ())
            if offer.refused or not (rule.startswith(offer.rule) and _shown(offer.value) == _shown(value))
        ]
        table.add_row(Text(name, style="bold"), Group(shown.append(f"  {rule}", style="cyan"), *others))
    return table


def _offer(offer: Offer) -> Text:
    """What a source offered, and why it was refused."""
    told = Text(f"also {offer.rule}: {_short(offer.value, 100)}", style="dim")
    return told.append(f"  refused: {offer.refused}", style="red") if offer.refused else told


def _story(examination: Examination) -> Group:
    article = examination.article
    lines = [
        Text.assemble((f"{kind.replace('_', ' ')}: " if kind != "paragraph" else "", "cyan"), line)
        for line, kind in zip_longest(article.paragraphs, article.paragraph_kinds, fillvalue="paragraph")
    ] or [Text("no text", style="dim")]
    taken = [Text(f"taken out, {why}: {_short(line)}", style="red") for line, why in examination.story.dropped]
    return Group(*lines, *taken)


def _boxes(examination: Examination) -> RenderableType:
    if not examination.boxes:
        return Text("none", style="dim")
    table = Table("kind", "heading", "known by", "links", box=None, padding=(0, 2, 0, 0), header_style="dim")
    for box in examination.boxes:
        table.add_row(box.kind, Text(box.label or "-"), Text(box.rule, style="cyan"), str(len(box.links)))
    return table


def _links(article: Article) -> RenderableType:
    if not article.links:
        return Text("none", style="dim")
    table = Table("kind", "title and teaser", "target", box=None, padding=(0, 2, 0, 0), header_style="dim")
    for link in article.links:
        words = Text(link.title)
        if link.teaser:
            words.append(f"\n{_short(link.teaser, 160)}", style="dim")
        table.add_row(link.kind, words, Text(link.url, style="blue", overflow="fold"))
    return table


def _stages(article: Article, stages: Iterable[tuple[str, Article | None]]) -> Iterator[RenderableType]:
    before = article
    for name, after in stages:
        if after is None:
            yield Text.assemble((name, "bold"), ("  needs the store: not run", "dim"))
            continue
        changes = dict(changed_fields(before, after))
        yield Text.assemble((name, "bold"), ("" if changes else "  changes nothing", "dim"))
        for field, (old, new) in changes.items():
            yield Text.assemble("  ", field, ": ", (_short(old, 120), "red"), " -> ", (_short(new, 120), "green"))
        before = after


def changed_fields(before: Article, after: Article) -> Mapping[str, tuple[Any, Any]]:
    """The fields in which two articles differ, each with its two values."""
    pairs = {f.name: (getattr(before, f.name), getattr(after, f.name)) for f in fields(Article)}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _shown(value: Any) -> str:
    if isinstance(value, tuple | list):
        return "; ".join(str(entry) for entry in value)
    if isinstance(value, Image):
        return " | ".join(filter(None, (value.url, value.caption, value.credit and f"© {value.credit}")))
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _short(value: Any, widest: int = _WIDEST) -> str:
    text = _shown(value)
    return text if len(text) <= widest else text[: widest - 1] + "…"
