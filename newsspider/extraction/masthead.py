"""What stands around the headline to be read: dateline, byline, reading time, standfirst and its credit."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from newsspider.extraction.blocks import Block
from newsspider.extraction.bylines import Byline, find_bylines
from newsspider.extraction.datelines import Dateline, join_datelines, split_dateline
from newsspider.extraction.document import SOUTH_EAST_ASIAN, squash, text_of, tokens
from newsspider.extraction.people import byline_names
from newsspider.extraction.titles import fold, same_words
from newsspider.extraction.vocabulary import update_words

_READING = re.compile(
    r"\b(?P<n>\d{1,3})\s*[- ]?(?:min(?:ute)?s?\.?\s*(?:read|reading|de lecture|lesezeit|lesen|de lectura"
    r"|de leitura|di lettura)"
    r"|मिनट (?:में पढ़ें|पढ़ें|का पाठ|पढ़ने))|(?:lesezeit|lesedauer|reading time|read time|temps de lecture"
    r"|lectura|leitura|lettura)"
    r"\s*:?\s*(?:ca\.?\s*)?(?P<m>\d{1,3})\s*min",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"(?P<text>.*?)\s*(?:…|\.{2,})[….\s]*(?:[Aa]\s+)?(?:[Rr]eport(?:s|ed)?(?:\s+by)?|[Ww]rites"
    r")\s+(?P<credit>[A-Z][\w&.'’ -]{1,60}?)[\s.…]*$",
    re.DOTALL,
)
_STANDFIRST = frozenset(
    "standfirst subtitle sub dek deck excerpt lede summary intro subhead subheading subheadline kicker abstract"
    " synopsis chapo chapeau untertitel vorspann bajada entradilla sommario sottotitolo description teaser lead".split()
)
_OTHERS = frozenset("author bio byline comment comments caption box related".split())
"""Marks of what is no standfirst, though parts of it may be marked "description"."""
_STORY = frozenset("content body text entry".split())
_DATE_MARKS = frozenset("date time published dateline posted meta byline timestamp pubdate datetime updated".split())
_NEAR = 8
_SENTENCE = 40
"""Characters from which on a line of a script without full stops is a sentence."""
"""How many lines before the headline may belong to it."""
_LONGEST_DATELINE = 160
_LONGEST_STANDFIRST = 700
_BESIDE_DATE = 45
"""Characters beside its date in a dateline that nothing else marks; a longer line is a caption or a sentence."""


@dataclass(frozen=True)
class Masthead:
    """The lines around the headline by what they tell; None and empty where there is none."""

    dateline: str | None
    """What shows the publication."""
    updated: str | None
    """What shows an edit."""
    bylines: tuple[Byline, ...]
    """What may be the byline, best first."""
    reading_minutes: int | None
    standfirst: str | None
    """Without its credit tail."""
    standfirst_text: str | None
    """As printed."""
    standfirst_rule: str | None
    credit: str | None
    near: tuple[Block, ...]
    """The short lines around the headline, which are none of the story's."""

    @property
    def lines(self) -> tuple[str, ...]:
        """What ``near`` says."""
        return tuple(block.text for block in self.near)

    @property
    def byline_text(self) -> str | None:
        """The byline as printed; None without one."""
        return self.bylines[0].text if self.bylines else None


def read_masthead(
    blocks: Sequence[Block], title: str | None, descriptions: Sequence[str], date_in: Callable[[str], str | None]
) -> Masthead:
    """Read the lines from a little before the headline to the story's first long line.

    ``blocks`` are without boxes and frame; ``descriptions`` what the metadata call the page's description;
    ``date_in`` gives the date that a line shows, as printed.
    """
    at = next((n for n, block in enumerate(blocks) if title and same_words(block.text, title)), None)
    before, after = ((), blocks[:25]) if at is None else (blocks[max(0, at - _NEAR) : at], blocks[at + 1 : at + 25])
    standfirst = _standfirst(after, title or "", descriptions, date_in)
    head = _until_story(after, standfirst[0] if standfirst else None)
    near = [*head, *reversed(before)]
    short = [block for block in near if len(block.text) <= _LONGEST_DATELINE]
    dates = _datelines(short, blocks if at is None else blocks[at + 1 :], date_in)
    bylines = tuple(find_bylines(short, blocks if at is None else blocks[at + 1 :]))
    reading = next((m for b in short if (m := _READING.search(b.text))), None)
    printed = standfirst[0].text if standfirst else None
    text, credit = split_credit(printed) if printed else (None, None)
    return Masthead(
        dateline=dates.published,
        updated=dates.updated,
        bylines=bylines,
        reading_minutes=int(reading["n"] or reading["m"]) if reading else None,
        standfirst=text,
        standfirst_text=printed,
        standfirst_rule=standfirst[1] if standfirst else None,
        credit=credit,
        near=tuple(block for block in [*before, *head] if len(block.text) <= _LONGEST_DATELINE),
    )


def split_credit(standfirst: str) -> tuple[str, str | None]:
    """A standfirst without its tail "…reports Asian Lite News", and who reports; None without a tail."""
    match = _CREDIT.match(standfirst)
    return (match["text"].rstrip(" …"), match["credit"].strip()) if match else (standfirst, None)


def _datelines(near: Sequence[Block], behind: Sequence[Block], date_in: Callable[[str], str | None]) -> Dateline:
    """What the dates around the headline tell; else those that are marked as dates, or as edits behind the headline."""
    dates = join_datelines((b.text for b in near if _is_dateline(b, date_in, _BESIDE_DATE)), date_in)
    if dates.published is None:
        marked = (b for b in behind if tokens(b.element) & _DATE_MARKS and len(b.text) <= _LONGEST_DATELINE)
        lines = (b.text for b in marked if _is_dateline(b, date_in, _LONGEST_DATELINE))
        other = next((found for line in lines if (found := split_dateline(line, date_in)).published), None)
        dates = Dateline(other.published, dates.updated or other.updated) if other else dates
    if dates.updated is None:
        edits = (b.text for b in behind if len(b.text) <= _BESIDE_DATE * 2 and update_words().match(b.text))
        dates = Dateline(dates.published, join_datelines(edits, date_in).updated)
    return dates


def _is_dateline(block: Block, date_in: Callable[[str], str | None], beside: int) -> bool:
    """Whether a line shows a date that is no link, and little else."""
    if block.linked >= len(block.text) / 2:
        return False
    date = date_in(block.text)
    # the time of an edit is a date more
    beside = beside if date is None or not update_words().search(block.text) else beside + len(date) + _BESIDE_DATE
    return date is not None and len(block.text) - len(date) <= beside


def _until_story(after: Sequence[Block], standfirst: Block | None) -> list[Block]:
    head: list[Block] = []
    for block in after:
        if block is standfirst:
            continue
        long = len(block.text) > 60 or len(block.text.split()) >= 6
        sentence = long and not block.all_link and _ends(block.text)
        if len(block.text) > _LONGEST_DATELINE or (sentence and not byline_names(block.text)):
            break
        head.append(block)
    return head


def _ends(text: str) -> bool:
    if len(SOUTH_EAST_ASIAN.findall(text)) >= _SENTENCE:
        return True
    return text.rstrip("\"'”’»)").endswith((".", "!", "?", "…", "।", "。"))


def _standfirst(
    after: Sequence[Block], title: str, descriptions: Sequence[str], date_in: Callable[[str], str | None]
) -> tuple[Block, str] | None:
    """The standfirst among the lines behind the headline, and how it was known."""
    told = {fold(text) for text in descriptions}
    for place, block in enumerate(after[:12]):
        if block.all_link or len(block.text) < 15 or fold(title) in fold(block.text) or block.is_caption:
            continue
        if _CREDIT.match(block.text):
            return block, "credit tail"
        if len(block.text) > _LONGEST_STANDFIRST:
            return None
        if byline_names(block.text) or _is_dateline(block, date_in, _BESIDE_DATE):
            continue
        if _marked(block):
            return block, "class"
        later = (b for b in after[place + 1 :] if len(b.text) > 40 and not b.all_link and not b.is_caption)
        follower = next((b for b in later if _together(block, b)), None)
        if follower is not None and (rule := _styled_rule(block, follower, place, told)):
            return block, rule
        if place < 3 and _precedes_byline(after[place : place + 3], date_in):
            return block, "before byline"
        if len(block.text) > _LONGEST_DATELINE or (len(block.text.split()) >= 8 and _ends(block.text)):
            return None
    return None


def _precedes_byline(lines: Sequence[Block], date_in: Callable[[str], str | None]) -> bool:
    """Whether a long line stands between the headline and the byline or dateline; the story stands behind them."""
    if len(lines[0].text.split()) < 6 or lines[0].linked:
        return False
    signs = (b for b in lines[1:] if len(b.text) <= _LONGEST_DATELINE)
    return any(
        byline_names(b.text)
        or _is_dateline(b, date_in, _BESIDE_DATE)
        or any("author" in (anchor.get("rel") or "") for anchor in b.anchors)
        for b in signs
    )


def _together(one: Block, other: Block) -> bool:
    """Whether two lines stand in one article, or at least not only on one page."""
    around = list(one.element.iterancestors())
    home = next((node for node in around if node.tag == "article"), None)
    beside = [other.element, *other.element.iterancestors()]
    if home is not None:
        return home in beside
    shared = next((node for node in beside if node in around), None)
    return shared is not None and shared.tag not in ("body", "html", "main")


def _styled_rule(block: Block, follower: Block, place: int, told: set[str]) -> str | None:
    """Why a line that looks unlike the one behind it is the standfirst; None if it is none."""
    if _style(block) == _style(follower):
        return None
    if fold(block.text) in told:
        return "description"
    if block.element.tag in ("h2", "h3", "h4") and place < 3 and len(block.text.split()) >= 5:
        return "subheading"
    told_at_length = _ends(block.text) or len(block.text.split()) >= 8
    return "emphasis" if told_at_length and _is_emphasised(block) and not _is_emphasised(follower) else None


def _marked(block: Block) -> bool:
    """Whether the markup calls the line a standfirst; a mark around the whole story names none."""
    node = block.element
    for _ in range(3):
        names = tokens(node)
        if names & _OTHERS or (node is not block.element and names & _STORY):
            return False
        if names & _STANDFIRST:
            return len(text_of(node)) <= 2 * len(block.text) + 40
        above = node.getparent()
        if above is None or above.tag in ("article", "main", "body"):
            return False
        node = above
    return False


def _is_emphasised(block: Block) -> bool:
    """Whether the whole line is set in italics: a first paragraph in bold is mostly the story's."""
    for node in block.element.iter("i", "em"):
        text = "".join(node.itertext())
        if len(text) >= 0.9 * len(block.text) and squash(text) in block.text:
            return True
    return False


def _style(block: Block) -> tuple[object, ...]:
    node, parent = block.element, block.element.getparent()
    around = (parent.tag, parent.get("class")) if parent is not None else None
    return node.tag, node.get("class"), around, _is_emphasised(block)
