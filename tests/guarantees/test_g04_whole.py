"""G4: half a story is never stored as a whole one. A truncated answer is asked for again, then recorded as failed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsspider.crawling.compression import CutShort, unpack
from tests.guarantees.conftest import Aftermath
from tests.guarantees.hostile import CODINGS, page
from tests.guarantees.prose import paragraphs_of

BODY = page("/whole/a-story-to-be-cut").encode()


def test_what_is_cut_each_time_is_refused_and_what_is_cut_once_is_stored(aftermath: Aftermath) -> None:
    assert aftermath.amiss("/whole/") == {}


def test_what_was_cut_is_asked_for_again_and_not_for_ever(aftermath: Aftermath) -> None:
    for path in aftermath.hazards:
        if path.startswith("/whole/"):
            assert 2 <= aftermath.asked(path) <= 4, path


def test_what_came_whole_at_last_is_stored_whole(aftermath: Aftermath) -> None:
    found = [path for path in aftermath.hazards if path.endswith("-cut-short-at-first")]
    assert len(found) > 4
    for path in found:
        story = aftermath.story(path)
        assert story
        assert list(story.paragraphs) == paragraphs_of(path)
        assert story.revision == 1


def test_a_refusal_says_that_the_answer_ended_early(aftermath: Aftermath) -> None:
    details = [detail for key, (_, detail) in aftermath.refused.items() if key.endswith("-cut-short-each-time")]
    assert details
    assert set(details) == {"the answer ended early"}


@pytest.mark.parametrize("coding", CODINGS)
@settings(max_examples=40, deadline=None)
@given(share=st.floats(0.01, 0.999))
def test_no_beginning_of_a_stream_passes_as_the_whole(coding: str, share: float) -> None:
    packed = CODINGS[coding](BODY)
    with pytest.raises(CutShort) as caught:
        unpack(packed[: int(share * len(packed)) or 1], [coding], 10 * len(BODY))
    assert BODY.startswith(caught.value.begun)
