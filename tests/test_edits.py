"""What changed between two versions of a story, and whether it matters."""

from __future__ import annotations

import pytest

from newsspider.edits import Change, Version, changes, matters, word_changes

LINE = "The ferry came back to the old quay on Monday, after nine weeks in the yard, and the crew was glad."


def version(*lines: str, title: str = "Ferry is back", standfirst: str | None = None) -> Version:
    return Version(title=title, standfirst=standfirst, paragraphs=lines)


@pytest.mark.parametrize(
    ("after", "told"),
    [
        (LINE.replace(",", ""), False),
        (LINE.replace("Monday", "monday"), False),
        (LINE.replace("came back", "came  back"), False),
        (LINE.replace("weeks", "week"), False),
        (LINE.replace("nine", "eight"), True),
        (LINE.replace("nine", "9"), True),
        (LINE.replace("Monday", "Tuesday"), True),
        (LINE.replace("glad", "not glad"), True),
        (LINE.replace("the crew was glad", "all who had waited were glad"), True),
    ],
)
def test_what_matters_in_a_line(after: str, told: bool) -> None:
    assert matters(version(LINE), version(after)) is told


def test_headline_and_lines_matter_and_equal_versions_do_not() -> None:
    assert not matters(version(LINE), version(LINE))
    assert matters(version(LINE), version(LINE, title="Ferry is late"))
    assert not matters(version(LINE), version(LINE, title="Ferry is back!"))
    assert matters(version(LINE), version(LINE, "It rained."))
    assert matters(version(LINE, "It rained."), version(LINE))
    assert matters(version(LINE), version(LINE, standfirst="It sails again"))


def test_changes_pair_what_was_rewritten() -> None:
    old = version("One went.", LINE, "The end was near for all of them.")
    new = version(LINE.replace("nine", "ten"), "The end was near for all of them.", "One came.")
    assert list(changes(old, new)) == [
        Change("text", "One went.", None),
        Change("text", LINE, LINE.replace("nine", "ten")),
        Change("text", None, "One came."),
    ]


def test_words_that_went_and_came() -> None:
    assert list(word_changes("nine weeks, they say", "ten weeks they say")) == [
        ("gone", "nine"),
        ("new", "ten"),
        ("same", " weeks"),
        ("gone", ","),
        ("same", " they say"),
    ]
