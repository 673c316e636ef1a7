"""G17: every URL that did not become a story has a reason that can be asked for."""

from __future__ import annotations

from newsspider.items import REASONS
from newsspider.urls import identity_key
from tests.guarantees.conftest import Aftermath


def test_every_hazard_became_a_story_or_is_listed(aftermath: Aftermath) -> None:
    assert [path for path in aftermath.hazards if aftermath.becomes(path) == "nothing"] == []


def test_every_page_that_was_asked_for_became_a_story_or_is_listed(aftermath: Aftermath) -> None:
    known = {key for story in aftermath.stories for key in story.aliases} | aftermath.refused.keys()
    sources = (".xml", ".gz", ".json", ".txt", "/feed/", "/rss")
    # addresses that end in an entity's semicolon are asked for without it
    pages = {asked.path for asked in aftermath.log if not asked.path.startswith(("/events/", "/outside/", "/laughs/"))}
    asked = {identity_key(aftermath.base + path): path for path in pages if not path.endswith(sources)}
    assert {path for key, path in asked.items() if key not in known} <= {"/"}


def test_what_was_not_asked_for_is_listed_as_well(aftermath: Aftermath) -> None:
    for path, reason in {
        "/forbidden/a-story-behind-robots-txt": "robots",
        "/reserved/a-story-that-the-site-reserves": "rights",
        "/scope/a-redirect-that-leads-to-another-port": "scope",
    }.items():
        assert aftermath.becomes(path) == reason
    assert aftermath.asked("/forbidden/") == 0


def test_a_reason_is_one_of_those_that_are_documented_and_says_more(aftermath: Aftermath) -> None:
    assert aftermath.refused
    for key, (reason, detail) in aftermath.refused.items():
        assert reason in REASONS, key
        assert detail.strip(), key


def test_the_reasons_are_counted_as_they_are_listed(aftermath: Aftermath) -> None:
    [run] = aftermath.store["runs"]
    assert set(run["refused"]) >= {reason for reason, _ in aftermath.refused.values()}
    assert sum(run["refused"].values()) >= len(aftermath.refused)
