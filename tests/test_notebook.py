"""The notebook docs/analysis.ipynb: it is run on the store of ``newsspider demo``, and gives what it shows."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from base64 import b64decode
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.image import imread
from numpy.typing import NDArray

from tests.conftest import TOLD

Notebook = dict[str, Any]
NOTEBOOK = Path(__file__).parents[1] / "docs" / "analysis.ipynb"
BIN = Path(sys.executable).parent
RENEW = "renew it: pytest --update-notebook tests/test_notebook.py"
LARGEST = 300_000
"""Bytes: what a forge shows at once, and a repository keeps for each version."""
LIKE = 0.2
"""How much lighter or darker a field of a plot may be: fonts differ from machine to machine, bars don't."""


@pytest.fixture(scope="module")
def ran(archive_address: str, tmp_path_factory: pytest.TempPathFactory) -> Notebook:
    """The notebook as it comes out of a run."""
    folder = tmp_path_factory.mktemp("notebook")
    copy = shutil.copy(NOTEBOOK, folder)
    own = {"NEWSSPIDER_MONGO_URI": archive_address, "IPYTHONDIR": str(folder), "JUPYTER_RUNTIME_DIR": str(folder)}
    for command in (("newsspider", "demo"), ("jupyter-execute", "--inplace", copy)):
        run = [BIN / command[0], *command[1:]]
        done = subprocess.run(run, env=os.environ | own, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr
    return read(Path(copy))


@pytest.fixture(scope="module")
def kept(ran: Notebook, request: pytest.FixtureRequest) -> Notebook:
    """The notebook as it is in the repository: with ``--update-notebook`` as it ran."""
    if request.config.getoption("--update-notebook"):
        for cell in ran["cells"]:
            cell["metadata"].pop("execution", None)  # when it ran
        NOTEBOOK.write_text(json.dumps(ran, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        request.config.stash[TOLD].append(f"rewritten: {NOTEBOOK}")
    return read(NOTEBOOK)


def read(path: Path) -> Notebook:
    notebook: Notebook = json.loads(path.read_text(encoding="utf-8"))
    return notebook


def outputs(notebook: Notebook, kind: str) -> Iterator[tuple[str, Any]]:
    """The outputs of a MIME type, each with the id of its cell; what is printed is text/plain."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            found = output.get("data", {"text/plain": output.get("text")})
            if kind in found:
                yield cell["id"], found[kind]


def fields(picture: str) -> NDArray[np.floating[Any]]:
    """A plot in 20 times 40 fields, from 0 (black) to 1."""
    grey = imread(BytesIO(b64decode(picture)))[..., :3].mean(axis=2)
    rows = np.array_split(grey, 20)
    return np.array([[field.mean() for field in np.array_split(row, 40, axis=1)] for row in rows])


def test_the_notebook_says_what_it_shows(ran: Notebook, kept: Notebook) -> None:
    assert list(outputs(ran, "text/plain")) == list(outputs(kept, "text/plain")), RENEW


def test_the_notebook_draws_what_it_shows(ran: Notebook, kept: Notebook) -> None:
    drawn, shown = dict(outputs(ran, "image/png")), dict(outputs(kept, "image/png"))
    assert drawn.keys() == shown.keys() == {"months", "thread", "promoted"}, RENEW
    for name, plot in drawn.items():
        assert np.abs(fields(plot) - fields(shown[name])).max() < LIKE, f"{name}: {RENEW}"


def test_the_notebook_warns_of_nothing(ran: Notebook) -> None:
    streams = [output for cell in ran["cells"] for output in cell.get("outputs", ()) if "name" in output]
    assert {output["name"] for output in streams} == {"stdout"}


def test_the_notebook_is_small() -> None:
    assert NOTEBOOK.stat().st_size < LARGEST
