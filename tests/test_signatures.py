"""By what nearly equal texts are found."""

from __future__ import annotations

import random

import pytest
from datasketch import MinHash
from hypothesis import given, strategies

from newsspider.signatures import ALIKE, LEAST, bands, components, likeness, sign

_WORDS = [f"{a}{b}" for a in "bar kel mon tir sul vep".split() for b in "a e ido una osti ern".split()]


def text(rng: random.Random, sentences: int = 20) -> list[str]:
    return [" ".join(rng.choices(_WORDS, k=rng.randint(8, 20))) + "." for _ in range(sentences)]


def edited(rng: random.Random, story: list[str], share: float) -> list[str]:
    changed = set(rng.sample(range(len(story)), round(share * len(story))))
    return [" ".join(rng.choices(_WORDS, k=12)) + "." if n in changed else line for n, line in enumerate(story)]


def found(one: str, other: str) -> bool:
    a, b = sign(one), sign(other)
    assert a is not None
    assert b is not None
    return bool(set(bands(a)) & set(bands(b))) and likeness(a, b) >= ALIKE


@pytest.mark.parametrize(("share", "least"), [(0.05, 0.99), (0.10, 0.99), (0.15, 0.98)])
def test_edited_copies_are_found(share: float, least: float) -> None:
    rng = random.Random(7)
    stories = [text(rng) for _ in range(100)]
    hits = sum(found(" ".join(story), " ".join(edited(rng, story, share))) for story in stories)
    assert hits >= least * len(stories)


def test_other_stories_with_some_common_lines_are_not() -> None:
    rng = random.Random(8)
    common = text(rng, 5)
    stories = [" ".join([*text(rng, 15), *common]) for _ in range(40)]
    assert not any(found(one, other) for n, one in enumerate(stories) for other in stories[:n])


def test_scripts_without_spaces_are_signed_by_their_characters() -> None:
    line = "港の渡し船は九週間の修理を終えて月曜日に古い岸壁に戻り市長も出迎えに来ていたという"
    assert found(line + "雨が降った", line + "風が吹いた")


@given(strategies.lists(strategies.text("abcdefghij", min_size=1, max_size=6), min_size=LEAST, max_size=80))
def test_the_values_are_those_of_datasketch(words: list[str]) -> None:
    grams = {"\0".join(words[at : at + 4]).encode() for at in range(len(words) - 3)}
    sketch = MinHash(num_perm=128, scheme="affine32")
    sketch.update_batch(grams)
    assert sign(" ".join(words)) == sketch.hashvalues.astype(">u4").tobytes()


def test_very_short_texts_have_no_signature() -> None:
    assert sign("word " * (LEAST - 1)) is None
    assert sign("") is None


def test_groups_are_joined_over_their_members() -> None:
    rng = random.Random(9)
    story = text(rng, 30)
    middle = edited(rng, story, 0.2)
    far = edited(rng, middle, 0.2)
    signed = [sign(" ".join(lines)) for lines in (story, middle, far, text(rng))]
    assert list(components(signed, [None] * 4)) == [[0, 1, 2], [3]]
    assert list(components([None, None, None], ["a", "b", "a"])) == [[0, 2], [1]]
