"""Which news agencies a story credits: a name counts in the form of a credit."""

import pytest

from newsspider.extraction.agencies import credited_agencies, signed_agencies


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("BERLIN (dpa) - Der Minister", ("dpa",)),
        ("Berlin (dpa/lsw) – Der Minister", ("dpa",)),
        ("(Reuters) - Shares fell", ("Reuters",)),
        ("SEOUL, Aug. 20 (Yonhap) -- North Korea", ("Yonhap",)),
        ("PARIS, AFP – Le ministre", ("AFP",)),
        ("नई दिल्ली, 24 अगस्त (भाषा) सरकार ने कहा", ("भाषा",)),
        ("【6月18日 AFP】ナイジェリア", ("AFP",)),
        ("Das sagte der Sprecher. (dpa)", ("dpa",)),
        ("Das sagte der Sprecher. (dpa/afp)", ("dpa", "afp")),
        ("mit Material der dpa", ("dpa",)),
        ("(mit Material von AFP und dpa)", ("AFP", "dpa")),
        ("avec AFP", ("AFP",)),
        ("Con información de EFE", ("EFE",)),
        ("Com informações da Reuters", ("Reuters",)),
        ("© 2024 AFP", ("AFP",)),
        ("Quelle: dpa", ("dpa",)),
        ("FMW/Bloomberg", ("Bloomberg",)),
        ("The pact holds, reports Yonhap News Agency.", ("Yonhap News Agency",)),
        ("He was held, the state news agency SPA said.", ("SPA",)),
        ("sagte er der Nachrichtenagentur Reuters am Dienstag", ("Reuters",)),
        ("der Nachrichtenagenturen AFP, AP und dpa", ("AFP", "AP", "dpa")),
        ("selon l’agence AFP, le ministre", ("AFP",)),
        # words, not credits
        ("The APP is free, and the SPA opens at nine.", ()),
        ("They took Advanced Placement (AP) courses.", ()),
        ("She enrolled in Advanced Placement (AP).", ()),
        ("WAM", ()),
        ("TT", ()),
        ("according to the Environmental Protection Agency", ()),
        ("Oil exporters in the MENA region (MENA) met", ()),
        ("Foto: dpa", ()),
        ("Mr Bloomberg said that he would run.", ()),
        ("told the Detroit Free Press", ()),
    ],
)
def test_a_credit_in_a_line(line: str, expected: tuple[str, ...]) -> None:
    assert credited_agencies([line]) == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["Reuters"], ["Reuters"]),
        (["Tom Davies, Associated Press"], ["Associated Press"]),
        (["dpa/afp"], ["dpa", "afp"]),
        (["Le Journal avec AFP"], ["AFP"]),
        (["Sid", "Uni", "Efe Udoka"], []),
    ],
)
def test_agencies_in_a_byline(names: list[str], expected: list[str]) -> None:
    assert list(signed_agencies(names)) == expected


def test_one_agency_counts_once_and_the_papers_own_desk_not() -> None:
    assert credited_agencies(["OSLO (AP) - One", "The Associated Press reported"]) == ("AP",)
    assert credited_agencies(["…, reports Harbour News Agency."], ["Harbour News Agency"]) == ()
