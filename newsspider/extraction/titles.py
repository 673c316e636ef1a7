"""The headline: which of a page's titles it is, without the newspaper's name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from newsspider.extraction.offers import Offer, Offers

_LONGEST = 300
"""No headline is longer, in characters."""
LONGEST = 1_000
"""Characters of a headline; what is longer is none."""
_SEPARATOR = re.compile(r":\s+|\s+(?:[|–—»«·•:]|-+|::)\s+|\s*[|»]\s*|\s+\|\s*")


def choose_title(
    offers: Offers,
    site_names: Sequence[str],
    lines: Callable[[], Iterable[str]],
    styled: Callable[[str | None], str | None] = lambda _: None,
) -> Offer | None:
    """The headline: a heading that another source confirms, else the better of what the sources say.

    A heading often carries a kicker ("Analysis: …") that the metadata leave out; the metadata often carry the
    newspaper's name. Where one is contained in the other, the shorter is the headline. ``lines`` gives the lines of
    the page, and is asked where it has no heading: the part of its title that stands there as a line is the headline.
    ``styled`` is asked where that is none either: it gives the line that is set as a headline, if the title that it is
    given says nothing of the page.
    """
    offered = [offer for offer in offers.of("title") if len(offer.value) <= LONGEST]
    headings = [offer for offer in offered if offer.rule == "h1"]
    told = [Offer(offer.rule, strip_site_name(offer.value, site_names)) for offer in offered if offer.rule != "h1"]
    told = [offer for offer in told if offer.value]
    for heading in headings:
        if any(same_words(heading.value, offer.value) for offer in told):
            short = (o for o in told if o.rule == "og" and _is_behind_kicker(o.value, heading.value))
            return next(short, heading)
    for heading in headings:
        for offer in told:
            if _ends_with(heading.value, offer.value):
                return offer
            if len(fold(heading.value)) >= 12 and fold(offer.value).startswith(fold(heading.value)):
                return heading
    if told and not headings and (shown := _shown_part([offer.value for offer in told], lines())):
        return Offer("title on the page", shown)
    if not headings and all(o.rule == "title" for o in told) and (line := styled(told[0].value if told else None)):
        return Offer("line set as headline", line)
    best = [offer for offer in told if offer.rule != "title"] or told
    if not best or (headings and not told):
        return headings[0] if headings else None
    likely = [h for h in headings if _overlap(h.value, best[0].value) >= 0.5]
    return likely[0] if likely and best[0].rule in ("title", "lead") else best[0]


def _shown_part(titles: Sequence[str], lines: Iterable[str]) -> str | None:
    """The longest run of a title's parts that stands as a line on the page."""
    shown = {fold(line) for line in lines if len(line) <= _LONGEST}
    for title in titles:
        parts = _split(title)
        for size in range(len(parts), 0, -1):
            for start in range(len(parts) - size + 1):
                run = parts[start : start + size]
                text = run[0][1] + "".join(separator + text for separator, text in run[1:])
                if len(text.split()) >= 2 and fold(text) in shown:
                    return text
    return None


def strip_site_name(title: str, site_names: Iterable[str]) -> str:
    """The title without the newspaper's name at its end or start ("Headline | The Herald")."""
    names = [fold(name) for name in site_names if name]
    parts = _split(title)
    end = next((n for n, (_, text) in enumerate(parts) if n and _is_name(text, names)), len(parts))
    parts = parts[:end]
    while len(parts) > 1 and _is_name(parts[0][1], names):
        parts.pop(0)
    return "".join(separator + text for separator, text in parts).strip(" |–—»«·•:-")


def same_words(one: str, other: str) -> bool:
    """Whether two titles have the same words, whatever their punctuation and case."""
    return fold(one) == fold(other)


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """The text's letters and digits alone, in one case."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def _split(title: str) -> list[tuple[str, str]]:
    """The title's parts, each with the separator before it."""
    parts, start, separator = [], 0, ""
    for match in _SEPARATOR.finditer(title):
        parts.append((separator, title[start : match.start()]))
        start, separator = match.end(), match[0]
    parts.append((separator, title[start:]))
    return parts


def _is_name(text: str, names: Sequence[str]) -> bool:
    folded = fold(text)
    return bool(folded) and any(folded == name or (len(name) > 4 and folded.startswith(name)) for name in names)


def _ends_with(whole: str, part: str) -> bool:
    return len(fold(part)) >= 12 and fold(whole).endswith(fold(part))


def _is_behind_kicker(part: str, whole: str) -> bool:
    """Whether a title is what follows another's kicker ("Analysis: Ferry returns")."""
    pieces = _split(whole)
    return len(pieces) > 1 and _ends_with(whole, part) and fold(part) == fold(whole[len(pieces[0][1]) :])


def _overlap(one: str, other: str) -> float:
    a, b = set(re.findall(r"\w+", one.casefold())), set(re.findall(r"\w+", other.casefold()))
    return len(a & b) / max(1, min(len(a), len(b)))
