"""The log as lines of JSON, for who collects it: the setting ``NEWSSPIDER_LOG_JSON``."""

from __future__ import annotations

import json
import logging
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from scrapy.settings import BaseSettings


@dataclass(frozen=True, slots=True)
class Whose:
    """The run that a log line is of."""

    run: str
    """Its id in ``runs``."""
    newspaper: str
    """Name of its newspaper; empty for single pages and files."""


WHOSE: ContextVar[Whose | None] = ContextVar("whose", default=None)
"""The run of the present task: crawls of several newspapers share a process, each in tasks of its own."""


class JsonFormatter(logging.Formatter):
    """A record as one JSON object on one line: ``time``, ``level``, ``logger``, ``message``; ``run`` and ``newspaper``
    where they are known, ``traceback`` where there is one.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        said: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if whose := WHOSE.get():
            said |= {"run": whose.run, **({"newspaper": whose.newspaper} if whose.newspaper else {})}
        if record.exc_info:
            said["traceback"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False, default=str)


class JsonLogs:
    """A Scrapy add-on that puts a handler of ours in the place of Scrapy's, if the setting asks for it.

    Before the first line is logged: Scrapy makes its own handler after this.
    """

    @classmethod
    def update_pre_crawler_settings(cls, settings: BaseSettings) -> None:
        """Log as JSON to where Scrapy would have logged: ``LOG_FILE``, else stderr, from ``LOG_LEVEL`` on."""
        if not settings.getbool("NEWSSPIDER_LOG_JSON") or not settings.getbool("LOG_ENABLED"):
            return
        settings.set("LOG_INSTALL_ROOT_HANDLER", False, priority="cmdline")
        logging.root.setLevel(logging.NOTSET)
        logging.root.addHandler(_handler(settings))


def _handler(settings: BaseSettings) -> logging.Handler:
    handler: logging.Handler = logging.StreamHandler()
    if name := settings["LOG_FILE"]:
        mode = "a" if settings.getbool("LOG_FILE_APPEND") else "w"
        handler = logging.FileHandler(name, mode=mode, encoding="utf-8")
    handler.setFormatter(JsonFormatter())
    handler.setLevel(settings["LOG_LEVEL"])
    return handler
