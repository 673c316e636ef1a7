"""How many files, connections among them, may be open at a time."""

from __future__ import annotations

import resource

from newsspider.errors import UsageError

NEEDED, ENOUGH = 128, 4_096
"""Open files without which neither a run nor a mongod begins, and as many as the system is asked for."""


def allow_open_files() -> None:
    """Let this process, and what it starts, have as many open files as it may.

    Raises:
        UsageError: that is fewer than ``NEEDED``.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = ENOUGH if hard == resource.RLIM_INFINITY else min(hard, ENOUGH)
    if resource.RLIM_INFINITY != soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    if most < NEEDED:
        raise UsageError(f"{most} files may be open here at a time, {NEEDED} are needed: see ulimit -n")
