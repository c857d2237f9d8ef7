"""The hundred tags in Polars: lazy scans of Parquet, one group-by per event type for what can share it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import polars as pl

from benchmarks.mix import (
    AnyGroup,
    Cases,
    Chain,
    Feature,
    Formula,
    Number,
    Percentile,
    Tag,
    Term,
    Tiers,
    Trait,
    When,
    features,
)
from benchmarks.sessions import AS_OF

DAY = 86_400_000_000
NOW = int((AS_OF - datetime(1970, 1, 1)).total_seconds()) * 1_000_000
CENTS = {"amount", "price", "worth"}


def run(frames: Path, tags: tuple[Tag, ...]) -> pl.DataFrame:
    """All tags of all customers, one row each, by customer."""
    wanted = list(
        dict.fromkeys(
            f for tag in tags if not isinstance(tag.formula, AnyGroup) for f in features(tag.formula)
        )
    )
    names = {feature: f"f{number}" for number, feature in enumerate(wanted)}
    table = pl.scan_parquet(frames / "traits.parquet").collect()
    for event in dict.fromkeys(feature.event for feature in wanted):
        shared = [f for f in wanted if f.event == event and f.function != "top"]
        scan = pl.scan_parquet(frames / f"{event}.parquet").filter(pl.col("ts") <= NOW)
        grouped = (
            scan.group_by("c")
            .agg(*(_aggregate(f).alias(names[f]) for f in shared))
            .collect(engine="streaming")
        )
        table = table.join(grouped, on="c", how="left")
        for feature in (f for f in wanted if f.event == event and f.function == "top"):
            table = table.join(_top(frames, feature, names[feature]), on="c", how="left")
    filled = [names[f] for f in wanted if f.function in ("count", "sum", "distinct", "days")]
    table = table.with_columns(pl.col(name).fill_null(0) for name in filled)
    out = table.select(
        "c",
        *(
            _formula(tag.formula, names).alias(tag.name)
            for tag in tags
            if not isinstance(tag.formula, Chain | AnyGroup)
        ),
    )
    for tag in tags:
        if isinstance(tag.formula, Chain | AnyGroup):
            members = (
                _chain(frames, tag.formula)
                if isinstance(tag.formula, Chain)
                else _groups(frames, tag.formula)
            )
            out = out.with_columns(pl.col("c").is_in(members.implode()).alias(tag.name))
    return out.select("c", *(tag.name for tag in tags)).sort("c")


def _inside(feature: Feature) -> pl.Expr:
    condition = pl.col("ts") <= NOW - feature.newer * DAY
    if feature.older:
        condition &= pl.col("ts") > NOW - feature.older * DAY
    if feature.where:
        condition &= _compare(pl.col(feature.where[0]), feature.where[1], pl.lit(feature.where[2]))
    return condition


def _compare(left: pl.Expr, op: str, right: pl.Expr) -> pl.Expr:
    match op:
        case "=":
            return left == right
        case "!=":
            return left.ne_missing(right)
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
    return left >= right


def _aggregate(feature: Feature) -> pl.Expr:
    inside = _inside(feature)
    column = pl.col(feature.column).filter(inside) if feature.column else None
    scale = 100 if feature.column in CENTS else 1
    match feature.function:
        case "count":
            return inside.sum().cast(pl.Int64)
        case "recency":
            return (NOW - pl.col("ts").filter(inside).max()) / DAY
        case "days":
            return ((pl.col("ts").filter(inside) + DAY // 3) // DAY).n_unique().cast(pl.Int64)
        case "distinct":
            return column.n_unique().cast(pl.Int64)
        case "avg":
            return column.sum() / column.count().replace(0, None) / scale
        case "median":
            return column.median() / scale
        case "sum":
            return column.sum().cast(pl.Int64) / scale
    return getattr(column, feature.function)() / scale


def _top(frames: Path, feature: Feature, name: str) -> pl.DataFrame:
    counted = (
        pl.scan_parquet(frames / f"{feature.event}.parquet")
        .filter(_inside(feature))
        .group_by("c", feature.column)
        .len()
    )
    return (
        counted.sort("c", "len", feature.column, descending=[False, True, False])
        .group_by("c")
        .agg(pl.col(feature.column).first().alias(name))
        .collect()
    )


def _chain(frames: Path, chain: Chain) -> pl.Series:
    def events(event: str, low: bool = True) -> pl.DataFrame:
        scan = pl.scan_parquet(frames / f"{event}.parquet").select("c", "ts").filter(pl.col("ts") <= NOW)
        if low and chain.older:
            scan = scan.filter(pl.col("ts") > NOW - chain.older * DAY)
        return scan.sort("ts").collect()

    reached = events(chain.steps[0][0])
    for event, days in chain.steps[1:]:
        before = reached.with_columns(pl.col("ts").alias("before"))
        joined = events(event).join_asof(
            before, on="ts", by="c", strategy="backward", allow_exact_matches=False, check_sortedness=False
        )
        reached = joined.filter(
            pl.col("before").is_not_null() & (pl.col("ts") <= pl.col("before") + round(days * DAY))
        ).select("c", "ts")
    if chain.forbidden:
        event, days = chain.forbidden
        after = events(event, low=False).with_columns(pl.col("ts").alias("after"))
        joined = reached.join_asof(
            after, on="ts", by="c", strategy="forward", allow_exact_matches=False, check_sortedness=False
        )
        end = pl.col("ts") + round(days * DAY)
        reached = joined.filter((end <= NOW) & (pl.col("after").is_null() | (pl.col("after") > end)))
    return reached["c"].unique()


def _groups(frames: Path, group: AnyGroup) -> pl.Series:
    scan = pl.scan_parquet(frames / f"{group.feature.event}.parquet").filter(
        _inside(group.feature) & pl.col(group.column).is_not_null()
    )
    grouped = scan.group_by("c", group.column).agg(_aggregate(group.feature).alias("v"))
    return grouped.filter(pl.col("v") >= group.least).select("c").unique().collect(engine="streaming")["c"]


def _formula(formula: Formula, names: dict[Feature, str]) -> pl.Expr:
    match formula:
        case When(terms):
            return pl.all_horizontal(_term(term, names) for term in terms).fill_null(False)
        case Number(feature):
            return pl.col(names[feature])
        case Percentile(feature, p):
            column = pl.col(names[feature])
            return (column >= column.quantile(p / 100, "equiprobable")).fill_null(False)
        case Tiers(feature, tiers):
            expression = pl.lit(None, dtype=pl.String)
            for at, label in reversed(tiers):
                expression = pl.when(pl.col(names[feature]) >= at).then(pl.lit(label)).otherwise(expression)
            return expression
        case Cases(cases, otherwise):
            expression = pl.lit(otherwise)
            for label, when in reversed(cases):
                expression = pl.when(_formula(when, names)).then(pl.lit(label)).otherwise(expression)
            return expression
    raise TypeError(formula)


def _term(term: Term, names: dict[Feature, str]) -> pl.Expr:
    left = pl.col(term.left.name if isinstance(term.left, Trait) else names[term.left])
    if isinstance(term.right, tuple):
        return left.is_in(term.right).fill_null(False)
    right = pl.col(names[term.right]) if isinstance(term.right, Feature) else pl.lit(term.right)
    return _compare(left, term.op, right).fill_null(False)
