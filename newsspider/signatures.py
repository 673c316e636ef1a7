"""By what nearly equal texts are found: MinHash signatures of a text's word 4-grams. Pure.

A. Broder, "On the resemblance and containment of documents" (1997): the share of equal values of two signatures
estimates the Jaccard likeness of the sets behind them. Signatures that agree in a band of values are looked at; with 32
bands of 4 values a likeness of one half is found in nine of ten cases, one of 0.7 nearly always.

The values are those of datasketch 2 (scheme affine32), which itself would bring scipy into every process.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b, sha1
from typing import Any

import numpy as np

_Numbers = np.ndarray[Any, np.dtype[np.uint32]]

SCHEME = "datasketch-2 affine32 sha1 128 words-4"
"""What made a signature: those of different schemes can't be compared."""
ALIKE = 0.5
"""Estimated likeness from which one text is nearly the other."""
LEAST = 25
"""Words (or, in a script without spaces, characters) of a text that has a signature."""

_VALUES = 128
_ROWS = 4
_WORD = re.compile(r"\w+")
_LONG_WORD = 12
"""Mean length of words from which a text's script has no spaces: then its characters are its words."""


def sign(text: str) -> bytes | None:
    """A text's signature: 128 numbers of four bytes; None if it is too short for one."""
    words = _WORD.findall(text.casefold())
    if sum(map(len, words)) > _LONG_WORD * len(words):
        words = list("".join(words))
    if len(words) < LEAST:
        return None
    grams = {"\0".join(words[at : at + 4]).encode("utf-8", "surrogatepass") for at in range(len(words) - 3)}
    return bytes(_least(grams).astype(">u4").tobytes())


def _least(grams: Collection[bytes]) -> _Numbers:
    """The least value of some grams (one at least) under each permutation."""
    digests = b"".join(sha1(gram, usedforsecurity=False).digest()[:4] for gram in grams)
    hashes = _mixed(np.frombuffer(digests, dtype="<u4").astype(np.uint32))
    factors, offsets = _permutations()
    return np.asarray((hashes[:, None] * factors + offsets).min(axis=0), dtype=np.uint32)


@lru_cache(1)
def _permutations() -> tuple[_Numbers, _Numbers]:
    """Permutations of numbers of 32 bits: h becomes factor * h + offset, modulo 2**32, with an odd factor."""
    chance = np.random.RandomState(1)
    factors = chance.randint(0, 2**31, _VALUES, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    return factors, chance.randint(0, 2**32, _VALUES, dtype=np.uint32)


def _mixed(hashes: _Numbers) -> _Numbers:
    """The finalizer of MurmurHash3 for 32 bits (A. Appleby)."""
    hashes = (hashes ^ (hashes >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    hashes = (hashes ^ (hashes >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return hashes ^ (hashes >> np.uint32(16))


def bands(signature: bytes) -> list[int]:
    """The bands of a signature as keys: signed numbers of eight bytes."""
    size = 4 * _ROWS
    parts = [signature[at : at + size] for at in range(0, len(signature), size)]
    return [
        int.from_bytes(blake2b(part, digest_size=8, salt=number.to_bytes(2)).digest(), signed=True)
        for number, part in enumerate(parts)
    ]


def likeness(one: bytes, other: bytes) -> float:
    """Estimated share of common 4-grams (Jaccard) of two texts, 0 to 1."""
    a, b = (np.frombuffer(signature, dtype=">u4") for signature in (one, other))
    return float(np.mean(a == b))


def components(signatures: Sequence[bytes | None], equal: Sequence[str | None]) -> Iterator[list[int]]:
    """The groups of texts that are joined by likeness, or by an equal hash in ``equal``, as places in the sequence."""
    nothing = bytes(4 * _VALUES)
    values = np.frombuffer(b"".join(signature or nothing for signature in signatures), dtype=">u4")
    values = values.reshape(-1, _VALUES)
    signed = np.array([signature is not None for signature in signatures], dtype=bool)
    numbers = {None: -1} | {name: number for number, name in enumerate(filter(None, equal))}
    hashes = np.array([numbers[name or None] for name in equal])
    rest = np.arange(len(signatures))
    while rest.size:
        group, rest = [int(rest[0])], rest[1:]
        for place in group:
            joined = (hashes[rest] == hashes[place]) & (hashes[place] >= 0)
            if signed[place]:
                joined |= signed[rest] & ((values[rest] == values[place]).mean(axis=1) >= ALIKE)
            group += rest[joined].tolist()
            rest = rest[~joined]
        yield group
