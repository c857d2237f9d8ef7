"""The definitions that a template makes of its sample or of somebody's own file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import sqlglot
from sqlglot import exp

from tagma.collect.inputs import find_kind
from tagma.flows.templates.library import RAW

if TYPE_CHECKING:
    from tagma.flows.templates.library import Template
    from tagma.flows.templates.match import Match

Body = dict[str, Any]
_EMPTY = {"text": "VARCHAR", "number": "DECIMAL(18, 4)", "time": "TIMESTAMP"}


def build_bodies(
    template: Template, name: str, matches: Sequence[Match], places: Mapping[str, str], address: str = ""
) -> list[Body]:
    """The source under its name, then its events, tags and segments.

    Args:
        places: where the file of each relation stands in the workspace.
        address: of a broker, in place of the file.
    """
    bodies: list[Body] = [dict(body) for body in template.bodies if body["kind"] != "source"]
    said = template.source
    source: Body = {
        "kind": "source",
        "name": name,
        "label": {"en": template.label.en, "zh": template.label.zh},
        "template": template.name,
        "read": _write_read(places, address),
    }
    if not address:
        source |= _describe_reading(matches)
    for field in ("events", "traits", "consents", "purposes"):
        if field in said:
            source[field] = said[field]
    if not all(match.as_written for match in matches) and find_kind([address]) == "files":
        source = _adapt(source, matches)
    return [source, *bodies]


def _write_read(places: Mapping[str, str], address: str) -> str | dict[str, str]:
    if address:
        return address
    return places[RAW] if list(places) == [RAW] else dict(places)


def _describe_reading(matches: Sequence[Match]) -> Body:
    """Sheet, header row and readings, where the files need any."""
    options: Body = {}
    columns: Body = {}
    for match in matches:
        options |= match.table.options.model_dump(exclude_defaults=True)
        columns |= match.readings
    formats = {match.table.format for match in matches}
    found: Body = {"format": formats.pop()} if len(formats) == 1 else {}
    return found | ({"options": options} if options else {}) | ({"columns": columns} if columns else {})


def _adapt(source: Body, matches: Sequence[Match]) -> Body:
    """The source with the names of the file's own columns in its SELECTs."""
    adapted = dict(source)
    if "events" in source:
        adapted["events"] = {event: rename(sql, matches) for event, sql in source["events"].items()}
    if "traits" in source:
        adapted["traits"] = {**source["traits"], "sql": rename(source["traits"]["sql"], matches)}
    if "consents" in source:
        adapted["consents"] = rename(source["consents"], matches)
    return adapted


def rename(sql: str, matches: Sequence[Match]) -> str:
    """A SELECT over other columns; one that is not there is empty, of the type that it would have."""
    types = {column.name: column.type for match in matches for column in match.file.columns}
    by_relation = {match.file.relation: match.columns for match in matches}

    def change(node: exp.Expression) -> exp.Expression:
        if not isinstance(node, exp.Column) or node.name not in types:
            return node
        relations = [by_relation[node.table]] if node.table in by_relation else by_relation.values()
        found = next((columns[node.name] for columns in relations if node.name in columns), None)
        if found is None:
            return exp.cast(exp.null(), _EMPTY[types[node.name]], dialect="duckdb")
        return exp.column(found, table=node.args.get("table"), quoted=True)

    tree = sqlglot.parse_one(sql, dialect="duckdb").transform(change)
    return tree.sql("duckdb", pretty=True) + "\n"
