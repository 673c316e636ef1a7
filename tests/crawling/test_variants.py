from __future__ import annotations

from newsspider.crawling.variants import Variants

SITE = "https://lantern.test"


def test_a_parameter_that_changes_nothing_is_noise() -> None:
    variants = Variants()
    for number, name in enumerate(["ferry", "bridge", "market"]):
        variants.learn(f"{SITE}/2026/{name}?sid={number}1", name)
        assert not variants.is_known(f"{SITE}/2026/ferry?sid=99")
        variants.learn(f"{SITE}/2026/{name}?sid={number}2", name)
    assert variants.noise == {"sid"}
    assert variants.is_known(f"{SITE}/2026/ferry?sid=99")
    assert variants.is_known(f"{SITE}/2026/bridge?sid=7")
    assert not variants.is_known(f"{SITE}/2026/tide?sid=7"), "nobody saw it yet"
    variants.learn(f"{SITE}/2026/tide?sid=7", "tide")
    assert variants.is_known(f"{SITE}/2026/tide?sid=8")
    assert not variants.is_known(f"{SITE}/2026/tide?id=8&sid=8")


def test_one_that_tells_stories_apart_is_none() -> None:
    variants = Variants()
    for number in range(5):
        variants.learn(f"{SITE}/story.php?id={number}", f"story {number}")
        variants.learn(f"{SITE}/a-{number}?view=wide", f"a {number}")
        variants.learn(f"{SITE}/a-{number}?view=small", f"a {number}")
    assert variants.noise == {"view"}
    assert not variants.is_known(f"{SITE}/story.php?id=77")
    variants.learn(f"{SITE}/a-1?view=other", "something else")
    assert variants.noise == frozenset()
    assert not variants.is_known(f"{SITE}/a-2?view=huge")
