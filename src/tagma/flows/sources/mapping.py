"""Which column of a source becomes what: read from its SELECTs, and written back into them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from tagma.catalog import fold_name
from tagma.engine import dialect
from tagma.errors import DefinitionError, DefinitionErrors, NotFoundError, Place, Text, nearest_names
from tagma.flows.sources.detail import find_source

if TYPE_CHECKING:
    from tagma.collect.definition import SourceDefinition
    from tagma.workspace import Workspace

NEEDED = ("user_id", "ts")
_KNOWN_LABELS = {
    "user_id": Text("customer", "客户"),
    "ts": Text("time", "时间"),
    "message_id": Text("number of the row", "行的编号"),
}


@dataclass(frozen=True, slots=True)
class Output:
    """What one event of a source is made of.

    Attributes:
        outputs: name, the column it is (None where it is computed), its SQL.
        editable: whether it is one plain SELECT.
    """

    event: str
    outputs: tuple[tuple[str, str | None, str], ...]
    editable: bool

    def to_dict(self) -> dict[str, Any]:
        return {
            "event": self.event,
            "editable": self.editable,
            "outputs": [
                {"name": name, "column": column, "expression": sql} for name, column, sql in self.outputs
            ],
        }


@dataclass(frozen=True, slots=True)
class Wanted:
    """An output as it is wanted: a column, or (None) what the SELECT computes under the name ``kept`` now."""

    name: str
    column: str | None
    kept: str | None


def read_mapping(ws: Workspace, name: str) -> list[Output]:
    """What each event of a source is made of.

    Raises:
        NotFoundError: no such source in force.
    """
    return [_read_output(event, sql) for event, sql in find_source(ws, name).events.items()]


def draft_mapping(ws: Workspace, name: str, event: str, wanted: Sequence[Wanted]) -> dict[str, Any]:
    """The source with other outputs of an event, as a change that can be planned.

    Raises:
        NotFoundError: no such source, or it gives no such event.
        DefinitionErrors: customer or time is missing, a name stands twice, or the SELECT is not a plain one.
    """
    source = find_source(ws, name)
    title = next((each for each in source.events if fold_name(each) == fold_name(event)), None)
    if title is None:
        raise NotFoundError(
            Text(f"“{source.name}” gives no event “{event}”", f"“{source.name}”不产出事件“{event}”"),
            nearest=nearest_names(event, source.events),
        )
    _check(title, wanted)
    sql = _rewrite(source, title, wanted)
    stored = next(
        each
        for each in ws.state.definitions.current()
        if each.kind == "source" and fold_name(each.name) == fold_name(source.name)
    )
    body = dict(stored.body or {})
    body["events"] = {**body.get("events", {}), title: sql}
    fields = {key: value for key, value in body.items() if key not in ("kind", "name")}
    return {"kind": "source", "name": stored.name, "body": fields, "base_version": stored.version}


def label_output(name: str) -> Text:
    """What an output is called; its own name where it is a property."""
    return _KNOWN_LABELS.get(name, Text(name, name))


def _parse(sql: str) -> exp.Select | None:
    try:
        tree = sqlglot.parse_one(sql, dialect="duckdb")
    except SqlglotError:
        return None
    return tree if isinstance(tree, exp.Select) else None


def _read_output(event: str, sql: str) -> Output:
    tree = _parse(sql)
    if tree is None:
        return Output(event, (), editable=False)
    found = []
    for projection in tree.expressions:
        inner = projection.unalias()
        column = inner.name if isinstance(inner, exp.Column) else None
        found.append((projection.output_name, column, inner.sql(dialect="duckdb")))
    plain = not tree.find(exp.Star) and all(name for name, _, _ in found)
    return Output(event, tuple(found), editable=plain)


def _rewrite(source: SourceDefinition, event: str, wanted: Sequence[Wanted]) -> str:
    tree = _parse(source.events[event])
    if tree is None or tree.find(exp.Star):
        what = Text("this SELECT can be changed in its file only", "这条 SELECT 只能在文件中修改")
        raise _refuse(event, what)
    before = {each.output_name: each.unalias() for each in tree.expressions}
    projections = []
    for each in wanted:
        inner = dialect.column(each.column) if each.column is not None else before.get(each.kept or each.name)
        if inner is None:
            what = Text(
                f"there is nothing called “{each.kept or each.name}”", f"没有“{each.kept or each.name}”"
            )
            raise _refuse(event, what)
        projections.append(exp.alias_(inner.copy(), each.name, quoted=True))
    return tree.select(*projections, append=False).sql(dialect="duckdb", pretty=True)


def _check(event: str, wanted: Sequence[Wanted]) -> None:
    names = [fold_name(each.name) for each in wanted]
    for name in NEEDED:
        if name not in names:
            label = _KNOWN_LABELS[name]
            raise _refuse(event, Text(f"no column is the {label.en}", f"没有指定{label.zh}列"))
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise _refuse(event, Text(f"“{twice}” stands twice", f"“{twice}”出现了两次"))


def _refuse(event: str, what: Text) -> DefinitionErrors:
    return DefinitionErrors([DefinitionError(what, where=Place(field=f"events.{event}"))])
