"""Puts the definitions of a workspace in force: all of them together, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tagma.clock import wall_now
from tagma.errors import DefinitionErrors
from tagma.flows.plan import DefinitionPlan
from tagma.flows.plan_definitions import plan_definitions
from tagma.state import Change

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tagma.catalog import Difference
    from tagma.workspace import Workspace


def apply_definitions(
    ws: Workspace, author: str, reason: str, *, plan: DefinitionPlan | None = None
) -> DefinitionPlan:
    """Writes a version of everything that changed, in one transaction.

    Args:
        author: who answers for the change.
        reason: why it is made; kept with every version.
        plan: what was reviewed; made afresh (without counts) when it is not given.

    Returns:
        The plan that was applied.

    Raises:
        DefinitionErrors: the plan has errors; nothing is applied.
    """
    plan = plan or plan_definitions(ws, counts=False)
    if plan.errors:
        raise DefinitionErrors(plan.errors)
    ws.state.definitions.apply(list_changes(plan.differences), author=author, reason=reason, at=wall_now())
    return plan


def list_changes(differences: Sequence[Difference]) -> list[Change]:
    """What the state stores for some differences."""
    changes = [change for difference in differences for change in _list_changes(difference)]
    # A name that changes its spelling or kind leaves before it comes back.
    changes.sort(key=lambda change: change.body is not None)
    return changes


def _list_changes(difference: Difference) -> list[Change]:
    before, after = difference.before, difference.after
    changes = []
    if before is not None and (
        after is None or (before.kind.name, before.name) != (after.kind.name, after.name)
    ):
        changes.append(Change(before.kind.name, before.name, "", None))
    if after is not None:
        changes.append(Change(after.kind.name, after.name, after.fingerprint, after.body))
    return changes
