"""Chooses each field of an Article among what its sources offer, and notes the rule that gave it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from typing import Any
from urllib.parse import urlsplit

from htmldate import find_date
from lxml.html import HtmlElement

from newsspider.extraction.agencies import agencies_beside, credited_agencies, once, signed_agencies
from newsspider.extraction.boxes import Box
from newsspider.extraction.dates import (
    Moment,
    from_datetime,
    machine_date,
    printed_date,
    refine,
    zone_name,
    zone_of,
)
from newsspider.extraction.document import without
from newsspider.extraction.labels import section_in
from newsspider.extraction.language import choose_language
from newsspider.extraction.lead_image import choose_image
from newsspider.extraction.masthead import Masthead
from newsspider.extraction.offers import Offer, Offers
from newsspider.extraction.people import byline_names, clean_authors, collective_authors
from newsspider.extraction.pictures import Picture
from newsspider.extraction.titles import fold
from newsspider.extraction.topics import clean_tags
from newsspider.items import Article, Lead
from newsspider.sites import Site
from newsspider.urls import canonical_url, identity_key

_NO_SECTION = frozenset({"home", "uncategorized", "uncategorised", "news article", "article", "startseite", "accueil"})
_ISO_INSTANT = re.compile(r"\s*\d{4}-\d{2}-\d{2}T")
_URL_DAY = re.compile(r"/(?P<y>(?:19|20)\d{2})[/-](?P<m>\d{1,2})[/-](?P<d>\d{1,2})(?:/|-|$)")


@dataclass(frozen=True)
class Context:
    """What is known of a page before its fields are chosen."""

    url: str
    site: Site
    fetched_at: datetime
    site_names: tuple[str, ...]
    lead: Lead | None
    language: str | None
    """Language tag that the page declares, else the likely one; it tells month names and the order of day and month."""

    def read_date(self, text: str) -> Moment | None:
        """The date that a text is or shows; None without one."""
        if _ISO_INSTANT.match(text):
            # one that is impossible is no date, not a day printed in figures
            return machine_date(text, self.fetched_at)
        month_first = (self.language or "").lower() in ("en-us", "en_us", "fil-ph")
        return machine_date(text, self.fetched_at) or printed_date(
            text, self.language, self.fetched_at, month_first=month_first
        )

    def date_in(self, line: str) -> str | None:
        """The date that a line shows, as printed; None without one."""
        moment = self.read_date(line) if any(char.isdigit() for char in line) else None
        return moment.raw if moment else None

    def is_masthead(self, line: str) -> bool:
        """Whether a short line is a dateline or byline and nothing else."""
        return bool(byline_names(line)) or (len(line.split()) <= 9 and self.date_in(line) is not None)


@dataclass(frozen=True)
class Reading:
    """What was read off a page beside its metadata."""

    title: Offer | None
    masthead: Masthead
    boxes: tuple[Box, ...]
    times: tuple[str, ...]
    """What the story's time elements say of the publication."""
    edit_times: tuple[str, ...]
    """What they say of edits."""
    amp: str | None
    """URL of the AMP twin."""
    kickers: tuple[str, ...]
    """Sections that the lines around the headline name."""
    tag_line: tuple[str, ...]
    """The keywords of a line such as "Tags: ferry, harbour"."""
    tree: HtmlElement
    """The page without its boxes."""
    pictures: tuple[Picture, ...]
    """The pictures of the page without its boxes."""
    closing: tuple[str, ...]
    """The lines behind the story's last."""


def choose_fields(article: Article, offers: Offers, reading: Reading, context: Context) -> Article:
    """The article with its metadata, and the rule behind each field."""
    masthead = reading.masthead
    rules: dict[str, str] = {"url": "fetched"}
    values: dict[str, Any] = {}

    def take(field: str, value: Any, rule: str) -> None:
        if value or value is False:
            values[field], rules[field] = value, rule

    if reading.title:
        take("title", reading.title.value, reading.title.rule)
    take("standfirst", masthead.standfirst, masthead.standfirst_rule or "")
    take("credit", masthead.credit, "credit tail")
    take("reading_minutes", masthead.reading_minutes, "masthead")
    _note(offers, reading, context)
    for field, value, rule in _published(offers, context, reading):
        take(field, value, rule)
    take("paragraph_kinds", article.paragraph_kinds, "elements")
    for choose in (_section, _authors, _tags, _plain):
        for field, value, rule in choose(offers, context):
            take(field, value, rule)
    day = values.get("published_precision") == "day"
    for field, value, rule in _modified(offers, context, values.get("published"), day):
        take(field, value, rule)
    for field, value, rule in (*_agencies(article, offers, reading, context), *_image(offers, reading)):
        take(field, value, rule)
    told = " ".join(filter(None, (values.get("title"), masthead.standfirst, article.text)))
    language = choose_language([o.value for o in offers.of("language")], told)
    take("language", language[0], language[1])
    url, rule = _canonical(offers, context)
    rules |= {"url": rule, "page_kind": article.rules.get("page_kind", ""), "paragraphs": article.rules["paragraphs"]}
    aliases = _aliases(url, context.url, reading.amp)
    return replace(article, url=url, aliases=aliases, rules=rules, **values)


def _note(offers: Offers, reading: Reading, context: Context) -> None:
    """Add what stands on the page, behind what its metadata say and before what feed or sitemap said."""
    lead = context.lead
    offers.extend("published", "time", reading.times[:1])
    offers.add("published", "dateline", reading.masthead.dateline)
    offers.add("published", "lead", lead and lead.published)
    if match := _URL_DAY.search(urlsplit(context.url).path):
        offers.add("published", "url", f"{match['y']}-{int(match['m']):02}-{int(match['d']):02}")
    offers.add("published", "dateline of an edit", reading.masthead.updated)
    offers.extend("modified", "time", reading.edit_times[:1])
    offers.add("modified", "dateline", reading.masthead.updated)
    offers.add("modified", "lead", lead and lead.modified)
    for byline in reading.masthead.bylines:
        offers.add("authors", byline.rule, byline.names)
    offers.add("authors", "lead", lead and lead.authors)
    offers.extend("section", "kicker", reading.kickers)
    offers.add("section", "lead", lead and lead.section)
    offers.add("tags", "tag line", reading.tag_line)
    labels = (section for box in reading.boxes if box.label and (section := section_in(box.label)))
    offers.extend("section", "label", labels)


def _published(offers: Offers, context: Context, reading: Reading) -> Iterator[tuple[str, Any, str]]:
    told = [(offer, _moment(offer.value, offer, context)) for offer in offers.of("published")]
    for offer in [offer for offer, moment in told if moment is None]:
        offers.refuse("published", offer, "no possible date")
    moments = [(offer.rule, moment) for offer, moment in told if moment is not None]
    if told and not moments:
        yield "published_raw", str(told[0][0].value)[:200], "no possible date"
        return
    moments = moments or [("htmldate", m) for m in _searched(reading, context)]
    if not moments:
        return
    rule, first = moments[0]
    best = refine(first, (moment for _, moment in moments[1:]))
    zone = _zone(context)
    instant = best.instant(zone)
    if best.precision == "day":
        instant = best.wall.replace(tzinfo=zone)
    elif rule == "lead" and context.site.zone:
        instant = instant.astimezone(zone)
    yield "published", instant, rule if best == first else f"{rule}, refined"
    yield "published_precision", best.precision, rule
    yield "published_raw", first.raw, rule
    yield "published_zone", zone_name(instant.tzinfo or UTC), rule


def _searched(reading: Reading, context: Context) -> Iterator[Moment]:
    """The last resort: whatever day htmldate finds in the markup without the boxes, calendars and the page's foot."""
    tree = deepcopy(reading.tree)
    for element in list(tree.iter("a", "footer", "time", "small")):
        text = "".join(element.itertext()).strip()
        if element.tag == "footer" or _is_calendar_link(text) or "©" in text:
            without(element)
    try:
        found = find_date(tree, original_date=True, outputformat="%Y-%m-%d", url=context.url)
    except (ValueError, TypeError, LookupError):
        return
    # a year alone, such as a copyright's, comes back as its first day
    if found and (moment := machine_date(found, context.fetched_at)) and not found.endswith("-01-01"):
        yield moment


def _is_calendar_link(text: str) -> bool:
    return text.isdigit() and len(text) <= 2


def _modified(
    offers: Offers, context: Context, published: datetime | None, day: bool
) -> Iterator[tuple[str, Any, str]]:
    """The first told edit that isn't before the publication (``day``: of which the day alone is known).

    A lead's must lie behind it: sitemaps give the publication itself as lastmod. A date without a zone is of the
    newspaper's, else of the publication's.
    """
    told = published.tzinfo if published and published.tzinfo not in (None, UTC) else None
    zone = _zone(context) if context.site.zone or told is None else told
    for offer in offers.of("modified"):
        moment = _moment(offer.value, offer, context)
        if moment is None:
            offers.refuse("modified", offer, "no possible date")
            continue
        instant = moment.instant(zone)
        if published is None or _is_edit(instant, published, day, told_by_page=offer.rule != "lead"):
            yield "modified", instant, offer.rule
            return
        offers.refuse("modified", offer, "no edit: not behind the publication")


def _is_edit(instant: datetime, published: datetime, day: bool, told_by_page: bool) -> bool:
    if day:
        days = (instant.astimezone(published.tzinfo).date() - published.date()).days
        return days >= 0 if told_by_page else days > 0
    return instant >= published if told_by_page else instant > published


def _moment(value: Any, offer: Offer, context: Context) -> Moment | None:
    if isinstance(value, datetime):
        raw = context.lead.published_raw if context.lead and offer.rule == "lead" else None
        return from_datetime(value, raw)
    return context.read_date(value)


def _zone(context: Context) -> tzinfo:
    """The zone of dates that tell none: the newspaper's, else the offset that its feed or sitemap uses, else UTC."""
    if context.site.zone:
        return zone_of(context.site.zone)
    told = context.lead and (context.lead.published or context.lead.modified)
    return (told.tzinfo if told else None) or UTC


def _section(offers: Offers, context: Context) -> Iterator[tuple[str, Any, str]]:
    banned = {fold(name) for name in context.site_names}
    for offer in offers.of("section"):
        name = offer.value.strip(" -–—/|>»·")
        if name and name.lower() not in _NO_SECTION and fold(name) not in banned and len(name) <= 60:
            yield "section", name, offer.rule
            return
        offers.refuse("section", offer, "the newspaper's name" if fold(name) in banned else "no name of a section")


def _authors(offers: Offers, context: Context) -> Iterator[tuple[str, Any, str]]:
    for offer in offers.of("authors"):
        names = clean_authors(offer.value, context.site_names)
        if offer.rule == "lead":
            names = tuple(name for name in names if not name.islower())
        if names:
            yield "authors", names, offer.rule
            return
        offers.refuse("authors", offer, "an agency" if any(signed_agencies(offer.value)) else "no person")
    # where nobody else is named, the desk or newspaper that is declared to be a person signs
    for offer in offers.of("signature"):
        if names := collective_authors(offer.value):
            yield "authors", names, f"{offer.rule}, no person named"
            return


def _plain(offers: Offers, _: Context) -> Iterator[tuple[str, Any, str]]:
    """The fields whose first offer is as good as any."""
    for field in ("free", "captions", "embeds"):
        if offer := offers.first(field):
            yield field, offer.value, offer.rule


def _tags(offers: Offers, context: Context) -> Iterator[tuple[str, Any, str]]:
    """The first keywords told, or a later list that holds them all."""
    section = context.lead.section if context.lead else None
    told: list[tuple[tuple[str, ...], str]] = []
    for offer in offers.of("tags"):
        tags = clean_tags(offer.value, context.site_names)
        tags = tuple(tag for tag in tags if offer.rule != "lead" or tag != section)
        if tags:
            told.append((tags, offer.rule))
        else:
            offers.refuse("tags", offer, "names of the section or the newspaper")
    if told:
        first = {fold(tag) for tag in told[0][0]}
        wider = (entry for entry in told[1:] if first < {fold(tag) for tag in entry[0]} and entry[1] != "lead")
        tags, rule = next(wider, told[0])
        yield "tags", tags, rule


def _agencies(article: Article, offers: Offers, reading: Reading, context: Context) -> Iterator[tuple[str, Any, str]]:
    """All agencies that text, byline and metadata credit: here the sources add up."""
    own = (*context.site_names, *filter(None, [reading.masthead.credit]))
    bylines = [byline.text for byline in reading.masthead.bylines]
    offers.add("agencies", "text", credited_agencies((*article.paragraphs, *reading.closing), own))
    offers.add(
        "agencies", "byline", (*signed_agencies(bylines), *(n for line in bylines for n in agencies_beside(line)))
    )
    signed = tuple(name for offer in offers.of("authors") for name in signed_agencies(offer.value))
    offers.add("agencies", "authors", signed)
    found: list[str] = []
    rules: dict[str, None] = {}
    for rule in ("text", "byline", "authors", "json-ld", "meta source"):
        for offer in [offer for offer in offers.of("agencies") if offer.rule == rule]:
            names = offer.value if rule in ("text", "byline", "authors") else tuple(signed_agencies(offer.value))
            if once(names, own):
                found += names
                rules[rule] = None
            else:
                offers.refuse("agencies", offer, "no agency")
    yield "agencies", once(found, own), ", ".join(rules)


def _image(offers: Offers, reading: Reading) -> Iterator[tuple[str, Any, str]]:
    if found := choose_image(offers, reading.pictures):
        yield "image", found[0], found[1]


def _canonical(offers: Offers, context: Context) -> tuple[str, str]:
    """The URL that the page claims, if it may: on the site, not the home page, not a section above the page."""
    own = canonical_url(context.url)
    for offer in offers.of("canonical"):
        try:
            claimed = canonical_url(offer.value, own)
        except ValueError:
            continue
        if context.site.owns(claimed) and not _is_above(claimed, own):
            return claimed, offer.rule
        offers.refuse("canonical", offer, "above the page" if context.site.owns(claimed) else "another site")
        return own, f"fetched, {offer.rule} ignored"
    return own, "fetched"


def _is_above(claimed: str, own: str) -> bool:
    above, below = urlsplit(claimed), urlsplit(own)
    path = above.path.rstrip("/")
    if not path and not above.query:
        return bool(below.path.rstrip("/") or below.query)
    nested = below.path.startswith(path + "/") and identity_key(claimed) != identity_key(own)
    return above.netloc == below.netloc and nested and not above.query


def _aliases(url: str, fetched: str, amp: str | None) -> tuple[str, ...]:
    own = canonical_url(fetched)
    return tuple(alias for alias in dict.fromkeys((own, amp)) if alias and alias != url)
