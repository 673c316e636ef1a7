"""What pages teach about each other, and what is done with it."""

from __future__ import annotations

from newsspider.extraction import examine_page
from newsspider.knowledge import Knowledge, Learner

LINE = "The Herald's readers keep this paper afloat: a coin in the jar helps."
WORDS = "council harbour budget ferry school vote bridge storm market tram library museum".split()


def story(number: int, *, box: str = "", line: str = LINE, sequel: str = "") -> bytes:
    said = [
        f"On day {number} the {word} of ward {number} met again and agreed on nothing, said clerk {number}, who kept "
        f"minutes of all {number + place} hours of it."
        for place, word in enumerate(WORDS[:6])
    ]
    body = "".join(f"<p>{text}</p>" for text in said)
    return f"""<html lang=en><body><article><h1>Ward {number} meets on the {WORDS[number % 12]}</h1>
        <div class=text>{body}{f"<p>{sequel}</p>" if sequel else ""}<p>{line}</p>{box}</div></article>
        </body></html>""".encode()


def learned(pages: list[bytes]) -> Knowledge:
    learner = Learner()
    for number, page in enumerate(pages):
        learner.add(examine_page(page, f"https://herald.example/{number}/ward").trace)
    return learner.knowledge()


def test_a_line_that_many_stories_show_is_the_newspapers() -> None:
    knowledge = learned([story(number) for number in range(20)])
    alone = examine_page(story(30), "https://herald.example/30/ward")
    taught = examine_page(story(30), "https://herald.example/30/ward", knowledge=knowledge)
    assert alone.article.paragraphs[-1] == LINE
    assert taught.article.paragraphs == alone.article.paragraphs[:-1]


def test_a_sentence_of_background_that_a_few_sequels_repeat_stays() -> None:
    background = "The quarrel over the ferry began in spring, when the harbour board put its lease up for sale."
    pages = [story(number, line="", sequel=background if number < 4 else "") for number in range(200)]
    knowledge = learned(pages)
    article = examine_page(pages[0], "https://herald.example/0/ward", knowledge=knowledge).article
    assert background in article.paragraphs


def test_dates_stay_though_many_stories_came_out_on_one_day() -> None:
    def dated(number: int) -> bytes:
        return story(number).replace(b"<div class=text>", b"<p class=meta>3 May 2026, 10:15</p><div class=text>")

    knowledge = learned([dated(number) for number in range(30)])
    article = examine_page(dated(40), "https://herald.example/40/ward", knowledge=knowledge).article
    assert article.published is not None
    assert article.published.isoformat().startswith("2026-05-03T10:15")


def test_copies_of_one_story_teach_nothing() -> None:
    assert learned([story(1)] * 30).lines == frozenset()


def test_a_box_without_heading_is_rotating_if_it_is_the_same_on_many_pages() -> None:
    def box(*names: str) -> str:
        cards = "".join(
            f'<li><a href="/2026/news/{name}-of-the-day"><h4>{name} of the day</h4></a></li>' for name in names
        )
        return (
            f"<ul class=cards>{cards}</ul><p>And then they all went home again, tired but not unhappy with the day.</p>"
        )

    same = learned([story(number, box=box("Tale", "Song")) for number in range(20)])
    other = learned([story(number, box=box(f"Tale {number}", f"Song {number}")) for number in range(20)])
    page = story(30, box=box("Tale", "Song"))
    kinds = [
        {link.kind for link in examine_page(page, "https://herald.example/30/ward", knowledge=k).article.links}
        for k in (same, other)
    ]
    assert kinds == [{"promoted"}, {"related"}]


def test_what_is_known_differs_only_for_pages_that_it_concerns() -> None:
    knowledge = learned([story(number) for number in range(20)])
    with_line = examine_page(story(30), "https://herald.example/30/ward").trace
    without = examine_page(story(31, line=""), "https://herald.example/31/ward").trace
    assert Knowledge().differs(knowledge, with_line)
    assert not Knowledge().differs(knowledge, without)
    assert not knowledge.differs(knowledge | Knowledge(), with_line)
