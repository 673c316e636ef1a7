"""What is taken out of a story: lines that are nobody's words."""

from __future__ import annotations

import pytest

from newsspider.extraction.cleaning import clean_story
from newsspider.extraction.story import Story

LINE = "The ferry returned to the quay on Monday after nine weeks in the yard, and the mayor was there."


@pytest.mark.parametrize(
    "line",
    [
        "You have reached your free limit",
        "You've read 3 of 3 free articles this month.",
        "Already a member? Sign in to continue.",
        "Already subscribed? Log in",
        "Share this on Facebook",
        "Advertisement",
        "5 min read",
    ],
)
def test_furniture_leaves_the_story(line: str) -> None:
    clean = clean_story(Story((LINE, line, LINE), "trafilatura"), (), (), lambda _: False)
    assert clean.paragraphs == (LINE, LINE)
    assert clean.dropped == ((line, "furniture"),)


def test_a_sentence_that_begins_alike_stays() -> None:
    line = "You have read the minutes, she told the council, and you know what they say."
    assert clean_story(Story((LINE, line), "trafilatura"), (), (), lambda _: False).paragraphs == (LINE, line)
