"""Dates as pages write them: machine forms and printed ones, with precision and zone.

A date that is impossible, before 1900 or more than two days ahead of the fetch is no date.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from functools import cache
from zoneinfo import ZoneInfo

from dateparser.data.languages_info import language_order
from dateparser.languages.loader import default_loader

from newsspider.items import Precision

_ISO = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})(?:[T ]+(?P<time>\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)\s*(?P<zone>Z"
    r"|[+-]\d{2}:?\d{2})?Z?)?"
)
_CLOCK = (
    r"(?:[\s,|·•@–—-]*(?:at|um|à|a las|alle|ore|às|kl\.?|को"
    r"|बजे)?[\s,]*(?P<clock>\d{1,2}(?:[:.h]\d{2}){1,2}\s*(?:[apAP]\.?\s?[mM]\b\.?)?)"
    r"(?:\s*(?:Uhr|hrs?|h|बजे)\b)?[\s(]*(?P<zone>(?:UTC|GMT)?\s?[+-]\d{1,2}:?\d{2}|UTC|GMT|Z\b|[A-Z]{2,4}T\b|IST\b)?)?"
)
_DAYS = (
    r"(?P<ymd>\d{4}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{1,2})",
    r"(?P<cjk>\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日)",
    r"(?P<dmy>\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{4})",
    r"(?P<named>\d{1,2}(?:st|nd|rd|th|er|º|ª|°|\.)?\s*(?:of |de |-|/)?[^\s\d.,/|()–-]{2,15}[.,]?\s*(?:de |del "
    r"|-|/)?\s*\d{4})",
    r"(?P<named2>[^\s\d.,/|()–-]{2,15}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4})",
)
_PRINTED = tuple(re.compile(rf"(?<!\w){day}(?!\d){_CLOCK}") for day in _DAYS)
_ABBREVIATIONS = {"UTC": 0, "GMT": 0, "Z": 0, "BST": 60, "CET": 60, "CEST": 120, "EET": 120, "EEST": 180, "IST": 330}
_ABBREVIATIONS |= {"EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480}
_ABBREVIATIONS |= {"PDT": -420, "MSK": 180, "JST": 540, "KST": 540, "PKT": 300, "BRT": -180, "ART": -180, "SAST": 120}
_LANGUAGES = (
    "de fr es pt it nl sv nb da fi is pl cs sk hu ro bg hr sr sl el tr ru uk lt lv et ca eu id ms vi hi bn mr ta te"
    " ur fa ar he sw af sq mk ka hy"
).split()
"""Languages whose month names are tried where the declared one has none that fits."""
_OVERNIGHT = timedelta(hours=38)
"""How far an instant may lie behind the midnight of the same local day, whatever the two zones."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A date as one source wrote it."""

    wall: datetime
    """The date and time as written, without zone."""
    offset: tzinfo | None
    """The zone that the source wrote; None if it wrote none."""
    precision: Precision
    raw: str
    """As written."""

    def instant(self, zone: tzinfo) -> datetime:
        """The instant, ``zone`` serving where the source wrote none; with the source's offset where it wrote one."""
        return self.wall.replace(tzinfo=self.offset or zone)

    @property
    def zone_name(self) -> str | None:
        """The written offset as "+05:30", or "UTC"; None if none was written."""
        return zone_name(self.offset) if self.offset else None


def zone_name(offset: tzinfo) -> str:
    """The name of a zone: IANA's, or "UTC", or an offset such as "+05:30"."""
    if isinstance(offset, ZoneInfo):
        return offset.key
    minutes = int((offset.utcoffset(None) or timedelta()).total_seconds() // 60)
    sign = "-" if minutes < 0 else "+"
    return "UTC" if minutes == 0 else f"{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def zone_of(name: str) -> tzinfo:
    """The zone of a name that ``zone_name`` gives."""
    if re.fullmatch(r"[+-]\d\d:\d\d", name):
        return timezone(timedelta(minutes=(1 if name[0] == "+" else -1) * (int(name[1:3]) * 60 + int(name[4:]))))
    return UTC if name == "UTC" else ZoneInfo(name)


def machine_date(raw: str, fetched_at: datetime) -> Moment | None:
    """The date in a form made for machines: ISO 8601 and its near misses, RFC 5322, epoch seconds.

    None if it is no such date.
    """
    text = raw.strip()
    moment = None
    if match := _ISO.match(text):
        moment = _assemble(match["day"], match["time"], match["zone"], raw)
    elif re.fullmatch(r"1[0-9]{9}(?:\d{3})?", text):
        seconds = datetime.fromtimestamp(int(text[:10]), UTC)
        moment = Moment(seconds.replace(tzinfo=None), UTC, "second", raw)
    elif re.match(r"[A-Za-z]{3},? \d{1,2} [A-Za-z]{3} \d{4} ", text):
        try:
            parsed = parsedate_to_datetime(text)
        except ValueError:
            return None
        moment = Moment(parsed.replace(tzinfo=None), parsed.tzinfo, "second", raw)
    return moment if moment and is_plausible(moment.wall, fetched_at) else None


def printed_date(text: str, language: str | None, fetched_at: datetime, *, month_first: bool = False) -> Moment | None:
    """The first date that a line shows in words or figures, with its time of day where one stands behind it.

    ``language`` is a language tag for month names (English is tried as well); ``month_first`` reads 4/5/2023 as
    the fifth of April.
    """
    for match in _matches(text):
        moment = _printed(match, language, month_first)
        if moment and is_plausible(moment.wall, fetched_at):
            return moment
    return None


def has_form_of_date(text: str) -> bool:
    """Whether something in a line is written as a date with its year is, in any language."""
    return any(char.isdigit() for char in text) and any(pattern.search(text) for pattern in _PRINTED)


def is_plausible(wall: datetime, fetched_at: datetime) -> bool:
    """Whether a story can bear the date: 1900 or later, and at most two days after the fetch."""
    return wall.year >= 1900 and wall <= fetched_at.replace(tzinfo=None) + timedelta(days=2)


def from_datetime(value: datetime, raw: str | None = None) -> Moment:
    """The moment that a feed or sitemap told."""
    return Moment(value.replace(tzinfo=None), value.tzinfo, "second", raw or value.isoformat())


def is_month(word: str) -> bool:
    """Whether a word names a month in any of the languages known here."""
    return _plain(word) in _all_months()


def is_weekday(word: str) -> bool:
    """Whether a word names a day of the week in any of the languages known here."""
    return _plain(word) in _all_weekdays()


def _matches(text: str) -> Iterator[re.Match[str]]:
    found = [match for pattern in _PRINTED for match in pattern.finditer(text)]
    yield from sorted(found, key=lambda match: match.start())


def _printed(match: re.Match[str], language: str | None, month_first: bool) -> Moment | None:
    groups = match.groupdict()
    raw = match[0].strip(" ,|·•@–—-(")
    if groups.get("ymd") or groups.get("cjk") or groups.get("dmy"):
        numbers = [int(n) for n in re.findall(r"\d+", groups.get("ymd") or groups.get("cjk") or match["dmy"])]
        if groups.get("dmy"):
            swap = (month_first and numbers[0] <= 12) or numbers[1] > 12
            numbers = [numbers[2], numbers[0], numbers[1]] if swap else numbers[::-1]
        day = "{:04}-{:02}-{:02}".format(*numbers)
    else:
        words = groups.get("named") or match["named2"]
        named = _named_day(words, language)
        if named is None:
            return None
        day = named
    clock, zone = _clock(groups.get("clock")), groups.get("zone")
    return _assemble(day, clock, zone if clock else None, raw)


def _clock(text: str | None) -> str | None:
    if not text:
        return None
    numbers = [int(n) for n in re.findall(r"\d+", text)]
    half = re.search(r"([ap])\.?\s?m", text, re.IGNORECASE)
    if half and numbers[0] <= 12:
        numbers[0] = numbers[0] % 12 + (12 if half[1].lower() == "p" else 0)
    return ":".join(f"{n:02}" for n in numbers)


def _assemble(day: str, clock: str | None, zone: str | None, raw: str) -> Moment | None:
    try:
        wall = datetime.fromisoformat(day)
        if clock is None:
            return Moment(wall, None, "day", raw)
        hours, minutes, *seconds = re.split(r"[:.,]", clock)
        wall = wall.replace(hour=int(hours), minute=int(minutes), second=int(seconds[0]) if seconds else 0)
        if len(seconds) > 1:
            wall = wall.replace(microsecond=int(f"{seconds[1]:0<6}"[:6]))
        return Moment(wall, _offset(zone), "second" if seconds else "minute", raw)
    except ValueError:
        return None


def _offset(text: str | None) -> tzinfo | None:
    """Raises ValueError for an offset that no place on earth has."""
    if not text:
        return None
    if text.strip() in _ABBREVIATIONS:
        return timezone(timedelta(minutes=_ABBREVIATIONS[text.strip()]))
    match = re.search(r"([+-])(\d{1,2}):?(\d{2})", text)
    if not match:
        return None
    minutes = int(match[2]) * 60 + int(match[3])
    if minutes > 14 * 60:
        raise ValueError(f"no such offset: {text}")
    return timezone(timedelta(minutes=-minutes if match[1] == "-" else minutes))


def _named_day(words: str, language: str | None) -> str | None:
    """The day that a day of the month, the name of a month and a year tell, as ISO 8601; None if no month is named."""
    parts = [part for part in re.split(r"[\s.,/-]+", words) if part]
    tables = (_months(re.split("[-_]", language or "")[0].lower()), _all_months())
    found = (names[key] for names in tables for part in parts if (key := _plain(part)) in names)
    month = next(found, None)
    numbers = [int(digits[0]) for part in parts if (digits := re.match(r"\d+", part))]
    return f"{numbers[-1]:04}-{month:02}-{numbers[0]:02}" if month and len(numbers) == 2 else None


@cache
def _months(language: str) -> Mapping[str, int]:
    """Number of each month by its names, long and short, in a language (where it is known) and in English."""
    found: dict[str, int] = {}
    for code in (language, "en"):
        known = default_loader.get_locale(code).info if code in language_order else {}
        for number, month in enumerate(calendar.month_name[1:], 1):
            for name in known.get(month.lower(), ()):
                found.setdefault(_plain(name), number)
    return found


@cache
def _all_weekdays() -> frozenset[str]:
    """The names of the days of the week, of four letters or more, in all the languages of newspapers known here."""
    days = [day.lower() for day in calendar.day_name]
    known = (default_loader.get_locale(language).info for language in ("en", *_LANGUAGES))
    names = (_plain(name) for info in known for day in days for name in info.get(day, ()))
    return frozenset(name for name in names if len(name) >= 4)


@cache
def _all_months() -> Mapping[str, int]:
    """Number of each month by the names that mean one month alone in all the languages of newspapers known here.

    Pages declare the language of their frame, so a date may be in another.
    """
    found: dict[str, set[int]] = {}
    for language in _LANGUAGES:
        for name, number in _months(language).items():
            found.setdefault(name, set()).add(number)
    return {name: min(numbers) for name, numbers in found.items() if len(numbers) == 1}


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in decomposed if char.isalnum() or unicodedata.category(char) == "Mc")


def _same_day(day: Moment, other: Moment) -> bool:
    """Whether an instant falls on a day; one in UTC, whose own zone nobody tells, in any zone."""
    if other.wall.date() == day.wall.date():
        return True
    return other.offset == UTC and timedelta(hours=-14) <= other.wall - day.wall <= _OVERNIGHT


def _differs_by_zone(wall: Moment, instant: Moment) -> bool:
    """Whether a wall time and an instant in UTC lie as far apart as two zones may: quarter hours, up to fourteen."""
    told = instant.instant(UTC).astimezone(UTC).replace(tzinfo=None)
    if wall.precision == "minute":
        told = told.replace(second=0, microsecond=0)
    apart = abs(told - wall.wall)
    return apart <= timedelta(hours=14) and apart.total_seconds() % 900 == 0


def refine(moment: Moment, others: Iterable[Moment]) -> Moment:
    """The moment with what another source knows better: the time of day on the same day, or the zone.

    A wall time without zone and an instant elsewhere that lies a whole number of quarter hours apart are one.
    """
    for other in others:
        if other.precision == "day":
            continue
        if moment.precision == "day" and _same_day(moment, other):
            return replace(other, raw=moment.raw)
        if moment.offset is None and other.offset is not None and _differs_by_zone(moment, other):
            return replace(other, raw=moment.raw)
    return moment
