"""Who holds a lease: a process, told from all others, also from a later one with the same number."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A process. Two with the same four last fields' values see the same processes under the same numbers."""

    pid: int
    """Its number."""
    born: str
    """When it was started, in the system's own words; "" where that can't be known."""
    host: str
    """Name of its machine, or container."""
    boot: str
    """Id of the machine's last start; "" where there is none."""
    namespace: str
    """The process numbers' namespace: two containers of one machine have two; "" where there is none."""

    @classmethod
    def this(cls) -> Self:
        """This process."""
        pid = os.getpid()
        return cls(pid=pid, born=_born(pid) or "", host=socket.gethostname(), boot=_boot(), namespace=_namespace())

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """The process that a document names."""
        return cls(**{field.name: document[field.name] for field in fields(cls)})

    def to_document(self) -> dict[str, Any]:
        """The process for a document."""
        return asdict(self)

    def is_here(self) -> bool:
        """Whether it is, or was, a process that this one could see."""
        here = Holder.this()
        return (self.host, self.boot, self.namespace) == (here.host, here.boot, here.namespace)

    def is_dead(self) -> bool:
        """Whether it is known to be gone: it was here, and has ended, or its number is another's now."""
        if not self.is_here():
            return False
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            pass  # another user's; it may have the number of ours
        born = _born(self.pid)
        return born is not None and bool(self.born) and born != self.born


def _born(pid: int) -> str | None:
    """When a process was started; "" for one that has ended and was not yet waited for, None where it isn't told."""
    try:
        # The name may hold spaces and brackets; the numbers follow its last one.
        said = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        return "" if said[0] in "ZX" else said[19]
    except (OSError, IndexError):
        if Path("/proc/self").exists():
            return None
    try:
        command = ["ps", "-o", "lstart=", "-p", str(pid)]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip() or None
    except OSError:
        return None


def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _namespace() -> str:
    try:
        return str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        return ""
