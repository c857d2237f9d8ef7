"""The examples are workspaces that do what their READMEs show."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.story.blocks import ROOT, read_commands
from tests.story.output import compare_output, run_command

EXAMPLES = sorted(path.parent for path in (ROOT / "examples").glob("*/tagma.yaml"))


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_example(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(folder, tmp_path / folder.name, ignore=shutil.ignore_patterns(".tagma"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)
    shown = read_commands(f"examples/{folder.name}/README.md")
    assert shown
    wrong = [line for one in shown for line in compare_output(one, run_command(one, capsys).splitlines())]
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)
