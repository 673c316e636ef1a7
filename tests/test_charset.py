"""Pages that lie about their charset, or say nothing of it."""

from __future__ import annotations

import pytest

from newsspider.charset import decode

TEXTS = [
    (
        "iso8859_2",
        "pl",
        "Burmistrz zapowiedział we wtorek długo oczekiwany remont mostu. "
        "Mieszkańcy czekali na tę chwilę prawie trzydzieści lat, a dziś żółte "
        "barierki stanęły na ulicy Świętojańskiej. Cieszę się, powiedział.",
    ),
    (
        "cp1250",
        "cs",
        "Příliš žluťoučký kůň úpěl ďábelské ódy. Starosta města v úterý "
        "oznámil opravu mostu, na kterou lidé čekali třicet let.",
    ),
    (
        "iso8859_2",
        "hu",
        "A polgármester kedden bejelentette a híd régóta várt felújítását. A "
        "lakók közel harminc éve vártak erre. Őszintén örülök, mondta, hogy "
        "végül sikerült.",
    ),
    (
        "iso8859_9",
        "tr",
        "İzmir Büyükşehir Belediyesi, yapımı iki yıldır süren iskeleyi açtı. "
        "Belediye başkanı, iskelenin günde yaklaşık kırk bin yolcuya hizmet "
        "vereceğini söyledi.",
    ),
    (
        "iso8859_7",
        "el",
        "Ο δήμαρχος της Πάτρας παρουσίασε την Τετάρτη το σχέδιο για το λιμάνι. "
        "Το κόστος υπολογίζεται σε ογδόντα εκατομμύρια ευρώ.",
    ),
    (
        "cp1256",
        "ar",
        "أعلنت وزارة الثقافة يوم الأربعاء أن المكتبة الوطنية ستفتح أبوابها. "
        "وقال الوزير في مؤتمر صحفي إن المكتبة تضم نحو مليون كتاب.",
    ),
    (
        "cp1251",
        "ru",
        "Мэр города во вторник объявил о долгожданном ремонте моста. Жители ждали этого почти тридцать лет.",
    ),
    (
        "koi8_r",
        "ru",
        "Мэр города во вторник объявил о долгожданном ремонте моста. Жители ждали этого почти тридцать лет.",
    ),
    (
        "cp1255",
        "he",
        "ראש העיר הודיע ביום שלישי על שיפוץ הגשר. התושבים חיכו לכך כמעט שלושים שנה.",
    ),
    (
        "tis_620",
        "th",
        "นายกเทศมนตรีประกาศเมื่อวันอังคารว่าจะซ่อมแซมสะพานที่รอคอยมานาน ชาวบ้านรอมาเกือบสามสิบปี",
    ),
    (
        "shift_jis",
        "ja",
        "東京湾に新しい橋が来春に開通する。住民の期待は高まっている。工事は五年前に始まったが、台風や資材の値上がりの影響で完成が大きく遅れていた。",
    ),
    (
        "euc_jp",
        "ja",
        "東京湾に新しい橋が来春に開通する。住民の期待は高まっている。工事は五年前に始まったが、台風や資材の値上がりの影響で完成が大きく遅れていた。",
    ),
    (
        "gbk",
        "zh",
        "市长周二宣布了期待已久的大桥维修工程。居民们等待这一刻已经将近三十年了。工程将于明年春天开始。",
    ),
    (
        "big5",
        "zh",
        "市長週二宣布了期待已久的大橋維修工程。居民們等待這一刻已經將近三十年了。工程將於明年春天開始。",
    ),
    (
        "euc_kr",
        "ko",
        "시장은 화요일에 오랫동안 기다려온 다리 보수 공사를 발표했다. 주민들은 거의 삼십 년을 기다려 왔다.",
    ),
    (
        "cp1252",
        "de",
        "Der Bürgermeister kündigte am Dienstag die lang erwartete Sanierung "
        "der Brücke an. „Wir haben dreißig Jahre gewartet“, sagte er. – So.",
    ),
    (
        "cp1252",
        "fr",
        "Le maire a annoncé mardi la rénovation très attendue du pont. « Nous "
        "avons attendu près de trente ans », a-t-il dit. L’été prochain.",
    ),
    (
        "cp1252",
        "en",
        "The mayor said “we waited thirty years” – and the café stayed open. It’s fine.",
    ),
    (
        "iso8859_5",
        "ru",
        "Мэр города во вторник объявил о долгожданном ремонте моста. Жители ждали этого почти тридцать лет.",
    ),
    (
        "utf-16-le",
        "ru",
        "Мэр города во вторник объявил о долгожданном ремонте моста. Жители ждали этого почти тридцать лет.",
    ),
    (
        "utf-16-be",
        "zh",
        "市長週二宣布了期待已久的大橋維修工程。居民們等待這一刻已經將近三十年了。工程將於明年春天開始。",
    ),
]
WITHOUT_LANGUAGE = [row for row in TEXTS if row[0] != "koi8_r"]


def page(text: str, lines: int, language: str | None) -> str:
    tag = f'<html lang="{language}">' if language else "<html>"
    head = f"<!doctype html>{tag}<head><meta charset=utf-8><title>{text[:30]}</title></head>"
    return head + "<body>" + f"<p>{text}</p>" * lines + "</body></html>"


@pytest.mark.parametrize("lines", [1, 8])
@pytest.mark.parametrize(("charset", "language", "text"), TEXTS)
def test_said_to_be_utf8(charset: str, language: str, text: str, lines: int) -> None:
    whole = page(text, lines, language)
    assert decode(whole.encode(charset), "text/html; charset=utf-8") == whole


@pytest.mark.parametrize("said", [None, "en"])
@pytest.mark.parametrize(("charset", "language", "text"), WITHOUT_LANGUAGE)
def test_the_text_alone_tells(charset: str, language: str, text: str, said: str | None) -> None:
    whole = page(text, 3, said)
    assert decode(whole.encode(charset), "text/html; charset=utf-8") == whole, language


@pytest.mark.parametrize(("charset", "language", "text"), [row for row in TEXTS if row[0] in ("cp1251", "cp1252")])
def test_said_to_be_latin1(charset: str, language: str, text: str) -> None:
    whole = page(text, 3, language)
    assert decode(whole.encode(charset), "text/html; charset=iso-8859-1") == whole


def test_a_wrong_byte_here_and_there() -> None:
    whole = page("Die Brücke über die Straße wird größer, sagt der Bürgermeister.", 9, "de").encode()
    damaged = whole.replace("ß".encode(), b"\xdf", 1)
    assert decode(damaged) == whole.decode()


def test_a_page_of_two_charsets() -> None:
    one, other = "<p>Le café fut rénové à l’été.</p>" * 4, "<p>Déjà vu, dit-il – très étonné.</p>" * 4
    assert decode(b"<html lang=fr>" + one.encode() + other.encode("cp1252")) == f"<html lang=fr>{one}{other}"


def test_japanese_with_escapes() -> None:
    whole = page("東京湾に新しい橋が来春に開通する。", 2, "ja")
    assert decode(whole.encode("iso2022_jp"), "text/html; charset=iso-2022-jp") == whole
