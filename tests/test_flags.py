"""The flags that rewrite what the tests expect."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize("flag", ["--update-golden", "--raise-ratchet", "--lower-ratchet"])
def test_a_continuous_build_rewrites_nothing(flag: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--collect-only", flag, "tests/test_golden.py"],
        cwd=Path(__file__).parents[1],
        env={**os.environ, "CI": "true"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert f"{flag} rewrites what the tests expect" in done.stderr
