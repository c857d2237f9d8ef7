"""Names that people give, found among what is in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tagma.clock import ON_DEMAND
from tagma.errors import NotFoundError, Text, nearest_names
from tagma.flows.definitions import load_applied, read_files
from tagma.flows.lineage import Lineage, trace_lineage
from tagma.kinds import KINDS
from tagma.rules.vocabulary import fold_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tagma.workspace import Workspace

# A tag before the segment, event or source of the same name.
KIND_ORDER = ("tag", "segment", "event", "source")


def find_kind(ws: Workspace, name: str) -> tuple[str, str]:
    """The kind of a definition that is or was in force, and its name as it was written.

    Raises:
        NotFoundError: nothing of that name was ever applied.
    """
    current = ws.state.definitions.current()
    order = {kind: position for position, kind in enumerate((*KIND_ORDER, *KINDS))}
    found = [each for each in current if fold_name(each.name) == fold_name(name)]
    if not found:
        found = [each for kind in KINDS for each in ws.state.definitions.history(kind, name)[-1:]]
    if not found:
        raise NotFoundError(
            Text(f"no definition “{name}” was ever applied", f"从未应用过名为“{name}”的定义"),
            nearest=nearest_names(name, [each.name for each in current]),
            next_step=Text("“tagma tags” and “tagma segments” list what is applied",
                           "可用“tagma tags”“tagma segments”查看已应用的定义"),
        )  # fmt: skip
    best = min(found, key=lambda each: order.get(each.kind, len(order)))
    return best.kind, best.name


def read_lineage(ws: Workspace, name: str, kind: str | None = None) -> Lineage:
    """What is above and below a name that is in force; of the files, before anything was applied.

    Raises:
        NotFoundError: nothing has that name.
    """
    applied = load_applied(ws)
    if applied.definitions:
        return trace_lineage(applied.definitions, name, kind, applied.vocabulary)
    return trace_lineage(read_files(ws).definitions, name, kind)


def read_labels(ws: Workspace, name: str | None) -> Mapping[str, Text]:
    """The words for the values of a trait or tag."""
    field = load_applied(ws).vocabulary.fields.get(name) if name is not None else None
    return field.value_labels if field is not None else {}


def find_canonical(ws: Workspace, name: str) -> str:
    """The name of a tag or segment in the spelling of its definition.

    Raises:
        NotFoundError: an unknown name; says the nearest.
    """
    columns = load_applied(ws).computed.values()
    found = next((column.name for column in columns if fold_name(column.name) == fold_name(name)), None)
    if found is None:
        raise _unknown(name, [column.name for column in columns])
    return found


def check_demanded(ws: Workspace, names: Sequence[str]) -> list[str]:
    """The columns of tags and segments that are to be computed now.

    Raises:
        NotFoundError: an unknown name, or one that is not computed on demand.
    """
    if not names:
        return []
    columns = [column for column in load_applied(ws).computed.values() if column.cadence == ON_DEMAND]
    found = []
    for name in names:
        wanted = [column.column for column in columns if fold_name(column.name) == fold_name(name)]
        if not wanted:
            find_canonical(ws, name)
            known = [column.name for column in columns]
            raise NotFoundError(
                Text(f"“{name}” is not computed on demand", f"“{name}”不是按需更新"),
                nearest=nearest_names(name, known),
                next_step=Text(
                    f"on demand are: {', '.join(known) or 'none'}",
                    f"按需更新的有：{'、'.join(known) or '无'}",
                ),
            )
        found += wanted
    return found


def _unknown(name: str, known: Sequence[str]) -> NotFoundError:
    return NotFoundError(
        Text(f"there is no tag or segment “{name}”", f"没有名为“{name}”的标签或分群"),
        nearest=nearest_names(name, known),
        next_step=Text("“tagma tags” and “tagma segments” list them", "可用“tagma tags”“tagma segments”查看"),
    )
