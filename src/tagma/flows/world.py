"""What an answer is computed in: the applied definitions at an instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from tagma.engine import dialect
from tagma.errors import NotFoundError, Place, RuleError, Text, nearest_names
from tagma.evaluate import Computed, World, ask
from tagma.flows.definitions import load_applied
from tagma.flows.instants import find_instant, find_newest_trait
from tagma.flows.moves import find_last_runs
from tagma.rules import check_rule, parse_rule
from tagma.rules.tree import Name
from tagma.rules.vocabulary import fold_name

if TYPE_CHECKING:
    from tagma.engine import Engine
    from tagma.flows.definitions import CheckedDefinitions
    from tagma.rules.tree import Node
    from tagma.rules.vocabulary import Vocabulary
    from tagma.workspace import Workspace


def open_world(
    ws: Workspace,
    as_of: datetime | None = None,
    applied: CheckedDefinitions | None = None,
    *,
    newest_trait: datetime | None = None,
) -> World:
    """The applied definitions as of an instant (None: the workspace's clock).

    Args:
        applied, newest_trait: where the caller has them already.

    Raises:
        NotFoundError: nothing was applied and loaded yet.
    """
    if "customers" not in ws.engine.tables("people"):
        raise NotFoundError(
            Text("there are no customers yet", "还没有客户"),
            next_step=Text("run “tagma apply” and “tagma refresh”", "请先运行“tagma apply”和“tagma refresh”"),
        )
    applied = applied or load_applied(ws)
    return World(
        applied.vocabulary,
        applied.computed,
        as_of or find_instant(ws),
        newest_trait or find_newest_trait(ws.engine),
        find_last_runs(ws),
    )


@dataclass(frozen=True, slots=True)
class Published:
    """The portrait that serves: its instant and the run that made it."""

    as_of: datetime
    run: str


def find_published(engine: Engine) -> Published | None:
    """The portrait that serves; None where there is none."""
    if not {"columns", "profile"} <= engine.tables("portrait").keys():
        return None
    rows = engine.query(
        dialect.query("SELECT MAX(as_of) AS as_of, MAX(run) AS run FROM portrait.columns"),
        step="find the portrait",
    ).to_pylist()
    return None if rows[0]["as_of"] is None else Published(rows[0]["as_of"], rows[0]["run"])


def stored_cuts(engine: Engine) -> dict[tuple[str, Decimal], Decimal | None]:
    """The population values of the published portrait."""
    rows = engine.query(
        dialect.query("SELECT key, p, value FROM portrait.cuts"), step="stored cuts"
    ).to_pylist()
    return {(row["key"], row["p"]): None if row["value"] is None else Decimal(row["value"]) for row in rows}


def find_formula(world: World, name_or_rule: str) -> Computed:
    """A tag or segment by its name, else the formula of a rule.

    Raises:
        RuleError: neither a name nor a rule.
    """
    folded = fold_name(name_or_rule)
    for prefix in ("", "segment:"):
        for column, computed in world.definitions.items():
            if fold_name(column) == prefix + folded:
                return computed
    rule = parse_rule(name_or_rule)
    refuse_unknown(rule, world.vocabulary)
    return ask(rule, check_rule(rule, world.vocabulary, text=name_or_rule))


def find_condition(world: World, rule: str) -> Computed:
    """The formula of a condition: a rule, or the name of a segment or yes-or-no tag.

    Raises:
        RuleError: neither, or a value where a condition is needed.
    """
    for column, computed in world.definitions.items():
        if computed.kind == "segment" and fold_name(column) == "segment:" + fold_name(rule):
            rule = f'segment("{computed.name.replace(chr(34), chr(34) * 2)}")'
            break
    node = parse_rule(rule)
    refuse_unknown(node, world.vocabulary)
    return ask(node, check_rule(node, world.vocabulary, expects="condition", text=rule))


def refuse_unknown(rule: Node, names: Vocabulary) -> None:
    """Looks for a lone misspelt name among segments, too, which a rule alone would not.

    Raises:
        RuleError: the rule is one name that nothing has.
    """
    if isinstance(rule, Name) and rule.name not in names.fields:
        error = RuleError(
            Text(
                f"there is no trait, tag or segment “{rule.name}”",
                f"没有名为“{rule.name}”的属性、标签或分群",
            ),
            where=Place(line=1, column=1),
            nearest=nearest_names(rule.name, [*names.fields, *names.segments]),
            next_step=Text(
                "“tagma tags”, “tagma segments” and “tagma traits” list them",
                "可用“tagma tags”“tagma segments”“tagma traits”查看",
            ),
        )
        error.span = rule.span
        raise error
