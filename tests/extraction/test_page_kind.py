"""Pages that stand in the place of a story, and stories whose headlines speak as these do."""

import pytest

from newsspider.extraction import examine_page
from newsspider.items import PageKind

URL = "https://example.org/2024/world/the-ferry-is-back"
LONG = "<p>The ferry between the two harbours is back after a winter of repairs, and the whole town came to look.</p>"
TEASERS = "".join(f'<h3><a href="/2024/w/story-{n}-of-today">Story {n} of today is here</a></h3>' for n in range(12))
MENU = '<header><nav><a href="/world/">World</a><a href="/login">Log in</a><a href="/abo">Subscribe</a></nav></header>'
BYLINE = "<p>By Ann Lee</p><p>3 May 2024</p>"
LOGIN = "<form action=/login><label>Email</label><input name=email><label>Password</label><input type=password></form>"
STORY_DATA = (
    '<script type="application/ld+json">{"@type":"NewsArticle","headline":"The ferry is back",'
    '"datePublished":"2024-05-03T08:00:00Z"}</script>'
)


def judged(head: str, body: str, url: str = URL, headers: dict[str, str] | None = None) -> tuple[PageKind, str]:
    page = f"<html lang=en><head>{head}</head><body>{body}</body></html>".encode()
    verdict = examine_page(page, url, headers=headers).verdict
    return verdict.kind, verdict.evidence


@pytest.mark.parametrize(
    ("head", "body", "evidence"),
    [
        ("<title>Just a moment...</title>", "<h1>example.org</h1><p>Verifying you are human.</p>", "Just a moment..."),
        ("", "<script>(function(){window._cf_chl_opt={cvId:'3'}})();</script><p>One thing first</p>", "Cloudflare"),
        (
            "<title>Access Denied</title>",
            '<h1>Access Denied</h1>You don\'t have permission to access "http://example.org/a" on this server.<p>'
            "Reference #18.4d&#46;17</p>",
            "Access Denied",
        ),
        ("<title>example.org</title>", "<script src=https://geo.captcha-delivery.com/c.js></script>", "DataDome"),
        ("", "<div id=px-captcha></div><p>Press & Hold to confirm you are a human</p>", "PerimeterX"),
        ("", '<iframe id=main src="/_Incapsula_Resource?SWUDNSAI=31">Request unsuccessful.</iframe>', "Incapsula"),
        ("<title>Un instant…</title>", "<p>Vérification de la connexion.</p>", "Un instant"),
        ("<title>Zugriff verweigert</title>", "<p>Kennung 18.4.</p>", "Zugriff verweigert"),
    ],
)
def test_a_bot_challenge(head: str, body: str, evidence: str) -> None:
    kind, told = judged(head, body)
    assert (kind, evidence in told) == ("bot_challenge", True), told


def test_a_bot_challenge_that_a_header_tells() -> None:
    kind, told = judged("", f"<h1>The ferry</h1>{LONG}", headers={"CF-Mitigated": "challenge"})
    assert (kind, told) == ("bot_challenge", "header cf-mitigated: challenge")


@pytest.mark.parametrize(
    ("title", "line"),
    [
        ("Page not found - The Harbour Mail", "We could not find that page."),
        ("The Harbour Mail", "Sorry, the page you are looking for doesn’t exist or has moved."),
        ("404", "Nothing here."),
        ("Error 404 (Not Found)", "That’s an error."),
        ("Seite nicht gefunden | Hafenpost", "Versuchen Sie es mit der Suche."),
        ("Page introuvable", "Revenez à l’accueil."),
        ("Página no encontrada", "Vuelva a la portada."),
        ("Página não encontrada", "Volte à página inicial."),
        ("Pagina non trovata", "Torna alla home."),
        ("पृष्ठ नहीं मिला", "मुखपृष्ठ पर जाएँ।"),
    ],
)
def test_a_soft_404(title: str, line: str) -> None:
    heading = title.partition(" | ")[0]
    assert judged(f"<title>{title}</title>", f"{MENU}<h1>{heading}</h1><p>{line}</p>")[0] == "soft_404"


def test_a_soft_404_that_offers_other_stories() -> None:
    body = f"{MENU}<h1>Oops! That page can’t be found.</h1>{TEASERS}{LONG}"
    assert judged("<title>Page not found – Mail</title>", body)[0] == "soft_404"


@pytest.mark.parametrize(
    ("title", "line"),
    [
        ("500 Internal Server Error", "nginx"),
        ("503 Service Temporarily Unavailable", "nginx"),
        ("The Mail", "Error establishing a database connection"),
        ("Site maintenance", "We will be back at noon."),
        ("The Mail", "Fatal error: Uncaught mysqli_sql_exception: Too many connections in /var/www/db.php"),
        ("Wartungsarbeiten", "Wir sind bald zurück."),
        ("Une erreur est survenue", "Veuillez réessayer plus tard."),
        ("Error interno del servidor", "Inténtelo más tarde."),
        ("Site em manutenção", "Voltamos já."),
        ("Sito in manutenzione", "Torniamo presto."),
        ("सर्वर त्रुटि", "कृपया कुछ समय बाद पुनः प्रयास करें।"),
    ],
)
def test_an_error_page(title: str, line: str) -> None:
    assert judged(f"<title>{title}</title>", f"<h1>{title}</h1><p>{line}</p>")[0] == "error"


@pytest.mark.parametrize(
    ("title", "line"),
    [
        ("Before you continue", "We and our 834 partners store information on your device."),
        ("The Mail", "Wir und unsere 211 Partner verarbeiten Daten, um Werbung zu zeigen."),
        ("The Mail", "Avec votre accord, nos partenaires et nous utilisons des cookies."),
        ("Tu privacidad nos importa", "Nosotros y nuestros socios almacenamos información."),
        ("La tua privacy", "Noi e i nostri partner utilizziamo i cookie."),
    ],
)
def test_a_consent_wall(title: str, line: str) -> None:
    body = f"<h1>{title}</h1><div class=cmp><p>{line}</p><button>OK</button></div>"
    assert judged(f"<title>{title}</title>", body)[0] == "consent_wall"


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Log in - The Mail", LOGIN),
        ("The Mail", f"<h1>Welcome</h1>{LOGIN}"),
        ("The ferry is back", "<h1>The ferry is back</h1><p>To continue reading, log in or subscribe.</p>"),
        ("Anmelden", "<p>Noch kein Konto? Jetzt registrieren.</p>"),
        ("Se connecter", LOGIN),
        ("Iniciar sesión", LOGIN),
        ("Exclusivo para assinantes", "<p>Já é assinante? Entre aqui.</p>"),
        ("Accedi", LOGIN),
        ("लॉग इन करें", LOGIN),
    ],
)
def test_a_login_wall(title: str, body: str) -> None:
    assert judged(f"<title>{title}</title>", MENU + body)[0] == "login_wall"


def test_a_teaser_before_a_wall_is_a_story() -> None:
    body = f"{MENU}<article><h1>The ferry is back</h1>{BYLINE}{LONG}<p>Subscribe to continue reading.</p></article>"
    assert judged(STORY_DATA, body + LOGIN)[0] == "article"


@pytest.mark.parametrize(
    "title",
    [
        "Consent: what the law says",
        "404 found on the moor",
        "Access denied: how the archive closed its doors",
        "Just a moment",
        "Service unavailable",
        "Page not found",
        "Log in to read: the last letter writer",
        "Not found: the island that maps forgot",
        "Maintenance",
        "Before you continue: a word on tides",
    ],
)
@pytest.mark.parametrize("text", [LONG * 7, LONG])
def test_a_story_whose_headline_speaks_as_a_wall_does(title: str, text: str) -> None:
    kind, evidence = judged(STORY_DATA, f"{MENU}<article><h1>{title}</h1>{BYLINE}{text}</article>")
    assert kind == "article", evidence


def test_a_storys_page_that_carries_the_marks_of_a_guard_is_a_story() -> None:
    guard = '<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script><div class=g-recaptcha></div>'
    body = f"{MENU}<h1>The ferry is back</h1>{BYLINE}{LONG}{guard}<div class=modal>{LOGIN}</div>"
    assert judged("", body)[0] == "article"


@pytest.mark.parametrize(
    ("url", "title"),
    [
        (URL, "Storm: liveticker"),
        (URL, "Sturm im Liveticker: Fähren bleiben im Hafen"),
        (URL, "En direct : la tempête"),
        (URL, "Tormenta, en vivo: los barcos"),
        ("https://example.org/ao-vivo/a-tempestade", "A tempestade"),
        (URL, "Tempesta in diretta: le navi"),
        (URL, "तूफान लाइव अपडेट: नावें बंदरगाह में"),
    ],
)
def test_a_live_blog_without_metadata(url: str, title: str) -> None:
    entries = "".join(f"<h3>{hour}:05</h3>{LONG}" for hour in (14, 13, 12))
    assert judged("", f"<h1>{title}</h1>{BYLINE}{entries}", url)[0] == "live_blog"
