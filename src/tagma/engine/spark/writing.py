"""Rows into parts, and changes of tables: what is written never changes, so a change is a new part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from tagma.engine.duckdb import statements
from tagma.engine.duckdb.incoming import match_columns
from tagma.engine.protocol import Table
from tagma.engine.spark.lake.files import refuse_conflict
from tagma.engine.spark.lake.manifest import Generation
from tagma.errors import EngineError, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tagma.engine.spark.changes import Change
    from tagma.engine.spark.commits import Commits
    from tagma.engine.spark.explorer import Explorer
    from tagma.engine.spark.lake.files import Lake
    from tagma.engine.spark.lake.manifest import Part
    from tagma.engine.spark.routing import Routing

MANY_PARTS = 24
SMALL_PART = 8 << 20


class Writing:
    """Changes the tables of a lake; every call is inside a transaction of ``commits``."""

    def __init__(
        self, lake: Lake, explorer: Explorer, routing: Routing, commits: Commits, driver_limit: int
    ) -> None:
        self._lake = lake
        self._explorer = explorer
        self._routing = routing
        self._commits = commits
        self._driver_limit = driver_limit

    def find(self, table: Table, step: str) -> Generation:
        """The state of a table.

        Raises:
            EngineError: there is none.
        """
        found = self._commits.snapshot.find(table)
        if found is None:
            raise EngineError(
                Text(
                    f"step “{step}” failed: the table {table} is not there",
                    f"步骤“{step}”失败：表 {table} 不存在",
                ),
                step=step,
                sql="",
            )
        return found

    def create(self, table: Table, query: exp.Query, step: str, *, replace: bool) -> int:
        """Makes a table of the rows of a query; returns how many."""
        if not replace and self._commits.snapshot.find(table) is not None:
            raise refuse_conflict(table, step)
        kinds = self._routing.describe(query, self._commits.snapshot, step)
        part = self.write(table, query, kinds, step)
        self._commits.put(table, Generation(kinds).add(part))
        return part.rows if part else 0

    def define(self, table: Table, columns: Mapping[str, str]) -> None:
        """Makes a table, or adds the columns that it lacks."""
        known = self._commits.snapshot.find(table)
        present = {name.casefold() for name in known.columns} if known else set()
        fresh = {name: spell_kind(kind) for name, kind in columns.items() if name.casefold() not in present}
        if known is None or fresh:
            self._commits.put(table, (known or Generation({})).widen(fresh))

    def write(self, table: Table, query: exp.Query, kinds: Mapping[str, str], step: str) -> Part | None:
        """The rows of a query as a part of a table; None where there are none.

        Args:
            kinds: the names and types that its columns get, in order.
        """
        snapshot, path = self._commits.snapshot, self._commits.new_part(table)
        heavy = self._routing.is_heavy(query, snapshot, self._driver_limit)
        if not (heavy and self._routing.distribute(query, snapshot, kinds, path, step)):
            typed = [
                exp.cast(exp.column(name, quoted=True), statements.parse_type(kind)).as_(name, quoted=True)
                for name, kind in kinds.items()
            ]
            bound = self._routing.bind(query, snapshot)
            rows = exp.select(*typed).from_(bound.subquery("computed", copy=False))
            self._explorer.export(rows, self._lake.folder / path / "0.parquet", step=step)
        return self._lake.find_part(path, kinds)

    def append(self, table: Table, part: Part | None, step: str) -> None:
        """Adds a part to a table; many small ones become one."""
        grown = self.find(table, step).add(part)
        small = [each for each in grown.parts if each.size < SMALL_PART]
        if len(small) > MANY_PARTS:
            grown = self._merge_parts(table, grown, small, step)
        self._commits.put(table, grown)

    def apply(self, change: Change, step: str) -> int:
        """Makes one change; returns the number of rows touched."""
        match change.kind:
            case "create":
                self._create_empty(change, step)
            case "drop":
                if not change.unless_there:
                    self.find(change.table, step)
                self._commits.drop(change.table)
            case "rename":
                self._commits.put(Table(change.table.schema, change.name), self.find(change.table, step))
                self._commits.drop(change.table)
            case "add column":
                self.define(change.table, change.columns)
            case "drop column":
                narrowed = self.find(change.table, step).narrow({change.name.casefold()})
                self._commits.put(change.table, narrowed)
            case "insert":
                return self._insert(change, step)
            case _:
                return self._rewrite(change, step)
        return 0

    def _create_empty(self, change: Change, step: str) -> None:
        if self._commits.snapshot.find(change.table) is not None and not change.replaces:
            if change.unless_there:
                return
            raise refuse_conflict(change.table, step)
        if change.query is not None:
            self.create(change.table, change.query, step, replace=True)
            return
        columns = {name: spell_kind(kind) for name, kind in change.columns.items()}
        self._commits.put(change.table, Generation(columns))

    def _merge_parts(self, table: Table, grown: Generation, small: list[Part], step: str) -> Generation:
        path = self._commits.new_part(table)
        rows = exp.select("*").from_(self._explorer.show(Generation(grown.columns, tuple(small))))
        self._explorer.export(rows, self._lake.folder / path / "0.parquet", step=step)
        merged = self._lake.find_part(path, grown.columns)
        large = tuple(each for each in grown.parts if each not in small)
        return Generation(grown.columns, large).add(merged)

    def _insert(self, change: Change, step: str) -> int:
        known = self.find(change.table, step)
        names = list(change.columns) or list(known.columns)
        kinds = dict(match_columns(change.table, known.columns, names, step))
        assert change.query is not None
        given = self._routing.describe(change.query, self._commits.snapshot, step)
        if len(given) != len(kinds):
            raise EngineError(
                Text(
                    f"step “{step}” gives {len(given)} columns for {len(kinds)}",
                    f"步骤“{step}”给出 {len(given)} 列，应为 {len(kinds)} 列",
                ),
                step=step,
                sql=statements.render_sql(change.query, step=step),
            )
        # by position: engines name a column without a name differently
        places = [f"c{number}" for number in range(len(kinds))]
        named = [
            exp.alias_(exp.column(place, quoted=True), name, quoted=True)
            for place, name in zip(places, kinds, strict=True)
        ]
        alias = exp.TableAlias(
            this=exp.to_identifier("given", quoted=True),
            columns=[exp.to_identifier(place, quoted=True) for place in places],
        )
        rows = exp.select(*named).from_(exp.Subquery(this=change.query.copy(), alias=alias))
        part = self.write(change.table, rows, kinds, step)
        self.append(change.table, part, step)
        return part.rows if part else 0

    def _rewrite(self, change: Change, step: str) -> int:
        """DELETE and UPDATE: the rows that stay are written anew, unless the condition holds for none."""
        known = self.find(change.table, step)
        if change.where is None and change.kind == "delete":
            self._commits.put(change.table, Generation(known.columns))
            return known.rows
        touched = self._count(change, step)
        if touched:
            part = self.write(change.table, change.rows(known.columns), known.columns, step)
            self._commits.put(change.table, Generation(known.columns).add(part))
        return touched

    def _count(self, change: Change, step: str) -> int:
        """How many rows a change is about."""
        if change.where is None:
            return self.find(change.table, step).rows
        number = exp.alias_(exp.Count(this=exp.Star()), "n", quoted=True)
        rows = exp.select(number).from_(change.source()).where(change.where)
        counted = self._explorer.query(self._routing.bind(rows, self._commits.snapshot), step=step)
        return int(counted.column("n")[0].as_py())


def spell_kind(kind: str) -> str:
    """A type as DuckDB lists it."""
    return statements.parse_type(kind).sql(dialect="duckdb").replace(", ", ",").replace("TEXT", "VARCHAR")
