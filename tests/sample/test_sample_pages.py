"""Pages and truth say the same, for every story and every style."""

import re
from collections import Counter
from html import unescape
from pathlib import Path

import pytest

from newsspider.sample import FRONT_STORY, Anchor, Box, MagazineLines, Newspaper, TrueStory, dress

PAPER = Newspaper("http://paper.test")
TRUTH = PAPER.truth()
BY_PATH = {story.path: story for story in TRUTH}
SEED = Path(__file__).parents[3] / "shared" / "seed" / "000_63df4701a077cafa.txt"


def source(path: str) -> str:
    answer = PAPER.answer(path)
    assert answer.status == 200
    by_hand = path.startswith(("/log/", "/archive/")) and "print=1" not in path
    return answer.body.decode("cp1252" if by_hand else "utf-8")


def words(html: str) -> str:
    html = re.sub(r"(?is)<(script|style|head)\b.*?</\1>", " ", html)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def hrefs(html: str) -> set[str]:
    return {unescape(href) for href in re.findall(r'href="([^"]*)"', html)}


@pytest.mark.parametrize("story", TRUTH, ids=lambda story: story.path)
def test_the_page_holds_what_the_truth_tells(story: TrueStory) -> None:
    html = "".join(source(part.removeprefix("http://paper.test")) for part in story.parts or (story.url,))
    text = words(html)
    for line in (story.title, story.standfirst or "", *story.paragraphs, *story.authors):
        assert line in text
    for link in story.links:
        assert link.href in hrefs(html)
        assert link.title in text
        assert (link.teaser or "") in text
        assert (link.label or "") in text


@pytest.mark.parametrize("story", TRUTH, ids=lambda story: story.path)
def test_every_edge_ends_on_a_story_or_on_a_page_that_is_none_and_never_on_itself(story: TrueStory) -> None:
    for link in story.links:
        path = link.url.removeprefix("http://paper.test")
        assert path != story.path
        assert path in BY_PATH or path.startswith(("/gallery/", "/video/")) or PAPER.answer(path).status in {404, 410}


@pytest.mark.parametrize("story", TRUTH, ids=lambda story: story.path)
def test_every_alias_leads_to_the_story(story: TrueStory) -> None:
    for alias in story.aliases:
        path = alias.removeprefix("http://paper.test")
        answer = PAPER.answer(path)
        if answer.status in {301, 302}:
            assert answer.headers["Location"] == story.url
        else:
            assert story.paragraphs[0] in words(source(path))


def test_the_paper_is_large_and_varied_enough() -> None:
    styles = Counter(story.style for story in TRUTH)
    languages = Counter(story.language for story in TRUTH)
    kinds = Counter(link.kind for story in TRUTH for link in story.links)
    assert len(TRUTH) >= 60
    assert min(styles.values()) >= 12
    assert languages["fr"] >= 3
    assert languages["hi"] >= 3
    assert set(kinds) == {"inline", "also_read", "related", "previous", "next", "latest", "promoted"}
    assert len(BY_PATH) == len(TRUTH)
    assert sum(story.page_kind == "live_blog" for story in TRUTH) == 1
    assert [len(story.parts) for story in TRUTH if story.parts] == [3]


def test_agency_copy_repeats_another_storys_text_under_another_headline() -> None:
    copies = [story for story in TRUTH if story.duplicate_of]
    assert len(copies) == 2
    for copy in copies:
        original = next(story for story in TRUTH if story.url == copy.duplicate_of)
        assert copy.text == original.text
        assert copy.title != original.title
        assert original.published <= copy.published


def test_the_front_story_stands_line_for_line_as_the_seed_does() -> None:
    story = BY_PATH[FRONT_STORY]
    links = {kind: [link for link in story.links if link.kind == kind] for kind in Counter(k.kind for k in story.links)}
    latest, promoted = links["latest"], links["promoted"]
    lines = [
        "April 25, 2023",
        "1 min read",
        story.title,
        f"{story.standfirst}….reports Saltmere Lantern",
        *story.paragraphs,
        f"ALSO READ: {links['also_read'][0].title}",
        "Previous Story",
        links["previous"][0].title,
        "Next Story",
        links["next"][0].title,
        "Latest from -Top News",
        *(line or "" for link in latest for line in (link.title, link.teaser)),
        "Go toTop",
        "Don't Miss",
        *(line or "" for link in promoted for line in (link.title, link.teaser)),
    ]
    assert len(story.paragraphs) == 7
    assert len(latest) == len(promoted) == 2
    stand_in_order(lines, words(source(FRONT_STORY)))


def test_dress_puts_plain_lines_into_the_themes_markup() -> None:
    page = dress(
        MagazineLines(
            dateline="May 2, 2024",
            reading="3 min read",
            title="Cats & dogs",
            standfirst="Both are wet…reports Saltmere Lantern",
            paragraphs=["It rained.", "It stopped."],
            callouts=[Box("also_read", "ALSO READ", (Anchor("/a", "Wet cats"),), callout=True)],
            previous=Anchor("/b", "Wet dogs"),
            next=Anchor("/c", "Dry cats"),
            latest=Box("latest", "Latest from -Weather", (Anchor("/d", "Sun", teaser="It shone"),)),
            dont_miss=Box("promoted", "Don't Miss", (Anchor("/e", "Snow", teaser="It fell"),)),
        ),
        url="http://other.test/2024/weather/cats",
    ).decode()
    lines = ["May 2, 2024", "3 min read", "Cats & dogs", "Both are wet…reports Saltmere Lantern", "It rained."]
    lines += ["It stopped.", "ALSO READ: Wet cats", "Previous Story Wet dogs", "Next Story Dry cats"]
    lines += ["Latest from -Weather", "Sun", "It shone", "Go toTop", "Don't Miss", "Snow", "It fell"]
    stand_in_order(lines, re.sub(r"\s+", " ", words(page.replace("</p>", "</p> ").replace("</h4>", "</h4> "))))
    assert "<h1" in page


@pytest.mark.skipif(not SEED.exists(), reason="the seed is not beside this clone")
def test_the_seed_can_be_dressed() -> None:
    lines = [line.strip() for line in SEED.read_text(encoding="utf-8").splitlines() if line.strip()]
    story = lines.index("Previous Story")
    label, _, title = lines[story - 1].partition(": ")
    latest, top, missed = (story + 4, lines.index("Go toTop"), lines.index("Don't Miss"))

    def box(first: int, end: int) -> tuple[Anchor, ...]:
        return tuple(Anchor(f"/{n}", lines[n], teaser=lines[n + 1]) for n in range(first, end, 2))

    page = dress(
        MagazineLines(
            dateline=lines[0],
            reading=lines[1],
            title=lines[2],
            standfirst=lines[3],
            paragraphs=lines[4 : story - 1],
            callouts=[Box("also_read", label, (Anchor("/also", title),), callout=True)],
            previous=Anchor("/previous", lines[story + 1]),
            next=Anchor("/next", lines[story + 3]),
            latest=Box("latest", lines[latest], box(latest + 1, top)),
            dont_miss=Box("promoted", lines[missed], box(missed + 1, len(lines))),
        ),
        url="http://seed.test/2023/asia-news/story",
    )
    stand_in_order(lines, words(page.decode()))


def stand_in_order(lines: list[str], text: str) -> None:
    place = 0
    for line in lines:
        found = text.find(" ".join(line.split()), place)
        assert found >= 0, line
        place = found + len(line)
