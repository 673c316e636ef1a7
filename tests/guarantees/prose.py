"""Distinct prose: each name gives a story of its own, always the same."""

from __future__ import annotations

from random import Random

_WHO = (
    "the harbour master;the night nurses;a retired signalman;the council's treasurer;two ferry pilots;the librarian;"
    "an old beekeeper;the school's cook;a visiting surveyor;the choir's conductor;the tram drivers;a young botanist"
).split(";")
_DID = (
    "told a full hall;wrote in an open letter;admitted on Monday;explained with some patience;promised the neighbours;"
    "warned the committee;showed on a hand-drawn map;said without a smile;reported from the quay;argued until late"
).split(";")
_WHAT = (
    "that the {0} bridge would need {1} new planks before winter;that {1} letters about the {0} market had gone astray;"
    "that the {0} tower had lost {1} of its slates in the storm;that nobody had counted the {1} boats of the {0} canal;"
    "that the {0} bakery would give {1} loaves a day to the kitchen;that {1} pupils had measured the {0} river by hand;"
    "that the {0} line was to run {1} minutes later on Sundays;that the {0} orchard had borne {1} baskets of pears"
).split(";")
_NAMES = "Alder Birch Clover Dunmore Elmfield Farrow Garnet Hawthorn Ivory Juniper Kestrel Larkspur Mallow".split()
_WHEN = (
    "after the meeting of the parish;while the rain went on;before the doors opened;in the second week of the strike;"
    "as the last lamps were lit;on the way from the island;when the ballots had been counted;long after the applause"
).split(";")


def title_of(name: str) -> str:
    """The headline of the story that ends a path."""
    return name.rpartition("/")[2].replace("-", " ").capitalize()


def paragraphs_of(name: str, number: int = 5) -> list[str]:
    """The paragraphs of a story."""
    chance = Random(name)
    return [" ".join(_sentence(chance) for _ in range(2)) for _ in range(number)]


def _sentence(chance: Random) -> str:
    what = chance.choice(_WHAT).format(chance.choice(_NAMES), chance.randrange(3, 90))
    words = f"{chance.choice(_WHO)} {chance.choice(_DID)} {chance.choice(_WHEN)} {what}."
    return words[0].upper() + words[1:]
