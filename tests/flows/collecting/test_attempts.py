"""After a crash less is loaded at a time, and only where the crash was; one crash at one entry may be chance."""

from __future__ import annotations

from pathlib import Path

from tagma.flows.collecting.attempts import MOST_TRIES, Attempts


def test_crashes_at_one_place_narrow_it_down(tmp_path: Path) -> None:
    path = tmp_path / "loading.json"
    seen = [Attempts(path, 20_000).begin(100) for _ in range(6 + MOST_TRIES)]
    assert [size for size, _ in seen[:6]] == [20_000, 2_000, 200, 20, 2, 1]
    assert [poison for _, poison in seen] == [False] * (5 + MOST_TRIES) + [True]


def test_what_was_passed_is_behind_it(tmp_path: Path) -> None:
    path = tmp_path / "loading.json"
    for _ in range(6):
        Attempts(path, 20_000).begin(100)
    attempts = Attempts(path, 20_000)
    assert attempts.begin(100) == (1, False)
    attempts.end()
    assert attempts.begin(101) == (20_000, False)
    attempts.end()
    assert not path.exists()


def test_a_crash_further_on_begins_anew(tmp_path: Path) -> None:
    path = tmp_path / "loading.json"
    Attempts(path, 20_000).begin(100)
    second = Attempts(path, 20_000)
    assert second.begin(100) == (2_000, False)
    second.end()
    assert second.begin(2_100) == (2_000, False)
    assert Attempts(path, 20_000).begin(2_100) == (200, False)
