"""How an explanation looks: a tree of leaves with value, threshold, what would change it, and the events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text as Line
from rich.tree import Tree

from tagma.cli.render.values import (
    MISSING,
    build_table,
    dim,
    mark,
    show_instant,
    show_milliseconds,
    show_value,
)
from tagma.rules.words import describe_rule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from tagma.cli.desk import Desk
    from tagma.evaluate.why import ExplainedFormula
    from tagma.evaluate.why.evidence import Evidence
    from tagma.evaluate.why.explain import Explained, ExplainedCase
    from tagma.flows.explain import Explanation
    from tagma.workspace import Workspace

MOST_COLUMNS = 5


def build_explanation(explanation: Explanation, ws: Workspace, desk: Desk) -> list[RenderableType]:
    """The whole explanation."""
    at, took = show_instant(explanation.as_of, ws.calendar), show_milliseconds(explanation.ms)
    shown: list[RenderableType] = [
        dim(
            desk.say(
                f"customer {explanation.customer}, as of {at}, {took}",
                f"客户 {explanation.customer}，截至 {at}，用时 {took}",
            )
        ),
        Teller(explanation, ws, desk).tell(explanation.formula),
    ]
    if not explanation.formula.known:
        shown.append(
            dim(
                desk.say(
                    "The customer was not known yet at the instant that this value speaks of.",
                    "在该取值所述的时刻，客户尚未出现。",
                )
            )
        )
    return shown


@dataclass(frozen=True, slots=True)
class Teller:
    """Turns one explanation into trees."""

    explanation: Explanation
    ws: Workspace
    desk: Desk

    def tell(self, formula: ExplainedFormula) -> Tree:
        """A tag, segment or rule with everything below it."""
        tree = Tree(self._name_formula(formula))
        if formula.rule is not None:
            self._add(tree, formula.rule)
        for case in formula.cases:
            self._add(tree.add(self._name_case(case, formula)), case.rule)
        if formula.evidence:
            tree.add(self._show_evidence(formula.evidence))
        return tree

    def _name_formula(self, formula: ExplainedFormula) -> Line:
        value = formula.value
        line = Line()
        if isinstance(value, bool):
            line.append_text(mark(value)).append(" ")
        line.append(self._label(formula), "bold")
        if not isinstance(value, bool):
            line.append(" = ").append(self._show(value, formula.name), "bold cyan")
        if formula.instant is not None and formula.instant != self.explanation.as_of:
            at = show_instant(formula.instant, self.ws.calendar)
            line.append(self.desk.say(f"  as of {at}", f"  截至 {at}"), "dim")
        return line

    def _name_case(self, case: ExplainedCase, formula: ExplainedFormula) -> Line:
        line = mark(case.holds).append(
            f" {self._show(case.value, formula.name)}", "bold" if case.chosen else ""
        )
        return line.append("  ←", "bold cyan") if case.chosen else line

    def _add(self, tree: Tree, told: Explained) -> None:
        if told.kind != "leaf":
            words = {
                "all": ("all of these", "以下全部成立"),
                "any": ("at least one of these", "以下至少一项成立"),
                "not": ("not this", "以下不成立"),
            }[told.kind]
            branch = tree.add(mark(told.holds).append(f" {self.desk.say(*words)}", ""))
            for child in told.children:
                self._add(branch, child)
            return
        branch = tree.add(self._name_leaf(told))
        if told.evidence and any(piece.count for piece in told.evidence):
            branch.add(self._show_evidence(told.evidence))
        for formula in told.because:
            because = self.tell(formula)
            because.label = Line.assemble((self.desk.say("because ", "因为 "), "dim"), because.label)  # type: ignore[arg-type]
            branch.children.append(because)

    def _name_leaf(self, told: Explained) -> RenderableType:
        words = describe_rule(told.rule, self.explanation.vocabulary, self.desk.language)
        line = mark(told.holds).append(f" {words}", "")
        found = Line()
        if told.value is not None or told.threshold is not None:
            found.append(self.desk.say("value ", "取值 "), "dim").append(self._show(told.value), "cyan")
            if told.threshold is not None:
                found.append(self.desk.say(", against ", "，对比 "), "dim").append(self._show(told.threshold))
        if told.hint is not None:
            found.append("  " if found else "")
            found.append(told.hint.text.in_language(self.desk.language), "yellow")
            if told.hint.at is not None:
                at = show_instant(told.hint.at, self.ws.calendar)
                found.append(self.desk.say(f" (until {at})", f"（至 {at}）"), "yellow")
        return Group(line, found) if found else line

    def _show_evidence(self, evidence: Sequence[Evidence]) -> RenderableType:
        parts: list[RenderableType] = []
        for piece in evidence:
            shown = len(piece.rows)
            note = self.desk.say(f"{piece.event}: {piece.count:,}", f"{piece.event}：{piece.count:,} 条")
            if shown < piece.count:
                note += self.desk.say(f", the newest {shown}", f"，最近 {shown} 条")
            parts.append(dim(note))
            if piece.rows:
                parts.append(self._table_rows(piece))
        return Group(*parts)

    def _table_rows(self, piece: Evidence) -> RenderableType:
        names = [name for name in piece.rows[0] if any(row[name] is not None for row in piece.rows)][
            :MOST_COLUMNS
        ]
        rows = [[self._show(row[name]) for name in names] for row in piece.rows]
        numbers = [all(_is_number(row[name]) for row in piece.rows) for name in names]
        return build_table(
            [(name, "right" if number else "left") for name, number in zip(names, numbers, strict=True)],
            rows,
            widest=24,
        )

    def _label(self, formula: ExplainedFormula) -> str:
        if formula.name.startswith("_"):
            return self.desk.say("the rule", "该规则")
        vocabulary = self.explanation.vocabulary
        found = (
            vocabulary.segments.get(formula.name)
            if formula.kind == "segment"
            else vocabulary.fields.get(formula.name)
        )
        label = (
            found.label.in_language(self.desk.language) if found is not None and found.label else formula.name
        )
        return label if label == formula.name else f"{label} ({formula.name})"

    def _show(self, value: Any, name: str | None = None) -> str:
        if isinstance(value, datetime):
            return show_instant(value, self.ws.calendar)
        field = self.explanation.vocabulary.fields.get(name) if name is not None else None
        labels = field.value_labels if field is not None else None
        return (
            show_value(value, self.ws.calendar, self.desk.language, labels) if value is not None else MISSING
        )


def _is_number(value: Any) -> bool:
    return not isinstance(value, str | bool | datetime | list)
