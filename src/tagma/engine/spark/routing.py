"""Who runs a query: the driver's DuckDB or the cluster. Both read the same state of the same tables."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from sqlglot import exp

from tagma.engine.duckdb.statements import TEMPORARY
from tagma.engine.protocol import Table
from tagma.engine.spark.dialect import CannotSay, render_spark
from tagma.engine.spark.lake.kinds import plain_kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tagma.engine.spark.explorer import Explorer
    from tagma.engine.spark.lake.manifest import Generation, Snapshot
    from tagma.engine.spark.runner import Runner

LOGGER = logging.getLogger("tagma.engine")


class Routing:
    """Binds queries to states of tables, and sends them where they are run."""

    def __init__(self, explorer: Explorer, runner: Runner) -> None:
        self._explorer = explorer
        self._runner = runner

    def bind(self, query: exp.Query, snapshot: Snapshot) -> exp.Query:
        """The query as DuckDB reads it."""
        bound = self.bind_statement(query, snapshot)
        assert isinstance(bound, exp.Query)
        return bound

    def bind_statement(self, statement: exp.Expr, snapshot: Snapshot) -> exp.Expr:
        """The statement as DuckDB reads it: every table of the lake under the name of its state."""
        bound = statement.copy()
        for node, generation in list_reads(bound, snapshot):
            named = self._explorer.show(generation)
            node.set("this", named.this)
            node.set("db", named.args["db"])
        return bound

    def describe(self, query: exp.Query, snapshot: Snapshot, step: str) -> dict[str, str]:
        """The columns that a query gives, with the DuckDB types that a table made of it has."""
        found = self._explorer.describe(self.bind(query, snapshot), step)
        return {name: plain_kind(kind) for name, kind in found.items()}

    def is_heavy(self, query: exp.Query, snapshot: Snapshot, limit: int) -> bool:
        """Whether the cluster runs it: it reads ``limit`` bytes, and nothing that only the driver has."""
        copied = query.copy()
        generations = [generation for _, generation in list_reads(copied, snapshot)]
        if any(node.db == TEMPORARY for node in copied.find_all(exp.Table)):
            return False
        read = {each.name: each.size for each in generations}
        return bool(read) and sum(read.values()) >= limit

    def distribute(
        self, query: exp.Query, snapshot: Snapshot, kinds: Mapping[str, str], path: str, step: str
    ) -> bool:
        """Runs a query on the cluster into a folder of the lake; False where Spark cannot say it."""
        own = query.copy()
        reads = list_reads(own, snapshot)
        try:
            said = self._runner.say(own, reads)
            render_spark(said)
        except CannotSay as reason:
            LOGGER.info("%s: run by the driver: %s", step, reason)
            return False
        shown = {generation.name: generation for _, generation in reads}
        self._runner.write(said, shown, kinds, path, step)
        return True


def list_reads(statement: exp.Expr, snapshot: Snapshot) -> list[tuple[exp.Table, Generation]]:
    """The tables of the lake that a statement reads; one without an alias gets its name as one."""
    found: list[tuple[exp.Table, Generation]] = []
    for node in statement.find_all(exp.Table):
        if not node.db or node.db == TEMPORARY:
            continue
        generation = snapshot.find(Table(node.db, node.name))
        if generation is not None:
            if not node.alias and not isinstance(node.parent, exp.Table):  # a template puts one in another
                node.set("alias", exp.TableAlias(this=exp.to_identifier(node.name, quoted=True)))
            found.append((node, generation))
    return found
