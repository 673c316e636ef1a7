"""The Saltmere Lantern: a small newspaper that serves itself on loopback, with the truth about itself.

One table (`prose/*.toml`) is laid out once; its pages and its truth are both written from that layout.

    from newsspider.sample import Newspaper, serve

    with serve() as server:                 # 127.0.0.1, a free port, quiet
        server.url                          # "http://127.0.0.1:40123"
        server.requests                     # Counter of the paths asked for
        server.truth()                      # tuple of TrueStory, absolute URLs

    Newspaper().answer("/robots.txt")       # Answer(status, headers, body), no socket

`FRONT_STORY` is the path of the story that has the form of the seed page. `dress` puts any plain story into the
markup of the magazine theme. `python -m newsspider.sample` serves until Ctrl-C.

The map, with the traps marked `!`:

    /  /page/2/ …                     home, newest first; names both feeds; frame: menu, ticker, tag cloud, footer
    ├── robots.txt ── sitemap_index.xml
    │   ├── post-sitemap1.xml         the magazine stories ! lastmod of old ones is a server move, not a date
    │   ├── post-sitemap2.xml         the block stories
    │   ├── log-sitemap.xml.gz        ! gzip; the hand-made stories
    │   ├── page-sitemap.xml          ! home, about, gallery, log-in …: no stories
    │   └── news-sitemap.xml          the newest ! only here is told when two hand-made stories came out
    ├── feed/  feed/?paged=2 … 404    RSS, ten a page ! links carry utm_… ! one story is in no sitemap or section
    ├── log/atom.xml                  ! only here is told when four hand-made stories came out; one is only here
    ├── section/NAME/  …/page/2/      six a page ! one story is named by its section alone (rope-walk-to-become-flats)
    ├── YYYY/DESK/SLUG                1. MAGAZINE: dateline by day, "1 min read", standfirst "…reports Saltmere
    │   │                             Lantern", ALSO READ, Previous/Next Story, Latest from -Section, Don't Miss
    │   ├── …/norvane-pledges-closer-ties-with-veldria   the front story, line for line as the seed
    │   ├── …/SLUG/                   ! the same page behind a slash
    │   ├── …/SLUG?print=1            ! print twin, without a canonical tag (three stories)
    │   ├── …/customs-hall-becomes-library   ! also under /2024/top-news/
    │   ├── …/boats-sail-again        ! agency copy of ferry-crews-end-strike under another headline
    │   ├── …/bell-of-the-ostrel-raised      ! canonical tag names the home page
    │   ├── …/choir-of-the-two-shores        ! canonical tag names another story
    │   ├── …/five-straits-in-a-bathtub      ! one story over three pages, …/2/ and …/3/
    │   ├── …/school-boat-gets-new-engine …  ! briefs of two sentences (two)
    │   └── newest and promoted ones  ! link themselves in their own boxes
    ├── DESK/YYYY/MM/DD/SLUG/         2. BLOCKS: JSON-LD, OpenGraph, <time>, boxes between paragraphs, inline links,
    │   │                             tags, authors, picture with credit, Most read ! an advertisement, a newsletter,
    │   │                             the paper's logo as the picture of stories without one (og:image)
    │   ├── …/pilots-of-the-kessel/   ! an embedded post; …/opera-for-one-tram/ ! paywalled
    │   ├── …/SLUG                    ! 301 to the form with a slash
    │   ├── …/SLUG/amp/               ! AMP twin (three stories)
    │   ├── …/night-of-the-long-tide/ ! live blog (LiveBlogPosting), stored under a kind of its own,
    │   │                             with its entries ! the newest first, over midnight
    │   ├── …/outer-isles-back-on-line/      ! agency copy of cable-mended-at-last under another headline
    │   ├── …/island-bank-lends-on-seaweed/  ! canonical tag names another host
    │   ├── …/harbour-bridge-sings/   ! no canonical tag
    │   ├── …/coffee-from-the-wreck/ … ! briefs (three)
    │   ├── port-aubert/…             French, with boxes "À lire aussi", "Sur le même sujet", "Les plus lus"
    │   ├── neelpur/…                 Hindi, with boxes "यह भी पढ़ें", "संबंधित खबरें", "सबसे ज़्यादा पढ़ी गई"
    │   └── boxes                     ! hold off-site links, self links, AMP, utm_…, fbclid, #comments, alias,
    │                                 redirect, gallery, video, 404 and 410 targets
    ├── log/                          the log's own index ! half of its links carry PHPSESSID
    │   ├── NNNN.html                 3. HAND-MADE: tables, font tags, visible dateline only, "Read also"
    │   │                             ! cp1252 bytes called ISO-8859-1, or charset told by the header alone
    │   ├── 1181.html                 ! French among the English
    │   ├── 1147.html, 1190.html      ! also as /archive/NNNN.htm, without a canonical tag
    │   ├── 1098.html?print=1         ! print twin
    │   └── latest.html               ! meta refresh
    ├── archive/ANYTHING              ! soft 404: status 200
    ├── calendar/YYYY/MM/[DD/]        ! without end: every month links the one before and the one after
    ├── tag/…  author/…  YYYY/MM/  ?s=…      no stories
    ├── reading-room/                 ! nothing but a form that asks to log in
    ├── tide-table/                   ! an error page: status 200
    ├── about/  contact/  privacy/  consent/  gallery/regatta-2025/  video/lens-cutting/  topic/kessel-straits/
    ├── go/strike 302 ! ?p=4107 301 ! 2024/sport-news/lanterns-win-cup 301 ! log/keeper.html 301
    └── 410 science/…/cable-theory-withdrawn/ ! 404 business/…/herring-futures/ ! 404 log/0999.html
"""

from newsspider.sample.layout import lay_out
from newsspider.sample.magazine import MagazineLines, dress
from newsspider.sample.model import Anchor, Box
from newsspider.sample.newspaper import Answer, Newspaper
from newsspider.sample.server import SampleServer, serve
from newsspider.sample.truth import TrueImage, TrueLink, TrueStory, TrueUpdate

FRONT_STORY: str = lay_out().story(lay_out().table.paper.front).row.path
"""The path of the story that has the form of the seed page."""

__all__ = [
    "FRONT_STORY",
    "Anchor",
    "Answer",
    "Box",
    "MagazineLines",
    "Newspaper",
    "SampleServer",
    "TrueImage",
    "TrueLink",
    "TrueStory",
    "TrueUpdate",
    "dress",
    "serve",
]
