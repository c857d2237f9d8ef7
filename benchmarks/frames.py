# ruff: noqa: E501  (SQL and tables read better whole)
"""Parquet copies of the event tables with the columns that the tags need: what the data-frame peers read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.mix import AnyGroup, Chain, Tag, features
from benchmarks.sql_peers import connect

if TYPE_CHECKING:
    from pathlib import Path


def needed_columns(tags: tuple[Tag, ...]) -> dict[str, list[str]]:
    """For each event type the properties that the tags read."""
    needed: dict[str, dict[str, None]] = {}
    for tag in tags:
        formula = tag.formula
        wanted = [formula.feature] if isinstance(formula, AnyGroup) else features(formula)
        for feature in wanted:
            columns = needed.setdefault(feature.event, {})
            columns.update(
                dict.fromkeys(c for c in (feature.column, feature.where and feature.where[0]) if c)
            )
        if isinstance(formula, AnyGroup):
            needed[formula.feature.event][formula.column] = None
        if isinstance(formula, Chain):
            for event, _ in (*formula.steps, *([formula.forbidden] if formula.forbidden else [])):
                needed.setdefault(event, {})
    return {event: list(columns) for event, columns in needed.items()}


def write_frames(folder: Path, tags: tuple[Tag, ...]) -> Path:
    """Writes one Parquet file per event type and one of the traits; money in whole cents, time in microseconds."""
    target = folder / "frames"
    target.mkdir(exist_ok=True)
    connection = connect(folder, "4GB")
    for event, properties in needed_columns(tags).items():
        columns = ["_customer_id AS c", "epoch_us(_ts) AS ts"]
        for name in properties:
            money = name in ("amount", "price", "worth")
            columns.append(f'CAST("{name}" * 100 AS BIGINT) AS "{name}"' if money else f'"{name}"')
        connection.execute(
            f"COPY (SELECT {', '.join(columns)} FROM shop.events.\"{event}\") TO '{target / event}.parquet' (ROW_GROUP_SIZE 500000)"
        )
    connection.execute(
        f"COPY (SELECT _customer_id AS c, * EXCLUDE _customer_id FROM shop.people.traits ORDER BY c) TO '{target / 'traits'}.parquet'"
    )
    connection.close()
    return target
