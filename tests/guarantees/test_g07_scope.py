"""G7: http and https alone, the newspaper's origins alone, and no private address that the user did not name.

What counts as public and as an origin is tested in tests/crawling/test_scope.py; here a server listens on an address
that nobody named, and must not be asked for anything, by whatever way its address came into the crawl.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from hypothesis import given, settings
from hypothesis import strategies as st

from newsspider.urls import canonical_url, identity_key, origin
from tests.guarantees.conftest import Aftermath

URLS = st.builds(
    "{}{}{}{}{}".format,
    st.sampled_from(["http://", "HTTPS://", "//", "file://", "http:\\\\", "javascript:"]),
    st.sampled_from(["", "me:pw@", "@", "a@b:c@"]),
    st.sampled_from(
        ["example.org", "EXAMPLE.org.:80", "[::1]", "[::ffff:10.0.0.1]:443", "2130706433", "münchen.de", "a b"]
    ),
    st.text(max_size=12).map("/{}".format) | st.sampled_from(["", "/%7Ea/%2e%2e/b", "/a;jsessionid=1/amp/", "//x"]),
    st.sampled_from(["", "?utm_source=x&id=7", "?b=%C3%A9&a=1&&", "?amp=1#top", "#/x?y"]) | st.text(max_size=9),
)


def test_nobody_asked_the_address_that_nobody_named(aftermath: Aftermath) -> None:
    assert [asked.path for asked in aftermath.elsewhere] == []


def test_what_leads_out_is_refused_and_what_only_names_it_is_a_story(aftermath: Aftermath) -> None:
    assert aftermath.amiss("/scope/") == {}


def test_a_redirect_out_says_where_it_led(aftermath: Aftermath) -> None:
    details = {key: detail for key, (reason, detail) in aftermath.refused.items() if reason == "scope"}
    [out] = [detail for key, detail in details.items() if key.endswith("a-redirect-that-leads-to-another-port")]
    assert "/redirected" in out


def test_a_foreign_claim_does_not_move_a_story(aftermath: Aftermath) -> None:
    for name in ("canonical", "base", "next", "refresh"):
        path = f"/scope/a-story-with-a-foreign-{name}"
        story = aftermath.story(path)
        assert story
        assert story.url == aftermath.base + path
        assert story.parts == ()


def test_no_file_of_the_machine_was_read(aftermath: Aftermath) -> None:
    for asked in aftermath.log:
        assert "root:" not in asked.path
        assert "etc/passwd" not in asked.path
    assert "root:x:" not in str(aftermath.store["articles"])


def test_all_that_is_stored_is_the_newspapers(aftermath: Aftermath) -> None:
    assert {origin(document["url"]) for document in aftermath.store["articles"]} == {aftermath.base}


@settings(max_examples=150, deadline=None)
@given(URLS)
def test_the_canonical_form_is_idempotent_and_always_of_the_web(url: str) -> None:
    try:
        once = canonical_url(url)
    except ValueError:
        return
    parts = urlsplit(once)
    assert canonical_url(once) == once
    assert identity_key(once) == identity_key(url)
    assert parts.scheme in ("http", "https")
    assert "@" not in parts.netloc
