"""Checks: which there are, how many events or customers break each, and which customers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tagma.errors import NotFoundError, TagmaError, Text, nearest_names
from tagma.evaluate import count_customers, count_matching
from tagma.flows.asking.kept import keep_answer
from tagma.flows.customers import list_customers
from tagma.flows.definitions import load_applied
from tagma.flows.world import find_condition, find_published, open_world
from tagma.identity.quality.aside import count_aside
from tagma.identity.quality.screen import CHECK_PREFIX, NOISE_PREFIX
from tagma.identity.quality.seen import read_seen
from tagma.measure.definition import CheckDefinition, NoiseDefinition
from tagma.models.rule_text import read_rule
from tagma.rules.text import format_rule
from tagma.rules.vocabulary import fold_name
from tagma.rules.words import describe_rule

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from tagma.errors import Language
    from tagma.rules.vocabulary import Vocabulary
    from tagma.workspace import Workspace


@dataclass(frozen=True, slots=True)
class CheckState:
    """A check, or a definition of noise, and what it has found.

    Attributes:
        kind: ``check`` or ``noise``.
        scope: ``event`` or ``customer``.
        broken: events that it set aside, or customers that break it; None before there is anything to count.
        total: of how many.
        words: the rule as a sentence in both languages.
    """

    name: str
    label: Text
    kind: str
    scope: str
    events: tuple[str, ...]
    rule: str
    words: Text
    broken: int | None
    total: int | None

    @property
    def share(self) -> float | None:
        return self.broken / self.total if self.broken is not None and self.total else None

    @property
    def reason(self) -> Text:
        """Why something is set aside or listed, in words."""
        if self.kind == "noise":
            return Text(f"is noise because {self.words.en}", f"视为噪声：{self.words.zh}")
        return Text(f"does not hold: {self.words.en}", f"不满足：{self.words.zh}")

    def to_dict(self, language: Language = "en") -> dict[str, Any]:
        return {
            "name": self.name,
            "label": self.label.in_language(language),
            "kind": self.kind,
            "scope": self.scope,
            "events": list(self.events),
            "rule": self.rule,
            "words": self.words.in_language(language),
            "broken": self.broken,
            "total": self.total,
            "share": self.share,
            "sample_reason": self.reason.in_language(language) if self.broken else None,
        }


def list_checks(ws: Workspace) -> list[CheckState]:
    """All checks and definitions of noise in force, those that are broken most first."""
    return keep_answer(ws, "checks", lambda: _list_checks(ws), collected=True)


def list_breakers(
    ws: Workspace, check: str, columns: Sequence[str] = (), limit: int | None = None
) -> pa.Table:
    """The customers that break a check, by id, with the columns asked for.

    Raises:
        NotFoundError: there is no such check of customers.
        RuleError: it does not fit the data any more.
    """
    model = _find_model(ws, check)
    return list_customers(ws, _negate(model.when), columns, limit=limit)


def _list_checks(ws: Workspace) -> list[CheckState]:
    applied = load_applied(ws)
    models = [
        item.model
        for item in applied.definitions
        if isinstance(item.model, CheckDefinition | NoiseDefinition)
    ]
    if not models:
        return []
    aside = count_aside(ws.engine)
    came: dict[str, int] = {}
    for each in read_seen(ws.engine):
        if not each.name:
            came[fold_name(each.event)] = came.get(fold_name(each.event), 0) + each.rows
    found = [
        _describe_event_rule(model, applied.vocabulary, aside, came)
        if model.event
        else _describe_customer_rule(ws, model, applied.vocabulary)
        for model in models
    ]
    return sorted(found, key=lambda each: (-(each.share or 0.0), each.name))


def _describe_event_rule(
    model: CheckDefinition | NoiseDefinition,
    vocabulary: Vocabulary,
    aside: Mapping[tuple[str, str, str, str], int],
    came: Mapping[str, int],
) -> CheckState:
    noise = isinstance(model, NoiseDefinition)
    reason = (NOISE_PREFIX if noise else CHECK_PREFIX) + model.name
    own = {fold_name(name) for name in model.event}
    broken = sum(rows for (_, _, _, each), rows in aside.items() if each == reason)
    total = sum(rows for event, rows in came.items() if event in own)
    return CheckState(
        model.name,
        model.title,
        model.kind,
        "event",
        model.event,
        format_rule(read_rule(model.when)),
        _word(model.when, vocabulary, model.event[0]),
        broken if total else None,
        total or None,
    )


def _describe_customer_rule(
    ws: Workspace, model: CheckDefinition | NoiseDefinition, vocabulary: Vocabulary
) -> CheckState:
    broken: int | None = None
    total: int | None = None
    if find_published(ws.engine) is not None:
        try:
            world = open_world(ws)
            total = count_customers(ws.engine, world.as_of)
            broken = count_matching(ws.engine, world, find_condition(world, _negate(model.when)))
        except TagmaError:  # it does not fit what is there any more: nothing can be counted
            broken = total = None
    return CheckState(
        model.name,
        model.title,
        model.kind,
        "customer",
        (),
        format_rule(read_rule(model.when)),
        _word(model.when, vocabulary, None),
        broken,
        total,
    )


def _word(rule: str, vocabulary: Vocabulary, event: str | None) -> Text:
    node = read_rule(rule)
    return Text(
        describe_rule(node, vocabulary, "en", event=event), describe_rule(node, vocabulary, "zh", event=event)
    )


def _negate(rule: str) -> str:
    return f"not ({rule})"


def _find_model(ws: Workspace, check: str) -> CheckDefinition:
    models = [
        item.model
        for item in load_applied(ws).definitions
        if isinstance(item.model, CheckDefinition) and not item.model.event
    ]
    for model in models:
        if fold_name(model.name) == fold_name(check):
            return model
    raise NotFoundError(
        Text(f"there is no check of customers “{check}”", f"没有名为“{check}”的客户校验"),
        nearest=nearest_names(check, [model.name for model in models]),
        next_step=Text("“tagma checks” lists them", "可用“tagma checks”查看"),
    )
