"""A process that has imported what our commands need. Each that a test runs is forked from it: imports are paid once.

    pytest ── asks ──> server ── forks ──> keeper ── forks ──> the command ── forks ──> spare
       └── pid, exit code ──────────────────┘                     └── its forkserver ────┘

A command has its own environment, folder, output and signals, and ends as from a shell. Its forkserver, from which
the readers of pages are forked, would import for as long as itself: the spare becomes it.
"""

from __future__ import annotations

import faulthandler
import fcntl
import gc
import importlib
import json
import os
import signal
import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from multiprocessing import util
from typing import Any

from scrapy import cmdline
from scrapy.utils.misc import load_object

from newsspider import cli, settings
from newsspider.cli.running import project_settings
from tests.warm.process import NUMBER

MODULES = (
    "newsspider.cli.progress",
    "newsspider.cli.results",
    "newsspider.crawling.connections",
    "newsspider.crawling.logs",
    "newsspider.crawling.warmed",
    "newsspider.spiders.kept",
    "newsspider.spiders.news",
    "newsspider.spiders.page",
    "newsspider.spiders.warc",
)
COMPONENTS = ("ADDONS", "DOWNLOADER_MIDDLEWARES", "EXTENSIONS", "ITEM_PIPELINES", "SPIDER_MIDDLEWARES")
LATE = (
    "numpy.random",
    "pydantic.type_adapter",
    "scrapy.core.downloader.handlers.http11",
    "scrapy.dupefilters",
    "scrapy.pqueues",
    "scrapy.resolver",
    "scrapy.squeues",
    "scrapy.statscollectors",
    "twisted.web.client",
)
"""What those whom we import import but when they are used."""
PROGRAMS: Mapping[str, Callable[[], object]] = {"newsspider": cli.main, "scrapy": cmdline.execute}
_FILES = 16
"""How many open files a message brings at most."""


def main() -> None:
    """Serve who is at the other end of the socket that the argument names, until it is closed."""
    with socket.socket(fileno=int(sys.argv[1])) as requests:
        _import()
        while files := socket.recv_fds(requests, 1, _FILES)[1]:
            if not os.fork():
                requests.close()
                _keep(*files)
                return
            for file in files:
                os.close(file)
            _forget_ended()


def _import() -> None:
    """Import what the commands would."""
    for module in (*MODULES, *LATE):
        importlib.import_module(module)
    chosen = project_settings()
    for kind in COMPONENTS:
        for component in chosen.getwithbase(kind):  # Scrapy loads those too that are switched off
            load_object(component)
    gc.freeze()


def _forget_ended() -> None:
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _keep(channel: int, stdout: int, stderr: int) -> None:
    """Begin the command that the channel asks for, and tell there its process and how that ends."""
    with socket.socket(fileno=channel) as teller:
        asked = json.loads(b"".join(iter(lambda: teller.recv(65536), b"")))
        if pid := os.fork():
            os.close(stdout)
            os.close(stderr)
            teller.sendall(NUMBER.pack(pid))
            teller.sendall(NUMBER.pack(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])))
            os._exit(0)
    os.dup2(stdout, 1)
    os.dup2(stderr, 2)
    os.closerange(3, max(stdout, stderr) + 1)
    _run(**asked)


def _run(program: str, arguments: Sequence[str], environment: Mapping[str, str], folder: str) -> None:
    """Be the command; SIGUSR1 asks where its threads are."""
    faulthandler.register(signal.SIGUSR1)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv[:] = [program, *arguments]
    importlib.reload(settings)
    _keep_spare()
    PROGRAMS[program]()


def _keep_spare() -> None:
    """Fork the process that becomes this one's first forkserver, and ends with this one if none is asked for."""
    ours, its = socket.socketpair()
    if not (pid := os.fork()):
        ours.close()
        _be_forkserver(its)
        os._exit(0)
    its.close()
    spawn = util.spawnv_passfds

    def take_spare(path: bytes, args: Sequence[Any], passfds: Sequence[int]) -> int:
        if "forkserver" not in args[-1]:
            return spawn(path, args, passfds)
        socket.send_fds(ours, [json.dumps([args[-1], passfds]).encode()], passfds)
        ours.close()
        util.spawnv_passfds = spawn
        return pid

    util.spawnv_passfds = take_spare


def _be_forkserver(channel: socket.socket) -> None:
    """Run the code that is sent, with the open files by the numbers that they have in it; none if none is sent."""
    message, received, *_ = socket.recv_fds(channel, 65536, _FILES)
    channel.close()
    if message:
        code, numbers = json.loads(message)
        apart = [fcntl.fcntl(file, fcntl.F_DUPFD_CLOEXEC, max(numbers) + 1) for file in received]
        os.closerange(3, max(numbers) + 1)
        for file, number in zip(apart, numbers, strict=True):
            os.dup2(file, number)
            os.close(file)
        with suppress(SystemExit):
            exec(code)
