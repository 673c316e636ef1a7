"""The site around the stories: its traps, its feeds and sitemaps, and the server."""

import gzip
import http.client
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest

from newsspider.sample import FRONT_STORY, Newspaper, serve

BASE = "http://paper.test"
PAPER = Newspaper(BASE)
TRUTH = PAPER.truth()
STORY_PATHS = {story.path for story in TRUTH}


def locations(path: str) -> list[str]:
    answer = PAPER.answer(path)
    assert answer.status == 200
    body = gzip.decompress(answer.body) if path.endswith(".gz") else answer.body
    return [
        (loc.text or "").removeprefix(BASE) for loc in ElementTree.fromstring(body).iter() if loc.tag.endswith("}loc")
    ]


def feed_pages() -> list[ElementTree.Element]:
    pages: list[ElementTree.Element] = []
    while (answer := PAPER.answer(f"/feed/?paged={len(pages) + 1}")).status == 200:
        pages.append(ElementTree.fromstring(answer.body))
    assert answer.status == 404
    return pages


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/page/2/", 200),
        ("/page/99/", 404),
        ("/section/top-news/", 200),
        ("/section/business/page/2/", 200),
        ("/section/business/page/9/", 404),
        ("/section/neelpur/", 200),
        ("/section/nowhere/", 404),
        ("/tag/saltmere/", 200),
        ("/tag/%E0%A4%AA%E0%A5%81%E0%A4%B2/", 200),
        ("/author/wanda-pellow/", 200),
        ("/2025/08/", 200),
        ("/?s=tram", 200),
        ("/calendar/2023/04/", 200),
        ("/calendar/3199/12/", 200),
        ("/calendar/2023/04/25/", 200),
        ("/calendar/2023/13/", 404),
        ("/about/", 200),
        ("/contact/", 200),
        ("/consent/", 200),
        ("/reading-room/", 200),
        ("/tide-table/", 200),
        ("/gallery/regatta-2025/", 200),
        ("/video/lens-cutting/", 200),
        ("/topic/kessel-straits/", 200),
        ("/log/", 200),
        ("/log/latest.html", 200),
        ("/archive/0001.htm", 200),
        ("/archive/1147.htm", 200),
        ("/log/1098.html?print=1", 200),
        ("/log/1147.html/", 404),
        ("/2025/straits/five-straits-in-a-bathtub", 200),
        ("/2025/straits/five-straits-in-a-bathtub/3/", 200),
        ("/2025/straits/five-straits-in-a-bathtub/4/", 404),
        (f"{FRONT_STORY}/", 200),
        (f"{FRONT_STORY}?utm_source=x&utm_medium=y", 200),
        ("/science/2025/08/18/eel-that-crossed-the-straits", 301),
        ("/science/2025/08/18/eel-that-crossed-the-straits/amp/", 200),
        ("/go/strike", 302),
        ("/?p=4107", 301),
        ("/log/keeper.html", 301),
        ("/science/2024/02/19/cable-theory-withdrawn/", 410),
        ("/business/2024/10/01/herring-futures/", 404),
        ("/log/0999.html", 404),
        ("/no/such/page", 404),
    ],
)
def test_status(path: str, status: int) -> None:
    assert PAPER.answer(path).status == status


def test_the_calendar_has_no_end() -> None:
    body = PAPER.answer("/calendar/2100/12/").body.decode()
    assert "/calendar/2100/11/" in body
    assert "/calendar/2101/01/" in body


@pytest.mark.parametrize(
    ("slug", "canonical"),
    [
        ("/2024/culture/bell-of-the-ostrel-raised", f"{BASE}/"),
        ("/2025/culture/choir-of-the-two-shores", f"{BASE}/2023/straits-news/quillon-walks-narrow-line"),
        (
            "/business/2025/06/03/island-bank-lends-on-seaweed/",
            "https://cdn.lantern-mirror.example/business/2025/06/03/island-bank-lends-on-seaweed/",
        ),
        (FRONT_STORY, BASE + FRONT_STORY),
    ],
)
def test_canonical_tags_right_and_wrong(slug: str, canonical: str) -> None:
    assert f'<link rel="canonical" href="{canonical}"' in PAPER.answer(slug).body.decode()


def test_the_sitemaps_name_nearly_every_story_and_nothing_unknown() -> None:
    robots = PAPER.answer("/robots.txt").body.decode()
    assert f"Sitemap: {BASE}/sitemap_index.xml" in robots
    children = locations("/sitemap_index.xml")
    assert len(children) == 5
    named = Counter(path for child in children if "news-" not in child for path in locations(child))
    assert set(named.values()) == {1}
    assert len(STORY_PATHS - set(named)) == 3
    for path in named:
        assert PAPER.answer(path).status == 200
    assert set(locations("/news-sitemap.xml")) <= STORY_PATHS


def test_the_feeds_tell_the_instants() -> None:
    links = [item.findtext("link", "") for page in feed_pages() for item in page.iter("item")]
    fed = {urlsplit(link).path for link in links}
    assert len(links) == len(fed)
    assert all("utm_source=rss" in link for link in links)
    atom = ElementTree.fromstring(PAPER.answer("/log/atom.xml").body)
    space = "{http://www.w3.org/2005/Atom}"
    log = {urlsplit(entry.find(f"{space}link").attrib["href"]).path for entry in atom.iter(f"{space}entry")}  # type: ignore[union-attr]
    told = fed | log | set(locations("/news-sitemap.xml")) | {s.path for s in TRUTH if s.style == "blocks"}
    assert {story.path for story in TRUTH if story.precision == "second"} <= told
    assert not {story.path for story in TRUTH if story.precision == "day"} & told


def test_every_story_is_named_somewhere() -> None:
    named = {path for child in locations("/sitemap_index.xml") for path in locations(child)}
    named |= {urlsplit(item.findtext("link", "")).path for page in feed_pages() for item in page.iter("item")}
    named |= {story.path for story in TRUTH if story.url in PAPER.answer("/log/atom.xml").body.decode()}
    home = "".join(PAPER.answer(f"/section/{name}/").body.decode() for name in ("business", "top-news", "sport"))
    assert {story.path for story in TRUTH if story.path not in named and story.url not in home} == set()


def test_what_did_not_change_is_not_sent_again() -> None:
    answer = PAPER.answer(FRONT_STORY)
    for validator in (
        {"If-None-Match": answer.headers["ETag"]},
        {"if-modified-since": answer.headers["Last-Modified"]},
    ):
        again = PAPER.answer(FRONT_STORY, validator)
        assert (again.status, again.body) == (304, b"")
    assert PAPER.answer(FRONT_STORY, {"If-None-Match": '"other"'}).status == 200
    assert PAPER.answer(FRONT_STORY, {"If-Modified-Since": "Sun, 01 Jan 2023 00:00:00 GMT"}).status == 200


def test_the_server_serves_counts_and_is_quiet(capfd: pytest.CaptureFixture[str]) -> None:
    def fetch(address: str, path: str, method: str = "GET", **headers: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(address, timeout=5)
        try:
            connection.request(method, path, headers={name.replace("_", "-"): h for name, h in headers.items()})
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    with serve() as server:
        address = server.url.removeprefix("http://")
        assert server.truth()[0].url.startswith(server.url)
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: fetch(address, FRONT_STORY), range(32)))
        assert {status for status, _ in answers} == {200}
        assert server.requests[FRONT_STORY] == 32
        tag = server.newspaper.answer(FRONT_STORY).headers["ETag"]
        assert fetch(address, FRONT_STORY, If_None_Match=tag) == (304, b"")
        assert fetch(address, FRONT_STORY, "HEAD") == (200, b"")
        assert fetch(address, "/nothing")[0] == 404
        assert sum(server.requests.values()) == 35
    assert capfd.readouterr() == ("", "")
