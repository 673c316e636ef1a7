"""The survey of newspapers that stand in a dictionary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from newsspider.crawling.outcome import refused
from newsspider.crawling.sources import Memory
from newsspider.crawling.survey import Budget, Survey
from newsspider.discovery import edits_url
from newsspider.items import Lead, Page, Refused
from newsspider.sites import Site

HOME = "https://lantern.test/"
SITE = Site(name="lantern", home=HOME)
NOW = datetime(2026, 4, 25, tzinfo=UTC)


class Paper:
    """Answers from a dictionary of paths (or URLs of other hosts), and counts."""

    def __init__(self, pages: Mapping[str, str]) -> None:
        self.pages = {path if "://" in path else HOME.rstrip("/") + path: text for path, text in pages.items()}
        self.asked: Counter[str] = Counter()
        self.anywhere: set[str] = set()
        self.now = NOW
        self.edits: str | None = None

    async def fetch(self, url: str, anywhere: bool) -> Page | Refused:
        self.asked[url] += 1
        if anywhere:
            self.anywhere.add(url)
        text = self.answer(url)
        if text is None:
            return refused(url, SITE, "status", "404", NOW)
        return Page(url=url, status=200, headers={}, body=text.encode(), fetched_at=self.now)

    def answer(self, url: str) -> str | None:
        return self.edits if "modified_after" in url else self.pages.get(url)

    async def survey(self, budget: Budget | None = None) -> Survey:
        survey = Survey(SITE, self.fetch, budget or Budget())
        await survey.run()
        return survey


def story(name: str) -> str:
    return f"{HOME}2026/world/{name}-of-the-long-strike"


def urlset(*names: str) -> str:
    return "<urlset>" + "".join(f"<url><loc>{story(name)}</loc></url>" for name in names) + "</urlset>"


def index(*urls: str) -> str:
    return "<sitemapindex>" + "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls) + "</sitemapindex>"


def html(*names: str, more: str = "", head: str = "") -> str:
    links = "".join(f'<h2><a href="{story(name)}">The {name} of the long strike</a></h2>' for name in names)
    menu = '<nav><a href="/world/">World</a><a href="/sport/">Sport</a></nav>'
    return f"<html><head>{head}</head><body>{menu}{links}{more}</body></html>"


def stories(survey: Survey) -> set[str]:
    return {lead.url.rpartition("/")[2].partition("-")[0] for lead in survey.catalogue.leads.values()}


async def test_sitemaps_that_robots_names() -> None:
    elsewhere = "https://cdn.test/sitemap2.xml"
    paper = Paper(
        {
            "/robots.txt": "Sitemap: /index.xml\n",
            "/index.xml": index(f"{HOME}index.xml", f"{HOME}one.xml", f"{HOME}category-sitemap.xml", elsewhere),
            "/one.xml": urlset("start", "end"),
            elsewhere: urlset("middle"),
            "/": html("start"),
            "/world/": html("end"),
        }
    )
    survey = await paper.survey()
    assert stories(survey) == {"start", "end", "middle"}
    assert survey.has_full_sitemap()
    assert paper.asked[f"{HOME}index.xml"] == 1
    assert f"{HOME}category-sitemap.xml" not in paper.asked
    assert elsewhere in paper.anywhere
    assert f"{HOME}sitemap.xml" not in paper.asked, "the usual places are for newspapers that name none"


async def test_the_usual_places() -> None:
    paper = Paper({"/": html(), "/sitemap_index.xml": urlset("start"), "/news-sitemap.xml": urlset("end")})
    assert stories(await paper.survey()) == {"start", "end"}
    assert f"{HOME}feed/" not in paper.asked


async def test_a_feed_where_nothing_is_named() -> None:
    feed = f"<rss version='2.0'><channel><item><title>Start</title><link>{story('start')}</link></item></channel></rss>"
    assert stories(await Paper({"/": html(), "/rss.xml": feed}).survey()) == {"start"}


async def test_sections_beside_a_full_sitemap_are_read_once() -> None:
    names = [f"s{n}" for n in range(40)]
    paper = Paper(
        {
            "/robots.txt": "Sitemap: /all.xml\n",
            "/all.xml": urlset(*names),
            "/": html(*names[:5]),
            "/world/": html(*names[:9], "forgotten", more='<a href="/world/page/2/">Older</a>'),
            "/world/page/2/": html(*names[9:18], more='<a href="/world/page/3/">Older</a>'),
            "/sport/": html(*names[20:29], more='<a href="/sport/page/2/">Older</a>'),
        }
    )
    survey = await paper.survey()
    assert stories(survey) == {*names, "forgotten"}
    assert f"{HOME}sport/page/2/" not in paper.asked, "all of its stories are in the sitemap"
    assert paper.asked[f"{HOME}world/page/2/"] == 1, "the forgotten one made page 2 worth a look"
    assert f"{HOME}world/page/3/" not in paper.asked


async def test_without_a_sitemap_sections_are_paged_to_their_end() -> None:
    pages = {"/": html("s1")}
    for n in range(1, 6):
        path = "/world/" if n == 1 else f"/world/page/{n}/"
        pages[path] = html(f"s{n}", f"t{n}", more=f'<a href="/world/page/{n + 1}/">Older</a>')
    survey = await Paper(pages).survey()
    assert stories(survey) == {f"{letter}{n}" for letter in "st" for n in range(1, 6)}
    assert not survey.has_full_sitemap()


class Calendar(Paper):
    """Has a month after each month, and a section with one page after another."""

    def answer(self, url: str) -> str | None:
        if url in self.pages:
            return self.pages[url]
        if "/events/" in url or "/agenda/" in url:
            number = int(url.rstrip("/").rpartition("/")[2] or 0) if url[-2].isdigit() else 1
            base = url.split("/page/")[0].rstrip("/")
            return f'<html><body><a rel="next" href="{base}/page/{number + 1}/">Next</a></body></html>'
        return None


async def test_an_endless_calendar_costs_few_requests() -> None:
    menu = '<nav><a href="/events/">Events</a><a href="/agenda/">Agenda</a><a href="/calendar/2031/07/">July</a></nav>'
    paper = Calendar({"/": html("start", more=menu)})
    await paper.survey()
    assert sum("/events" in url or "/agenda" in url or "/calendar" in url for url in paper.asked) <= 4


async def test_a_feed_is_paged_for_what_a_full_sitemap_forgot() -> None:
    names = [f"s{n}" for n in range(30)]
    pages = {
        "/robots.txt": "Sitemap: /all.xml\n",
        "/all.xml": urlset(*names),
        "/": html(*names[:5], head='<link rel="alternate" type="application/rss+xml" href="/feed/">'),
    }
    for page, entries in enumerate((names[:10], [*names[10:19], "forgotten"], names[20:]), 1):
        items = "".join(f"<item><title>x</title><link>{story(name)}</link></item>" for name in entries)
        generator = "<generator>https://wordpress.org/?v=6</generator>"
        pages["/feed/" if page == 1 else f"/feed/?paged={page}"] = (
            f"<rss version='2.0'><channel>{generator}{items}</channel></rss>"
        )
    paper = Paper(pages)
    assert stories(await paper.survey()) == {*names, "forgotten"}
    short = Paper(pages)
    await short.survey(Budget(barren_feed_pages=0))
    assert f"{HOME}feed/?paged=2" not in short.asked


async def test_budgets() -> None:
    paper = Paper({"/robots.txt": "Sitemap: /index.xml\n", "/": html()})
    children = [f"{HOME}s{n}.xml" for n in range(50)]
    paper.pages[f"{HOME}index.xml"] = index(*children)
    await paper.survey(Budget(sitemaps=10, sections=1))
    assert sum(url in paper.asked for url in children) == 9
    assert sum(paper.asked[f"{HOME}{section}/"] for section in ("world", "sport")) == 1


async def test_enough_leads_end_the_paging() -> None:
    pages = {"/": html("s0"), "/world/": html("s1", more='<a href="/world/page/2/">Older</a>')}
    paper = Paper(pages)
    await paper.survey(Budget(leads=2))
    assert f"{HOME}world/page/2/" not in paper.asked


async def test_a_story_that_several_sections_link_has_no_section() -> None:
    survey = await Paper({"/": html(), "/world/": html("latest", "own"), "/sport/": html("latest")}).survey()
    own, latest = survey.catalogue.lead(story("own")), survey.catalogue.lead(story("latest"))
    assert own is not None
    assert latest is not None
    assert (own.section, latest.section) == ("World", None)


async def test_a_sitemap_is_taken_on_whole_or_said_to_be_broken() -> None:
    taken: list[tuple[str, int, bool]] = []

    async def take(url: str, leads: Sequence[Lead], whole: bool) -> None:
        taken.append((url.rpartition("/")[2], len(leads), whole))

    named = "".join(f"Sitemap: {HOME}{name}.xml\n" for name in ("full", "empty", "broken"))
    pages = {"/robots.txt": named, "/": html()}
    pages |= {"/full.xml": urlset("first", "second"), "/empty.xml": urlset(), "/broken.xml": urlset("third")[:-9]}
    survey = Survey(SITE, Paper(pages).fetch, Budget(), Memory(take=take))
    await survey.run()
    # a sitemap that lists nothing is more likely a fault than a newspaper without stories
    assert taken == [("full.xml", 2, True), ("empty.xml", 0, False), ("broken.xml", 1, False)]
    assert not survey.catalogue.leads
    assert len(survey.catalogue) == 3


async def test_a_silent_host_is_left_alone() -> None:
    class Silent(Paper):
        async def fetch(self, url: str, anywhere: bool) -> Page | Refused:
            await super().fetch(url, anywhere)
            return refused(url, SITE, "status", "connection refused", NOW)

    paper = Silent({})
    survey = await paper.survey()
    assert isinstance(survey.home, Refused)
    assert sum(paper.asked.values()) == 2


async def test_nofollow_home() -> None:
    paper = Paper({"/": html("start", head='<meta name="robots" content="nofollow">')})
    assert stories(await paper.survey()) == set()
    assert stories(await paper.survey(Budget(nofollow=False))) == {"start"}


async def test_wordpress_is_asked_for_edits_since_the_last_run() -> None:
    head = '<link rel="https://api.w.org/" href="/wp-json/">'
    paper = Paper({"/robots.txt": "Sitemap: /all.xml\n", "/all.xml": urlset("start"), "/": html("start", head=head)})
    first = await paper.survey()
    assert not [url for url in paper.asked if "modified_after" in url], "there is nothing yet that could be edited"

    posts = f'[{{"link": "{story("forgotten")}", "modified_gmt": "2026-04-25T05:00:00"}}]'
    paper.edits = posts
    again = Survey(SITE, paper.fetch, Budget(), Memory(sources=first.seen))
    await again.run()
    assert "forgotten" in stories(again)
    asked = [url for url in paper.asked if "modified_after" in url]
    assert asked == [edits_url(f"{HOME}wp-json/", NOW)]


async def test_unchanged_sitemaps_of_an_index_are_asked_for_in_turn() -> None:
    files = [f"{HOME}{n}.xml" for n in range(20)]
    entries = "".join(f"<sitemap><loc>{url}</loc><lastmod>2026-01-01T00:00:00Z</lastmod></sitemap>" for url in files)
    pages = {"/robots.txt": "Sitemap: /i.xml\n", "/i.xml": f"<sitemapindex>{entries}</sitemapindex>", "/": html()}
    paper = Paper(pages | {f"/{n}.xml": urlset(f"s{n}") for n in range(20)})
    survey = await paper.survey()
    sources = dict(survey.seen)
    for run in range(1, 4):
        paper.now = NOW + timedelta(hours=run)
        paper.asked.clear()
        survey = Survey(SITE, paper.fetch, Budget(), Memory(sources=sources))
        await survey.run()
        sources |= survey.seen
        assert sum(paper.asked[url] for url in files) == 8
    assert min(source.read_at or NOW for url, source in sources.items() if url in files) > NOW
