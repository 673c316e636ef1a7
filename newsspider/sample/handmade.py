"""The third style: a page made by hand, with tables and font tags and no metadata at all."""

from calendar import Calendar
from datetime import datetime

from newsspider.sample.dates import european, month_name, with_weekday
from newsspider.sample.layout import Layout
from newsspider.sample.markup import Pen, fill, text
from newsspider.sample.model import Anchor, Box, Row, Story

LEGACY_CODEC = "cp1252"
"""What the bytes are, whatever the page says: browsers read ISO-8859-1 so."""


def handmade_page(layout: Layout, story: Story, base_url: str) -> bytes:
    """A story of the table as a page of the Harbour Log."""
    row = story.row
    pen = Pen("handmade", base_url)
    byline = f" &nbsp; by {text(' and '.join(row.authors))}" if row.authors else ""
    page = fill(
        "handmade",
        charset=_charset(row),
        head="",
        title=text(row.title),
        paper=text(layout.table.paper.name),
        calendar=_calendar(pen, row.published),
        dateline=_dateline(row),
        byline=byline,
        body=_body(pen, story),
        boxes="".join(_box(pen, box) for box in story.boxes),
    )
    return encoded(page)


def encoded(page: str) -> bytes:
    """In the old encoding; what it lacks becomes a character reference."""
    return page.encode(LEGACY_CODEC, errors="xmlcharrefreplace")


def _charset(row: Row) -> str:
    """Half of the pages leave it to the server to say."""
    if row.charset != "iso-8859-1":
        return ""
    return f'<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset={row.charset}">\n'


def _dateline(row: Row) -> str:
    if row.language == "en" and row.charset == "iso-8859-1":
        return with_weekday(row.published)
    return european(row.published, row.language)


def _body(pen: Pen, story: Story) -> str:
    written = ["".join(pen.run(run) for run in paragraph.runs) for paragraph in story.paragraphs]
    if story.row.charset == "iso-8859-1":
        return "\n".join(f"<P>{words}" for words in written)
    return "<BR><BR>\n" + "\n<BR><BR>\n".join(written)


def _box(pen: Pen, box: Box) -> str:
    links = "\n".join(f"<LI>{pen.a(anchor)}" for anchor in box.anchors)
    return f"<B>{text(box.label)}</B>\n<UL>\n{links}\n</UL>"


def _calendar(pen: Pen, day: datetime) -> str:
    weeks = Calendar().monthdayscalendar(day.year, day.month)
    rows = "\n".join(f"<TR>{''.join(_cell(pen, day, number) for number in week)}</TR>" for week in weeks)
    before, after = months_around(day.year, day.month)
    return (
        f"<B>{month_name(day.month)} {day.year}</B>\n<TABLE>\n{rows}\n</TABLE>\n"
        f"{pen.a(Anchor(before, '<<'))} {pen.a(Anchor(after, '>>'))}"
    )


def _cell(pen: Pen, day: datetime, number: int) -> str:
    if not number:
        return "<TD></TD>"
    return f"<TD>{pen.a(Anchor(f'/calendar/{day:%Y/%m}/{number:02}/', str(number)))}</TD>"


def months_around(year: int, month: int) -> tuple[str, str]:
    """The calendar's pages of the month before and the month after."""
    months = year * 12 + month - 1
    before, after = (divmod(months + step, 12) for step in (-1, 1))
    return f"/calendar/{before[0]}/{before[1] + 1:02}/", f"/calendar/{after[0]}/{after[1] + 1:02}/"
