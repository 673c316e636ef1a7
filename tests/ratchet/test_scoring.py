"""What a score says."""

from dataclasses import replace
from datetime import UTC, date, datetime

from newsspider.items import Article
from tests.ratchet.scoring import Truth, means, score, truth_of_json

ARTICLE = Article(
    url="https://example.org/a",
    fetched_url="https://example.org/a",
    site="example.org",
    page_kind="article",
    title="The  ferry",
    paragraphs=("The ferry is back in port.", "It sails at noon."),
    published=datetime(2024, 5, 3, 8, tzinfo=UTC),
    authors=("Ann Lee",),
    tags=("Ferries", "Boats"),
)


def test_scores_of_what_is_known() -> None:
    truth = Truth(
        text=ARTICLE.text,
        contains=("is back", "was gone"),
        contains_not=("Read more",),
        title="The ferry",
        published=datetime(2024, 5, 3, 10, tzinfo=UTC),
        authors=("Ann Lee and Bo Chan",),
        tags=("ferries",),
    )
    found = score(truth, ARTICLE)
    assert found == {
        "text": 1.0,
        "kept": 0.5,
        "clean": 1.0,
        "title": 1.0,
        "instant": 0.0,
        "day": 1.0,
        "authors": 2 / 3,
        "tags": 2 / 3,
    }


def test_the_standfirst_may_stand_in_the_text_or_not() -> None:
    truth = Truth(text=ARTICLE.text, standfirst="Crews vote to sail again.")
    with_it = replace(ARTICLE, paragraphs=("Crews vote to sail again.", *ARTICLE.paragraphs))
    assert score(truth, ARTICLE)["text"] == score(truth, with_it)["text"] == 1.0


def test_what_nobody_knows_has_no_score() -> None:
    assert score(Truth(day=date(2024, 5, 3)), ARTICLE) == {"day": 1.0}
    assert means({"a": {"day": 1.0}, "b": {"day": 0.0, "text": 0.5}}) == {"day": 0.5, "text": 0.5}


def test_the_truth_of_the_real_pages() -> None:
    told = {"paragraphs": ["One.", "Two."], "author": "Ann", "published": "2024-05-03T08:00:00Z", "published_day": "x"}
    truth = truth_of_json(told)
    assert (truth.text, truth.authors, truth.day) == ("One.\nTwo.", ("Ann",), None)
    assert truth.published == datetime(2024, 5, 3, 8, tzinfo=UTC)
