"""A rule, tag or segment as the statement that the engine runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tagma.errors import NotFoundError, Text, nearest_names
from tagma.evaluate import Planner, ask
from tagma.flows.asking.reading import parse_asked
from tagma.flows.world import find_formula, open_world
from tagma.rules import check_rule
from tagma.rules.vocabulary import fold_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tagma.evaluate import Computed
    from tagma.workspace import Workspace


def write_sql(
    ws: Workspace,
    text: str | None = None,
    json: Any = None,
    *,
    name: str | None = None,
    kind: str | None = None,
    as_of: datetime | None = None,
) -> str:
    """The statement for a rule (its text, else its JSON form), or for the definition of a name.

    Raises:
        RuleError: no rule. NotFoundError: no such tag or segment.
    """
    world = open_world(ws, as_of)
    if name is not None:
        computed = find_definition(world.definitions, name, kind)
    elif text is not None:
        computed = find_formula(world, text)
    else:
        rule, written = parse_asked(None, json, world.vocabulary)
        computed = ask(rule, check_rule(rule, world.vocabulary, text=written))
    return ws.engine.sql(Planner(world).plan([computed]).pipeline)


def find_definition(definitions: Mapping[str, Computed], name: str, kind: str | None = None) -> Computed:
    """A tag or segment in force by its name; a tag before a segment of the same name.

    Raises:
        NotFoundError: there is none; says the nearest.
    """
    wanted = [one for one in definitions.values() if kind is None or one.kind == kind]
    found = [one for one in wanted if fold_name(one.name) == fold_name(name)]
    if found:
        return min(found, key=lambda one: one.kind == "segment")
    what = {"tag": Text("tag", "标签"), "segment": Text("segment", "分群")}.get(
        kind or "", Text("tag or segment", "标签或分群")
    )
    raise NotFoundError(
        Text(f"there is no {what.en} “{name}”", f"没有名为“{name}”的{what.zh}"),
        nearest=nearest_names(name, [one.name for one in wanted]),
        next_step=Text("“tagma tags” and “tagma segments” list them", "可用“tagma tags”“tagma segments”查看"),
    )
