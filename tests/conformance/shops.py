"""One small shop, twice: as a DuckDB warehouse and as a lake behind a cluster, by the same flows."""

from __future__ import annotations

import logging
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import duckdb
from sqlglot import exp

from tagma.engine import dialect
from tagma.engine.protocol import Table
from tagma.evaluate import Planner, ask
from tagma.evaluate.plan import Plan
from tagma.flows.apply import apply_definitions
from tagma.flows.demo import write_demo
from tagma.flows.refresh import refresh
from tagma.flows.world import open_world
from tagma.rules import check_rule, parse_rule
from tagma.workspace import Workspace, open_workspace
from tests.oracle.extras import write_extras

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import pyarrow as pa

    from tests.oracle.clocks import Clock

HOUSEHOLDS = 24
FIRST, SECOND = datetime(2017, 6, 30, 4), datetime(2018, 1, 1, 4, 1, 20)

MORE = """
kind: source
name: conformance_tastes
read: data/tastes.csv
traits:
  sql: |
    select household as user_id, string_split(tastes, '|') as tastes, weight::double as weight from raw
  fields:
    tastes: {type: list}
    weight: {type: float}
---
kind: tag
name: c_fifth
label: {en: Fifth, zh: 五分位}
path: [测试, 分位]
class: value
refresh: realtime
value: sum(order.amount in last 365 days)
quantiles: {n: 5}
---
kind: tag
name: c_average
label: {en: Average basket, zh: 客单价}
path: [测试, 数值]
class: value
refresh: realtime
value: avg(order.amount in last 365 days)
---
kind: tag
name: c_heavy
label: {en: Weight per order, zh: 单均重量}
path: [测试, 数值]
class: value
refresh: realtime
value: weight / count(order) * 1000
---
kind: tag
name: c_latest
label: {en: Last order, zh: 最近订单}
path: [测试, 时间]
class: behaviour
refresh: realtime
value: last(order)
---
kind: tag
name: c_place
label: {en: Rank by spend, zh: 消费排名}
path: [测试, 排名]
class: value
refresh: monthly
value: rank(sum(order.amount))
---
kind: tag
name: c_tops
label: {en: Top days, zh: 常购}
path: [测试, 列表]
class: behaviour
refresh: realtime
value: top(item.category in last 180 days, 4)
---
kind: tag
name: c_rfm
label: {en: RFM group, zh: 客户分群}
path: [测试, 价值]
class: value
refresh: realtime
rfm: {event: order, amount: amount}
---
kind: segment
name: c_spicy
label: {en: Likes it spicy, zh: 嗜辣}
when: tastes contains 'spicy' and c_fifth >= 2
"""

CLUSTER = """
engine: spark
spark:
  master: {master}
  cluster_from: "{least}"
  answers_from: 1TB
  config:
    spark.driver.memory: 1g
    spark.driver.extraJavaOptions: -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xss4m
    spark.sql.shuffle.partitions: "2"
    spark.default.parallelism: "2"
    spark.sql.adaptive.enabled: "false"
    spark.sql.codegen.wholeStage: "false"
    spark.sql.codegen.factoryMode: NO_CODEGEN
    spark.sql.autoBroadcastJoinThreshold: "1MB"
"""


@dataclass(frozen=True)
class Shop:
    """A workspace in which everything of the suite was done once.

    Attributes:
        driven: what the cluster had no words for, as the engine has logged it.
        distributed: what the cluster has run.
    """

    ws: Workspace
    driven: list[str]
    distributed: list[str]


def write_small_shop(folder: Path, households: int = HOUSEHOLDS) -> None:
    """The demo shop of a few households, with what the oracle and this suite add to it."""
    write_demo(folder)
    data = folder / "data"
    connection = duckdb.connect()
    chosen = f"select distinct household_id from '{data}/transactions.parquet' order by household_id limit {households}"
    connection.execute(f"create table chosen as {chosen}")
    for name in ("transactions", "campaigns", "coupon_redemptions", "demographics"):
        file = data / f"{name}.parquet"
        connection.execute(
            f"copy (select * from '{file}' semi join chosen using (household_id)) to '{file}.new' (format parquet)"
        )
        (data / f"{name}.parquet.new").replace(file)
    ids = [row[0] for row in connection.execute("select household_id from chosen").fetchall()]
    connection.close()
    write_extras(folder, ids)
    (folder / "conformance.yaml").write_text(MORE, encoding="utf-8")
    tastes = ("spicy", "sweet|spicy", "sour", "sweet, sour|don't")
    rows = [f'{h},"{tastes[h % 4]}",{h / 7}' for h in ids if h % 2]
    (data / "tastes.csv").write_text("\n".join(["household,tastes,weight", *rows]) + "\n", encoding="utf-8")


def copy_to_cluster(folder: Path, target: Path, master: str = "local[2]", least: str = "0") -> Path:
    """The same workspace, not loaded yet, with a cluster in its settings."""
    shutil.copytree(folder, target, ignore=shutil.ignore_patterns(".tagma"))
    with (target / "tagma.yaml").open("a", encoding="utf-8") as settings:
        settings.write(CLUSTER.format(master=master, least=least))
    return target


@contextmanager
def open_shop(folder: Path) -> Iterator[Shop]:
    """Opens a workspace, applies its definitions, and publishes two portraits half a year apart."""
    listening = _Listening()
    logger = logging.getLogger("tagma.engine")
    logger.addHandler(listening)
    before = logger.level
    logger.setLevel(logging.DEBUG)
    try:
        with open_workspace(folder, purpose="conformance") as ws:
            apply_definitions(ws, "conformance", "the same on every engine")
            refresh(ws, as_of=FIRST)
            refresh(ws, as_of=SECOND)
            yield Shop(ws, listening.driven, listening.distributed)
    finally:
        logger.removeHandler(listening)
        logger.setLevel(before)


def answer_rules(ws: Workspace, rules: Sequence[str], clock: Clock) -> pa.Table:
    """The value of every rule for every customer as of an instant, computed as a portrait is.

    Column ``r0`` is the answer to the first rule, and so on.
    """
    world = open_world(ws, clock.as_of)
    outputs = []
    for number, rule in enumerate(rules):
        node = parse_rule(rule)
        asked = ask(node, check_rule(node, world.vocabulary, text=rule, allow_future=True))
        outputs.append(_rename(asked, f"r{number}"))
    plan: Plan = Planner(world).plan(outputs)
    answers = Table("conformance", f"at_{clock.name}")
    ws.engine.create(answers, plan.pipeline, step=f"rules at {clock.name}")
    return read_table(ws, answers)


def read_table(ws: Workspace, table: Table, order: Sequence[str] = ("_customer_id",)) -> pa.Table:
    """All rows of a table in an order."""

    rows = exp.Select().from_(dialect.table(table.name, table.schema)).select("*")
    return ws.engine.query(rows.order_by(*(dialect.column(name) for name in order)), step="read")


def _rename(asked: Any, name: str) -> Any:
    return replace(asked, name=name, fingerprint=name)


class _Listening(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.driven: list[str] = []
        self.distributed: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if "run by the driver" in message:
            self.driven.append(message)
        if "(spark)" in message:
            self.distributed.append(message)
