"""The hundred tags in pandas: each event type is read once with the columns it needs, then feature by
feature.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd

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


def run(frames: Path, tags: tuple[Tag, ...]) -> pd.DataFrame:
    """All tags of all customers, one row each, by customer."""
    table = pd.read_parquet(frames / "traits.parquet").set_index("c")
    wanted = list(
        dict.fromkeys(
            f for tag in tags if not isinstance(tag.formula, AnyGroup) for f in features(tag.formula)
        )
    )
    values: dict[Feature, pd.Series] = {}
    members: dict[str, np.ndarray] = {}
    chains = [tag for tag in tags if isinstance(tag.formula, Chain)]
    times: dict[str, pd.DataFrame] = {}
    for event in dict.fromkeys(
        [*(f.event for f in wanted), *(step for tag in chains for step, _ in tag.formula.steps)]
    ):
        frame = _read(frames, event)
        for feature in (f for f in wanted if f.event == event):
            values[feature] = _aggregate(frame, feature).reindex(table.index)
            if feature.function in ("count", "sum", "distinct", "days"):
                values[feature] = values[feature].fillna(0)
        for tag in tags:
            if isinstance(tag.formula, AnyGroup) and tag.formula.feature.event == event:
                members[tag.name] = _groups(frame, tag.formula)
        times[event] = frame[["c", "ts"]]
        del frame
    for tag in chains:
        members[tag.name] = _chain(times, tag.formula)
    out = {}
    for tag in tags:
        out[tag.name] = (
            table.index.isin(members[tag.name])
            if tag.name in members
            else _formula(tag.formula, values, table)
        )
    return pd.DataFrame(out, index=table.index).sort_index().reset_index()


def _read(frames: Path, event: str) -> pd.DataFrame:
    import pyarrow.parquet as pq

    table = pq.read_table(
        frames / f"{event}.parquet",
        read_dictionary=["product", "category", "channel", "store", "campaign", "topic"],
    )
    frame = table.to_pandas(self_destruct=True, split_blocks=True)
    return frame[frame["ts"] <= NOW]


def _select(frame: pd.DataFrame, feature: Feature) -> pd.DataFrame:
    inside = frame["ts"].to_numpy() <= NOW - feature.newer * DAY
    if feature.older:
        inside &= frame["ts"].to_numpy() > NOW - feature.older * DAY
    if feature.where:
        column, op, value = feature.where
        inside &= np.asarray(_compare(frame[column], op, value))
    return frame[inside] if not inside.all() else frame


def _compare(left: pd.Series, op: str, right: object) -> pd.Series:
    match op:
        case "=":
            return left == right
        case "!=":
            return left != right
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
    return left >= right


def _aggregate(frame: pd.DataFrame, feature: Feature) -> pd.Series:
    chosen = _select(frame, feature)
    scale = 100 if feature.column in CENTS else 1
    customers = chosen["c"]
    match feature.function:
        case "count":
            return customers.groupby(customers, sort=False).size()
        case "recency":
            return (NOW - chosen["ts"].groupby(customers, sort=False).max()) / DAY
        case "days":
            days = (chosen["ts"] + DAY // 3) // DAY
            return pd.DataFrame({"c": customers, "d": days}).drop_duplicates().groupby("c", sort=False).size()
        case "distinct":
            return chosen[["c", feature.column]].drop_duplicates().groupby("c", sort=False).size()
        case "top":
            counts = (
                chosen.groupby(["c", feature.column], sort=False, observed=True)
                .size()
                .rename("n")
                .reset_index()
            )
            counts[feature.column] = counts[feature.column].astype(str)
            return (
                counts.sort_values(["c", "n", feature.column], ascending=[True, False, True])
                .drop_duplicates("c")
                .set_index("c")[feature.column]
            )
        case "avg":
            grouped = chosen[feature.column].groupby(customers, sort=False)
            return grouped.sum() / grouped.count() / scale
    return getattr(chosen[feature.column].groupby(customers, sort=False), feature.function)() / scale


def _groups(frame: pd.DataFrame, group: AnyGroup) -> np.ndarray:
    chosen = _select(frame, group.feature)
    grouped = chosen.groupby(["c", group.column], sort=False, observed=True)
    value = (
        grouped.size()
        if group.feature.function == "count"
        else grouped[group.feature.column].agg(group.feature.function)
    )
    return value[value >= group.least].index.get_level_values("c").unique().to_numpy()


def _chain(times: dict[str, pd.DataFrame], chain: Chain) -> np.ndarray:
    def events(event: str, low: bool = True) -> pd.DataFrame:
        frame = times[event]
        if low and chain.older:
            frame = frame[frame["ts"].to_numpy() > NOW - chain.older * DAY]
        return frame.sort_values("ts", kind="stable")

    reached = events(chain.steps[0][0])
    for event, days in chain.steps[1:]:
        before = reached.assign(before=reached["ts"])
        joined = pd.merge_asof(
            events(event), before, on="ts", by="c", direction="backward", allow_exact_matches=False
        )
        reached = joined[joined["ts"] <= joined["before"] + round(days * DAY)][["c", "ts"]]
    if chain.forbidden:
        event, days = chain.forbidden
        other = events(event, low=False)
        joined = pd.merge_asof(
            reached,
            other.assign(after=other["ts"]),
            on="ts",
            by="c",
            direction="forward",
            allow_exact_matches=False,
        )
        end = joined["ts"] + round(days * DAY)
        reached = joined[(end <= NOW) & ~(joined["after"] <= end)]
    return reached["c"].unique()


def _formula(formula: Formula, values: dict[Feature, pd.Series], table: pd.DataFrame) -> np.ndarray:
    match formula:
        case When(terms):
            return np.logical_and.reduce([_term(term, values, table) for term in terms])
        case Number(feature):
            return values[feature].to_numpy()
        case Percentile(feature, p):
            column = values[feature]
            known = column.dropna().to_numpy()
            return (column >= np.quantile(known, p / 100, method="inverted_cdf")).to_numpy()
        case Tiers(feature, tiers):
            return np.select(
                [(values[feature] >= at).to_numpy() for at, _ in tiers], [label for _, label in tiers], None
            )
        case Cases(cases, otherwise):
            return np.select(
                [_formula(when, values, table) for _, when in cases], [label for label, _ in cases], otherwise
            )
    raise TypeError(formula)


def _term(term: Term, values: dict[Feature, pd.Series], table: pd.DataFrame) -> np.ndarray:
    left = table[term.left.name] if isinstance(term.left, Trait) else values[term.left]
    if isinstance(term.right, tuple):
        return left.isin(term.right).to_numpy()
    right = values[term.right] if isinstance(term.right, Feature) else term.right
    result = _compare(left, term.op, right)
    missing = term.op == "!="
    return np.asarray(result.fillna(missing), dtype=bool)
