"""Which pages are done, and which are on their way."""

from __future__ import annotations

from newsspider.crawling.places import Places


def test_what_is_on_its_way_is_read_again_by_who_goes_on() -> None:
    places: Places[tuple[int, int]] = Places()
    assert places.to_document() == {}
    marks = [object() for _ in range(4)]
    assert all(places.take((0, number), mark) for number, mark in enumerate(marks))
    places.done(marks[0])
    places.done(marks[2])
    said = places.to_document()
    assert (said["last"], sorted(said["left"])) == ([0, 3], [[0, 1], [0, 3]])
    again: Places[tuple[int, int]] = Places((0, 3), [(0, 1), (0, 3)])
    assert [number for number in range(6) if again.wants((0, number))] == [1, 3, 4, 5]
    assert again.wants((1, 0))


def test_what_an_earlier_run_left_stays_left_until_it_is_taken_and_done() -> None:
    places: Places[tuple[str, str]] = Places(("a.org", "7"), [("a.org", "3"), ("a.org", "5")])
    mark = object()
    assert not places.take(("a.org", "3"), mark)
    assert sorted(places.to_document()["left"]) == [["a.org", "3"], ["a.org", "5"]]
    places.done(mark)
    assert places.to_document() == {"last": ["a.org", "7"], "left": [["a.org", "5"]]}
    assert places.take(("a.org", "8"), object())
    assert places.last == ("a.org", "8")
