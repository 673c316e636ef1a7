"""What the hostile newspaper writes into its pages: texts alone, nothing is served from here."""

from __future__ import annotations

import json
from collections.abc import Mapping

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE urlset [<!ENTITY l0 "ha">'
    + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    + "]>"
)
"""A billion laughs: the head of an XML file whose entity l9 is 2 GB long."""


def outside(elsewhere: str) -> str:
    """The head of an XML file that asks its parser for a file of the machine's and for another host's DTD."""
    return (
        f'<?xml version="1.0"?><!DOCTYPE urlset SYSTEM "{elsewhere}/own.dtd" ['
        f'<!ENTITY f SYSTEM "file:///etc/passwd"><!ENTITY % d SYSTEM "{elsewhere}/evil.dtd"> %d;]>'
    )


def heavy() -> Mapping[str, str]:
    """Pages that cost parsers minutes, or memory without bound, by what there is too much of."""
    return {
        "attributes": f"<html><body><h1 {' '.join(f'a{n}=1' for n in range(250_000))}>One tag</h1></body></html>",
        "empty-paragraphs": f"<html><body>{'<p></p>' * 300_000}</body></html>",
        "nested-boxes": f"<html><body>{'<div>' * 200_000}Deep</body></html>",
        "open-tables": f"<html><body>{'<table><tr><td>' * 60_000}Deep</body></html>",
        "links": "<html><body>" + "".join(f'<a href="/x{n}">x {n}</a>' for n in range(40_000)) + "</body></html>",
        "brackets": "<html><body><article><h1>On</h1><p>" + "<" * 1_500_000 + "</p></article></body></html>",
        "one-long-word": f"<html><body><article><h1>A word</h1><p>{'a' * 500_000}</p></article></body></html>",
        "spaces": f"<html><body><article><h1>{' ' * 300_000}x</h1><p>{'&nbsp;' * 50_000}</p></article></body></html>",
        "deep-data": '<html><head><script type="application/ld+json">' + "[" * 300_000 + "</script></head></html>",
        "commas": f"<html><body><article><h1>On</h1><p>{'By Ann, ' * 40_000}</p></article></body></html>",
    }


def heads() -> Mapping[str, str]:
    """Metadata that can't be right, by what is wrong with them."""

    def time(text: str) -> str:
        return f'<meta property="article:published_time" content="{text}">'

    def data(**told: object) -> str:
        return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **told})}</script>'

    return {
        "an-impossible-zone": time("2026-11-20T10:00:00+99:99"),
        "an-impossible-day": time("2026-02-31T25:61:61Z"),
        "a-day-before-all-days": time("0000-00-00T00:00:00Z"),
        "the-last-of-all-days": time("9999-12-31T23:59:59-14:00"),
        "a-date-of-digits": time("9" * 400),
        "a-date-of-infinity": data(datePublished=float("inf"), dateModified=-1e308),
        "a-date-that-is-a-tree": data(datePublished={"a": [{"b": {}}]}, headline=["x", {"y": 1}], author=17),
        "an-author-of-authors": data(author=[[["x"]], None, {"name": {"name": ["y"]}}], keywords={"a": 1}),
        "a-name-of-numbers": data(headline=12, articleSection=[None, 3.5], image={"url": {"url": []}}, url=[0]),
        "data-that-end-early": '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Ha</script>',
        "data-that-name-operators": data(**{"$where": "sleep(9)", "a.b": {"$set": 1}, "": None, "\0": "\0"}),
        "data-of-half-characters": data(headline="\ud800", description="\udfff", author={"name": "\ud800"}),
        "an-address-out-of-range": '<link rel="canonical" href="http://[::1/x"><meta property="og:url" content="//:9">',
        "a-picture-without-end": f'<meta property="og:image" content="http://x/{"a" * 9_000}">',
        "a-language-of-nonsense": '<meta http-equiv="content-language" content="&#xD800;">',
    }


LINES = {
    "half-a-character": "The mayor said &#xD800; and left the hall &#xDFFF;",
    "numbers-out-of-range": "The bell rang &#1114112; times and &#x110000; more &#99999999999;",
    "nothing-in-its-words": "The\0 clerk\x01 nodded\x0b \x1b[31mslowly\x7f &#0; &#8; \ufffe\uffff and went",
    "a-broken-entity": "The &bogus; and the &amp and the &;&#;&#x; were counted &lt twice",
}
"""Last paragraphs with references that no parser should believe, by what they hold."""

TONGUES: Mapping[str, tuple[tuple[str, ...], str, str | None, str]] = {
    "french": (
        (
            "Le marché couvert rouvre après l’été",
            "Après dix-huit mois de travaux, le marché couvert a rouvert ses portes à la clientèle samedi matin.",
            "« Nous avons enfin retrouvé notre place », s’est réjouie Hélène Lefèvre, fromagère à l’entrée.",
            "La mairie a dépensé près de deux millions d’euros, dont un tiers pour la façade où l’on a gravé un cœur.",
            "Une fête déjà prévue réunira les commerçants du quartier à la fin de l’année, même s’il gèle.",
        ),
        "cp1252",
        "utf-8",
        "fr",
    ),
    "chinese": (
        (
            "老橋修復工程將於明年春天完成",
            "市政府昨日宣布,老橋修復工程將於明年春天完成,屆時行人可以再次通過這座百年石橋。",
            "工程師表示,橋墩的裂縫比原先估計的更深,因此需要更多時間加固基礎,並更換受損的石塊。",
            "附近商家希望工程能夠提早結束,因為遊客減少已經影響了他們的生意,許多小店難以維持。",
            "居民則認為安全最為重要,他們願意繼續等待,直到老橋恢復昔日的風貌。",
        ),
        "big5",
        "utf-8",
        "zh-TW",
    ),
    "german": (
        (
            "Die alte Mühle läuft wieder für die Gäste",
            "Nach über vierzig Jahren dreht sich das Rad der alten Mühle wieder, und die Gäste stehen früh Schlange.",
            "„Das hätte keiner für möglich gehalten“, sagte Müller Jürgen Größl, während das Mehl in die Säcke floß.",
            "Der Verein hat sämtliche Zahnräder ausgewechselt und die Böden in mühevoller Arbeit gekürzt und geölt.",
            "Im Frühjahr öffnet nebenan ein Café, das Brötchen aus eigenem Mehl anbieten möchte.",
        ),
        "utf-8",
        "iso-8859-1",
        "de",
    ),
    "spanish": (
        (
            "El tranvía vuelve a la montaña después del otoño",
            "El tranvía que une el pueblo con la montaña volverá a circular después del otoño, según la compañía.",
            "«Será un invierno más fácil para los niños», explicó Íñigo Muñoz, que conduce el vagón desde hace años.",
            "La reparación costó más de lo previsto porque el túnel pequeño tenía filtraciones de agua.",
            "Los vecinos pidieron también una estación más, cerca del jardín botánico.",
        ),
        "utf-16-le",
        "utf-16",
        "es",
    ),
    "portuguese": (
        (
            "A biblioteca não fecha mais às sextas-feiras",
            "A biblioteca da praça não fecha mais às sextas-feiras, anunciou a direção na última reunião do mês.",
            "«As crianças não têm outro lugar tão tranquilo», disse João Conceição, que lê ali há três décadas.",
            "A doação de um antigo capitão permitirá contratar mais duas pessoas até ao verão.",
            "Haverá também sessões de poesia à noite, com café e pão de ló para todos.",
        ),
        "cp1252",
        None,
        "pt",
    ),
}
"""Stories (headline, then paragraphs), the charset in which they are sent, the one that is declared, the language."""

_WALL = "<html><head><title>{}</title></head><body><h1>{}</h1><p>{}</p></body></html>"
NO_STORIES: Mapping[str, tuple[str, int, bytes]] = {
    "a-pdf": ("application/pdf", 200, b"%PDF-1.7\n" + bytes(range(256)) * 40),
    "a-pdf-that-says-it-is-a-page": ("text/html", 200, b"%PDF-1.7\n" + bytes(range(256)) * 40),
    "a-picture-that-says-it-is-a-page": ("text/html", 200, b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40),
    "a-soft-404": (
        "text/html",
        200,
        _WALL.format("Page not found", "Page not found", "Sorry, the page that you look for is gone.").encode(),
    ),
    "a-consent-wall": (
        "text/html",
        200,
        _WALL.format(
            "Before you continue", "We value your privacy", "We and our partners use cookies. Accept all?"
        ).encode(),
    ),
    "a-bot-challenge": (
        "text/html",
        200,
        _WALL.format("Just a moment...", "Checking your browser", "Please enable JavaScript and cookies.").encode(),
    ),
    "a-fault-of-the-server": ("text/html", 500, _WALL.format("Oops", "Oops", "Error").encode()),
    "nothing-at-all": ("text/html", 200, b""),
}
"""What is no story: content type, status, body."""
