"""A set of keys is a set, however many there are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsspider.discovery import keys


@given(st.lists(st.text(max_size=3)), st.lists(st.text(max_size=3)))
def test_it_is_as_a_set(added: list[str], asked: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "_AT_ONCE", 3)
        found = keys.KeySet()
        found.update(added[::2])
        found.update(added)
    assert len(found) == len(set(added))
    assert [key in found for key in [*added, *asked]] == [key in set(added) for key in [*added, *asked]]
