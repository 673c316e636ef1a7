"""Dates as the paper prints them, without asking the machine's locale."""

from datetime import datetime

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "hi": "जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर",
}
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


def month_name(month: int, language: str = "en") -> str:
    """The name of a month."""
    return _MONTHS[language].split()[month - 1]


def american(day: datetime) -> str:
    """`April 25, 2023`"""
    return f"{month_name(day.month)} {day.day}, {day.year}"


def european(day: datetime, language: str = "en") -> str:
    """`25 April 2023`, with the month in the story's language."""
    return f"{day.day} {month_name(day.month, language)} {day.year}"


def with_weekday(day: datetime) -> str:
    """`Tuesday, 25 April 2023`"""
    return f"{_DAYS[day.weekday()]}, {european(day)}"


def clock(moment: datetime) -> str:
    """`09:05`"""
    return f"{moment.hour:02}:{moment.minute:02}"


def rfc822(moment: datetime) -> str:
    """`Tue, 25 Apr 2023 09:05:00 +0200`, as RSS writes it."""
    day = _DAYS[moment.weekday()][:3]
    return f"{day}, {moment.day:02} {month_name(moment.month)[:3]} {moment:%Y %H:%M:%S %z}"
