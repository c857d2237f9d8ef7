"""One source with all that is known of it: where each column goes, its columns, its loads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tagma.catalog import fold_name
from tagma.collect.definition import SourceDefinition
from tagma.collect.sources.databases.extract import find_extract
from tagma.collect.sources.files import find_inputs
from tagma.collect.sources.relations import open_relations
from tagma.errors import NotFoundError, TagmaError, Text, nearest_names
from tagma.flows.definitions import read_applied
from tagma.flows.sources.listing import SourceListing, list_sources, load_to_dict

if TYPE_CHECKING:
    from tagma.errors import Language
    from tagma.state import SourceLoad
    from tagma.workspace import Workspace

MOST_LOADS = 20


@dataclass(frozen=True, slots=True)
class SourceDetail:
    """One source.

    Attributes:
        mapping: per output its event (None for traits and consents) and its SELECT.
        columns: of each relation that the SELECTs read; empty where they are not known.
        loads: the newest first.
    """

    listing: SourceListing
    mapping: tuple[tuple[str, str | None, str], ...]
    columns: dict[str, tuple[str, ...]]
    loads: tuple[SourceLoad, ...]

    def to_dict(self, language: Language = "en") -> dict[str, Any]:
        return {
            **self.listing.to_dict(language),
            "mapping": [
                {"output": output, "event": event, "from_sql": sql} for output, event, sql in self.mapping
            ],
            "columns": [
                {"relation": relation, "names": list(names)} for relation, names in self.columns.items()
            ],
            "loads": [load_to_dict(each, language) for each in self.loads],
        }


def describe_source_of(ws: Workspace, name: str) -> SourceDetail:
    """One source with its SELECTs and loads.

    Raises:
        NotFoundError: there is none; says which is nearest.
    """
    listed = list_sources(ws)
    listing = next((each for each in listed if fold_name(each.name) == fold_name(name)), None)
    if listing is None:
        raise _missing(name, [each.name for each in listed])
    loads = tuple(ws.state.source_loads.list(listing.name, MOST_LOADS))
    model = None if listing.kind == "push" else find_source(ws, name)
    if model is None:
        return SourceDetail(listing, (), {}, loads)
    mapping: list[tuple[str, str | None, str]] = [
        ("event", event, sql.strip()) for event, sql in model.events.items()
    ]
    if model.traits is not None:
        mapping.append(("traits", None, model.traits.sql.strip()))
    if model.consents is not None:
        mapping.append(("consents", None, model.consents.strip()))
    return SourceDetail(listing, tuple(mapping), _read_columns(ws, model), loads)


def find_source(ws: Workspace, name: str) -> SourceDefinition:
    """A source in force.

    Raises:
        NotFoundError: there is none; says which is nearest.
    """
    models = [item.model for item in read_applied(ws) if isinstance(item.model, SourceDefinition)]
    for model in models:
        if fold_name(model.name) == fold_name(name):
            return model
    raise _missing(name, [model.name for model in models])


def _read_columns(ws: Workspace, model: SourceDefinition) -> dict[str, tuple[str, ...]]:
    """The columns of what has been read; asks no database and runs no function."""
    if model.reads != "files" and not find_extract(model, ws.folder).is_dir():
        return {}
    try:
        with open_relations(find_inputs(model, ws.folder), model.options, ws.folder, model.columns) as found:
            return {name: tuple(columns) for name, columns in found.names.items()}
    except TagmaError:
        return {}


def _missing(name: str, known: list[str]) -> NotFoundError:
    return NotFoundError(
        Text(f"there is no source “{name}” in force", f"没有生效的数据源“{name}”"),
        nearest=nearest_names(name, known),
        next_step=Text("“tagma sources” lists them", "用“tagma sources”列出数据源"),
    )
