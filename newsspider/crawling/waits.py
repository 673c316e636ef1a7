"""How long a host is left alone that asks for it, and how long a URL waits for its next try. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

OVERLOADED = frozenset({429, 503})
"""Statuses of a host that has too much to do (RFC 6585, 4; RFC 9110, 15.6.4)."""
LONGEST = 30.0
"""Seconds that a run waits for a host at a time; what asks for more is put off to another run."""
FIRST = 1.0
"""Seconds of the first wait of a host that is overloaded and does not say how long; each further one is twice as
long."""
SHORTEST, SLOWEST = 0.05, 2.0
"""Seconds between two requests to a host that had too much to do: at first, and at most; each time it says so they are
twice as many."""
FASTER = 0.9
"""What each answer leaves of these seconds."""
PATIENCE = 3
"""So many answers in a row that ask for more than ``LONGEST`` mean the host, and not a page of it."""
ENDURANCE = 40.0
"""Seconds after which a host is given up that asks for waits and says nothing else, whatever it is asked for."""


def asked_wait(retry_after: str, now: datetime) -> float | None:
    """The seconds of a Retry-After header (RFC 9110, 10.2.3): a number, or a date; None for what is neither."""
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return float(text[:10])
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return max(0.0, ((when if when.tzinfo else when.replace(tzinfo=UTC)) - now).total_seconds())


@dataclass(slots=True)
class Waits:
    """Until when each host is left alone."""

    clock: Callable[[], float]
    """Tells the time in seconds; it never goes back."""
    _until: dict[str, float] = field(default_factory=dict)
    _since: dict[str, float] = field(default_factory=dict)
    _pages: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _overloads: Counter[str] = field(default_factory=Counter)
    _put_off: Counter[str] = field(default_factory=Counter)
    _paces: dict[str, float] = field(default_factory=dict)

    def left(self, host: str) -> float:
        """Seconds that the host is still to be left alone; 0 for none."""
        return max(0.0, self._until.get(host, 0.0) - self.clock())

    def pace(self, host: str) -> float:
        """Seconds between two requests that the host needs just now; 0 for no more than it was given from the start."""
        return self._paces.get(host, 0.0)

    def answered(self, host: str) -> None:
        """The host gave an answer that asks for no wait: it can take requests a little faster."""
        self._since.pop(host, None)
        self._pages.pop(host, None)
        self._overloads.pop(host, None)
        self._put_off.pop(host, None)
        pace = self._paces.pop(host, 0.0) * FASTER
        if pace >= SHORTEST / 2:
            self._paces[host] = pace

    def given_up(self, host: str) -> bool:
        """Whether the host asked for nothing but waits for ``ENDURANCE`` seconds, on more than one page."""
        return len(self._pages[host]) > 1 and self.clock() - self._since[host] >= ENDURANCE

    def overloaded(self, host: str, page: str, asked: float | None, tries: int = 0) -> float:
        """Leave the host alone that has too much to do: as long as it asks, or twice as long as the last time.

        What it asks for beyond ``LONGEST`` concerns the page alone, until ``PATIENCE`` pages in a row said so; and
        what one page says again and again makes that page wait longer, not the others.

        Args:
            host: the host.
            page: what it was asked for.
            asked: the seconds of its Retry-After; None without one.
            tries: how often it was asked for the page before.

        Returns:
            How many seconds the page is to wait.
        """
        self._since.setdefault(host, self.clock())
        if len(self._pages[host]) < 2:
            self._pages[host].add(page)
        if asked is not None and asked > LONGEST:
            self._put_off[host] += 1
            if self._put_off[host] >= PATIENCE:
                self._hold(host, asked)
            return asked
        if asked is not None:
            self._hold(host, asked)
            return asked
        own: float = min(LONGEST, FIRST * 2**tries)
        if left := self.left(host):
            return max(left, own)  # it was asked before it was left alone
        if len(self._pages[host]) > 1 or not self._overloads[host]:
            self._overloads[host] += 1
        wait: float = min(LONGEST, FIRST * 2 ** (self._overloads[host] - 1))
        self._hold(host, wait)
        return max(wait, own)

    def _hold(self, host: str, seconds: float) -> None:
        self._paces[host] = min(SLOWEST, max(SHORTEST, 2 * self.pace(host)))
        self._until[host] = max(self._until.get(host, 0.0), self.clock() + seconds)
