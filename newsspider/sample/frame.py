"""What stands around every page of the paper: menu, ticker, tag cloud, footer."""

from dataclasses import dataclass
from html import escape

from newsspider.sample.dates import american, month_name
from newsspider.sample.layout import Layout
from newsspider.sample.markup import Pen, fill, items, text
from newsspider.sample.model import Anchor, Row

_CLOUD = 14


@dataclass(frozen=True, slots=True)
class Frame:
    """The same frame for every page, written with the links of one style."""

    layout: Layout
    pen: Pen

    @property
    def menu(self) -> str:
        """The sections, and a few pages that are none."""
        sections = [Anchor(section.path, section.name) for section in self.layout.table.paper.sections]
        others = [Anchor("/topic/kessel-straits/", "The Straits File"), Anchor("/contact/", "Contact")]
        return items((self.pen.a(anchor) for anchor in sections + others), ' class="menu-item"')

    @property
    def ticker(self) -> str:
        """The three newest stories."""
        newest = (story.row for story in self.layout.newest()[:3])
        return items(self.pen.a(Anchor(row.path, row.title)) for row in newest)

    @property
    def tagcloud(self) -> str:
        """The first tags of the alphabet."""
        names = sorted({tag for story in self.layout.stories for tag in story.row.tags})[:_CLOUD]
        return " ".join(self.pen.a(tag_anchor(name), ' class="tag-cloud-link"') for name in names)

    @property
    def archives(self) -> str:
        """The last months."""
        months = ((2025, month) for month in (8, 7, 6, 5))
        return items(self.pen.a(Anchor(f"/{y}/{m:02}/", f"{month_name(m)} {y}")) for y, m in months)

    def page(self, *, title: str, main: str, head: str = "", body_class: str, language: str = "en") -> str:
        """A page of the magazine theme around its main part."""
        paper = self.layout.table.paper
        return fill(
            "frame",
            language=language,
            title=text(title),
            paper=text(paper.name),
            motto=text(paper.motto),
            base=self.pen.base_url,
            head=head,
            body_class=escape(body_class),
            today=american(paper.today),
            menu=self.menu,
            ticker=self.ticker,
            main=main,
            tagcloud=self.tagcloud,
            archives=self.archives,
        )


def slugged(name: str) -> str:
    """A name as it stands in a path."""
    return "-".join(name.casefold().split())


def tag_anchor(name: str) -> Anchor:
    """The link to a tag's page."""
    return Anchor(f"/tag/{slugged(name)}/", name)


def author_anchor(name: str) -> Anchor:
    """The link to an author's page."""
    return Anchor(f"/author/{slugged(name)}/", name)


def canonical_url(layout: Layout, row: Row, base_url: str) -> str:
    """Whom the page of a story names as canonical, rightly or wrongly; empty if it names none."""
    other = next(r for r in layout.table.rows if r.style == row.style and r is not row)
    return {
        "own": base_url + row.path,
        "none": "",
        "home": f"{base_url}/",
        "story": base_url + other.path,
        "host": f"https://cdn.lantern-mirror.example{row.path}",
    }[row.canonical]
