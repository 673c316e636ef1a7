"""The error tree.

NewsspiderError                 exit_code 1
├── UsageError                  2   the call's words are off
│   └── SiteError               2   a newspaper's TOML is wrong or unknown
├── StoreError                  3   the store can't be used
│   ├── StoreUnavailable        3   no answer: wrong URI, server down, mongod can't start
│   ├── StoreDenied             3   wrong password, or the user may not write
│   ├── SchemaTooNew            3   a newer newsspider wrote this store
│   └── LeaseLost               5   another run took this one for dead and goes on in its place
├── LeaseHeld                   5   another run of this newspaper goes on
├── ItemUnstorable              1   the store doesn't take one item
├── NewspaperUnreachable        4   the newspaper can't be reached or blocks us
└── PageRefused                 1   the guards refuse these bytes

Every message names the thing and the way out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsspider.items import Reason


class NewsspiderError(Exception):
    """Base of all errors that this package raises on purpose. ``exit_code`` is what a command ends with."""

    exit_code = 1


class UsageError(NewsspiderError):
    """The user's words can't be followed."""

    exit_code = 2


class SiteError(UsageError):
    """A newspaper's TOML is wrong, or no newspaper of that name is known."""


class StoreError(NewsspiderError):
    """The store can't be used."""

    exit_code = 3


class StoreUnavailable(StoreError):
    """Nobody answers at the store's address, or the embedded mongod can't start."""


class StoreDenied(StoreError):
    """The store refuses the user: wrong password, or no right to write."""


class SchemaTooNew(StoreError):
    """The store was written by a newer newsspider."""


class LeaseLost(StoreError):
    """The run may not write any more: another one took it for dead and goes on in its place."""

    exit_code = 5


class LeaseHeld(NewsspiderError):
    """Another run of the newspaper goes on."""

    exit_code = 5


class ItemUnstorable(NewsspiderError):
    """The store doesn't take one item: it breaks the store's rules, or can't be written as a document."""


class NewspaperUnreachable(NewsspiderError):
    """The newspaper can't be reached, or it blocks us."""

    exit_code = 4


class PageRefused(NewsspiderError):
    """The guards on size and shape refuse the bytes of a page."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason: Reason = reason
        self.detail = detail
