"""The language of a story: as declared, unless its text is plainly of another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

_TAG = re.compile(r"[a-zA-Z]{2,3}(?=[-_]|$)")
_ENOUGH = 60
"""Characters of text below which it is not asked."""
_READ = 400
"""Characters of text that are asked."""
_CERTAIN = 0.95


def choose_language(declared: Sequence[str], text: str) -> tuple[str | None, str]:
    """The language's primary subtag ("en"; BCP 47) and the rule that gave it; None if nobody knows.

    A declaration is believed unless a text of 60 characters or more is of another language almost surely:
    newspapers declare the language of their frame on every story.
    """
    tags = [match[0].lower() for value in declared if (match := _TAG.match(value.strip()))]
    if len(text) >= _ENOUGH:
        found, certainty = _identifier().classify(text[:_READ])
        if not tags or (found not in tags and certainty >= _CERTAIN):
            return found, "detected"
    return (tags[0], "declared") if tags else (None, "")


def detect_language(text: str) -> str | None:
    """The language that a text is most likely of; None if it is too short to tell."""
    return _identifier().classify(text[:_READ])[0] if len(text) >= _ENOUGH else None


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
