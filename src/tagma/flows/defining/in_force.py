"""The definitions in force as people look at them: who made them, where they stand, who uses them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tagma.catalog import build_graph, fold_name
from tagma.errors import NotFoundError, Text, nearest_names
from tagma.flows.definitions import read_applied, read_files
from tagma.flows.history import write_version
from tagma.kinds import KINDS

if TYPE_CHECKING:
    from tagma.catalog import Definition
    from tagma.state import StoredDefinition
    from tagma.workspace import Workspace


@dataclass(frozen=True, slots=True)
class InForce:
    """One definition in force.

    Attributes:
        place: file and line where it stands, empty where no file has it.
        pending: whether the file says something else than what is in force.
    """

    definition: Definition
    stored: StoredDefinition
    place: str
    pending: bool


@dataclass(frozen=True, slots=True)
class Whole:
    """One definition in force with all that is known of it."""

    found: InForce
    body: dict[str, Any]
    yaml: str
    used_by: tuple[Definition, ...]


def list_in_force(ws: Workspace, kind: str | None = None) -> list[InForce]:
    """The definitions in force by kind and name; of one kind where it is given.

    Raises:
        NotFoundError: there is no such kind.
    """
    if kind is not None:
        check_kind(kind)
    stored = {(each.kind, each.name): each for each in ws.state.definitions.current()}
    catalog = read_files(ws)
    found = []
    for definition in read_applied(ws):
        if kind is not None and definition.kind.name != kind:
            continue
        written = catalog.find(definition.key)
        found.append(
            InForce(
                definition,
                stored[definition.kind.name, definition.name],
                str(written.place()) if written is not None else "",
                written is None or written.fingerprint != definition.fingerprint,
            )
        )
    return found


def read_in_force(ws: Workspace, kind: str, name: str) -> Whole:
    """One definition in force, whatever the spelling of its name.

    Raises:
        NotFoundError: it is not in force (any more).
    """
    known = list_in_force(ws, kind)
    found = next((each for each in known if fold_name(each.definition.name) == fold_name(name)), None)
    if found is None:
        raise _missing(ws, kind, name, [each.definition.name for each in known])
    users = build_graph(read_applied(ws)).used_by(found.definition.key)
    body = dict(found.stored.body or {})
    return Whole(found, body, write_version(body), tuple({user.key: user for user, _ in users}.values()))


def check_kind(kind: str) -> None:
    """Refuses what is no kind of definition.

    Raises:
        NotFoundError: says the nearest.
    """
    if kind not in KINDS:
        raise NotFoundError(
            Text(f"there is no kind of definition “{kind}”", f"没有“{kind}”这类定义"),
            nearest=nearest_names(kind, KINDS),
            next_step=Text(f"the kinds are: {', '.join(KINDS)}", f"可用的类别：{'、'.join(KINDS)}"),
        )


def _missing(ws: Workspace, kind: str, name: str, known: list[str]) -> NotFoundError:
    zh = KINDS[kind].label.zh
    if ws.state.definitions.history(kind, name):
        return NotFoundError(
            Text(f"{kind} “{name}” was removed", f"{zh}“{name}”已被删除"),
            next_step=Text("its versions are kept: restore one", "它的历史版本仍在，可以恢复"),
        )
    return NotFoundError(
        Text(f"there is no {kind} “{name}”", f"没有名为“{name}”的{zh}"),
        nearest=nearest_names(name, known),
        next_step=Text(f"look at the list of {kind}s", f"请查看{zh}列表"),
    )
