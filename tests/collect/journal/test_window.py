"""Short looks into the journal: a few entries after a place, how many came since an instant."""

from __future__ import annotations

from pathlib import Path

import pytest

from tagma.collect.journal import Entry, open_journal
from tagma.collect.journal.layout import list_segments
from tagma.collect.journal.window import count_since, read_window
from tests.collect.journal.writer import make_record


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twelve entries, one a second, in a Parquet segment, a sealed one and one that grows."""
    with open_journal(tmp_path, seal_rows=5) as journal:
        for number in range(1, 13):
            journal.append([make_record(f"e{number}")._replace(received_at=number * 1_000_000)])
        assert journal.archive(5) == 1
    assert [path.suffix for _, path in sorted(list_segments(tmp_path).items())] == [
        ".parquet", ".sqlite", ".sqlite",
    ]  # fmt: skip
    return tmp_path


def test_a_window_holds_the_entries_after_a_place(folder: Path) -> None:
    for after in range(13):
        found = read_window(folder, after, 4)
        assert [each.position for each in found if isinstance(each, Entry)] == list(range(1, 13))[after:][:4]


def test_entries_since_an_instant_are_counted_in_every_segment(folder: Path) -> None:
    for second in range(15):
        assert count_since(folder, second * 1_000_000) == sum(each >= second for each in range(1, 13))
    assert count_since(folder, 12_000_001) == 0


def test_an_empty_journal_has_nothing(tmp_path: Path) -> None:
    assert read_window(tmp_path, 0, 10) == []
    assert count_since(tmp_path, 0) == 0
