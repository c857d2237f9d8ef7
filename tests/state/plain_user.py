"""A folder and a user without root's right to write everywhere."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tagma.state import open_state

if TYPE_CHECKING:
    from collections.abc import Iterator

NOBODY = 65534


@pytest.fixture
def plain_user(tmp_path: Path) -> Iterator[Path]:
    """Yields a folder that belongs to an ordinary user, as whom the test runs."""
    open_state(f"sqlite:///{tmp_path / 'warm.sqlite'}").close()  # imports what only root may read
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(NOBODY)
    folder = Path(tempfile.mkdtemp(prefix="tagma-test-"))
    try:
        yield folder
    finally:
        if is_root:
            os.seteuid(0)
        folder.chmod(0o700)
        shutil.rmtree(folder)
