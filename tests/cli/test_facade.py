"""``import tagma``."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

import tagma


def test_everything_is_one_call(shop: Path) -> None:
    with tagma.open(shop) as ws:
        assert ws.folder == shop
        found = ws.customers("regulars", columns=["city"])
        assert found.to_arrow().to_pydict() == {"customer": ["1", "3"], "city": ["上海", "上海"]}
        assert ws.customers("regulars", limit=1).to_list() == [{"customer": "1"}]
        assert ws.count("active").count == 1
        assert ws.count("active", as_of="2024-06-10").count == 0
        assert ws.count("active", as_of=date(2024, 6, 10)).as_of == datetime(2024, 6, 9, 16)
        assert ws.profile(1).traits["city"] == "上海"
        assert ws.explain(1, "active").formula.value is True
        assert ws.sql("active").startswith("WITH")
        assert ws.words("active", "zh").words == "最近 30 天内「下单」至少 2 次"


def test_customers_are_written(shop: Path, tmp_path: Path) -> None:
    with tagma.open(shop) as ws:
        assert ws.customers("regulars").write(tmp_path / "out.csv") == 2


def test_plan_apply_refresh_without_with(fresh: Path) -> None:
    ws = tagma.open(fresh)
    try:
        assert len(ws.plan().changes) == 13
        assert len(ws.apply("ada", "the first").changes) == 13
        assert ws.refresh(demanded=["wish"]).run.status == "done"
        assert ws.count("count(order) >= 0").count == 5
    finally:
        ws.close()
    with tagma.open(fresh) as again:
        assert again.count("active").count == 1


def test_errors_are_tagmas(shop: Path, tmp_path: Path) -> None:
    with pytest.raises(tagma.TagmaError, match="is not a workspace"):
        tagma.open(tmp_path)
    with tagma.open(shop) as ws, pytest.raises(tagma.TagmaError, match="no event"):
        ws.count("count(ordr) > 1")
    with tagma.open(shop), pytest.raises(tagma.TagmaError, match="python"):
        tagma.open(shop)


def test_version() -> None:
    assert tagma.__version__
    with pytest.raises(AttributeError):
        _ = tagma.nothing  # type: ignore[attr-defined]
