"""Dates as pages write them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from newsspider.extraction.dates import Moment, machine_date, printed_date, refine, zone_name, zone_of

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "wall", "precision", "zone"),
    [
        ("2023-04-25", "2023-04-25T00:00:00", "day", None),
        ("2023-04-25T10:30", "2023-04-25T10:30:00", "minute", None),
        ("2023-04-28 18:11:01.0", "2023-04-28T18:11:01", "second", None),
        ("2025-02-04T13:41:03.0000000Z", "2025-02-04T13:41:03", "second", "UTC"),
        ("2017-05-01T17:05:00+0200", "2017-05-01T17:05:00", "second", "+02:00"),
        ("Tue, 25 Apr 2023 10:00:00 +0530", "2023-04-25T10:00:00", "second", "+05:30"),
    ],
)
def test_machine_forms(raw: str, wall: str, precision: str, zone: str | None) -> None:
    moment = machine_date(raw, NOW)
    assert moment is not None
    assert (moment.wall.isoformat(), moment.precision, moment.zone_name) == (wall, precision, zone)


@pytest.mark.parametrize(
    "raw", ["2023-04-25T10:00:00+99:99", "2023-13-45", "1066-10-14", "2030-01-01", "yesterday", "0000-00-00T00:00"]
)
def test_impossible_and_far_off_dates_are_none(raw: str) -> None:
    assert machine_date(raw, NOW) is None


@pytest.mark.parametrize(
    ("line", "language", "wall", "raw"),
    [
        ("April 25, 2023", "en", "2023-04-25T00:00:00", "April 25, 2023"),
        ("Published Tuesday, 25 April 2023", "en", "2023-04-25T00:00:00", "25 April 2023"),
        ("25/04/2023", "en", "2023-04-25T00:00:00", "25/04/2023"),
        ("April 25, 2023 14:05 GMT", "en", "2023-04-25T14:05:00", "April 25, 2023 14:05 GMT"),
        ("November 2, 2023 3:53 PM EDT", "en", "2023-11-02T15:53:00", "November 2, 2023 3:53 PM EDT"),
        ("mardi 25 avril 2023 à 14h05", "fr", "2023-04-25T14:05:00", "25 avril 2023 à 14h05"),
        ("3. Mai 2024, 17:47 Uhr", "de", "2024-05-03T17:47:00", "3. Mai 2024, 17:47 Uhr"),
        ("25 अप्रैल 2023", "hi", "2023-04-25T00:00:00", "25 अप्रैल 2023"),
        ("2023年11月17日", "zh", "2023-11-17T00:00:00", "2023年11月17日"),
    ],
)
def test_printed_forms(line: str, language: str, wall: str, raw: str) -> None:
    moment = printed_date(line, language, NOW)
    assert moment is not None
    assert (moment.wall.isoformat(), moment.raw) == (wall, raw)


def test_the_order_of_day_and_month_is_the_readers() -> None:
    day_first = printed_date("4/5/2023", "en-GB", NOW)
    month_first = printed_date("4/5/2023", "en-US", NOW, month_first=True)
    assert day_first is not None
    assert month_first is not None
    assert (day_first.wall.month, month_first.wall.month) == (5, 4)


@pytest.mark.parametrize("line", ["hello 2023", "By-election 12 candidates", "Room 25", ""])
def test_lines_without_a_date(line: str) -> None:
    assert printed_date(line, "en", NOW) is None


def test_a_day_is_refined_by_an_instant_of_the_same_day() -> None:
    day = Moment(datetime(2023, 4, 25), None, "day", "April 25, 2023")
    instant = Moment(datetime(2023, 4, 25, 9, 30), UTC, "second", "feed")
    other_day = Moment(datetime(2023, 4, 29, 9, 30), UTC, "second", "feed")
    assert refine(day, [other_day, instant]).wall == instant.wall
    assert refine(day, [other_day]) == day


def test_a_wall_time_takes_the_offset_that_makes_two_sources_one() -> None:
    wall = Moment(datetime(2023, 4, 25, 15, 0), None, "minute", "15:00")
    instant = Moment(datetime(2023, 4, 25, 9, 30), UTC, "second", "feed")
    unrelated = Moment(datetime(2023, 4, 25, 9, 37), UTC, "second", "feed")
    assert refine(wall, [instant]).instant(UTC) == datetime(2023, 4, 25, 9, 30, tzinfo=UTC)
    assert refine(wall, [unrelated]) == wall


@pytest.mark.parametrize("name", ["UTC", "+05:30", "-03:00", "Europe/London"])
def test_zone_names_lead_back(name: str) -> None:
    assert zone_name(zone_of(name)) == name


def test_zero_offset_is_called_utc() -> None:
    assert zone_name(timezone(timedelta(0))) == "UTC"
