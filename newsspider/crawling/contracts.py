"""A contract for ``scrapy check`` that needs no network: the page comes from the sample newspaper on loopback."""

from __future__ import annotations

import atexit
from contextlib import ExitStack
from typing import Any

from scrapy.contracts import Contract

from newsspider.sample import FRONT_STORY, serve


class SampleStoryContract(Contract):
    """Asks for the sample newspaper's front story: ``@sample_story``. It is served until the process ends."""

    name = "sample_story"

    def adjust_request_args(self, args: dict[str, Any]) -> dict[str, Any]:
        """The request's arguments, with the story's URL."""
        held = ExitStack()
        server = held.enter_context(serve())
        atexit.register(held.close)
        return args | {"url": server.url + FRONT_STORY}
