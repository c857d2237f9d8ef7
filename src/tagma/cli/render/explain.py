"""How an explanation looks: a tree of leaves with value, threshold, what would change it, and the events."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text as Line
from rich.tree import Tree

from tagma.cli.render.names import name_event, name_property
from tagma.cli.render.values import build_table, dim, mark, show_instant, show_milliseconds, show_value
from tagma.rules import tree
from tagma.rules.words import describe_rule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from tagma.cli.desk import Desk
    from tagma.evaluate.why import ExplainedFormula
    from tagma.evaluate.why.evidence import Evidence
    from tagma.evaluate.why.explain import Explained, ExplainedCase
    from tagma.flows.explain import Explanation
    from tagma.flows.show import Words
    from tagma.workspace import Workspace

MOST_COLUMNS = 5
DEEPEST = 28  # how far to the right the tables of a tree may stand


def build_explanation(
    explanation: Explanation, words: Words, ws: Workspace, desk: Desk
) -> list[RenderableType]:
    """The whole explanation; ``words`` are the sentence of what is explained."""
    at, took = show_instant(explanation.as_of, ws.calendar), show_milliseconds(explanation.ms)
    formula = explanation.formula
    tree = Teller(explanation, ws, desk).tell(formula)
    if formula.rule is None and not formula.cases and words.words:
        tree.children.insert(0, Tree(Line(words.words)))
    shown: list[RenderableType] = [
        dim(
            desk.say(
                f"customer {explanation.customer}, as of {at}, {took}",
                f"客户 {explanation.customer}，截至 {at}，用时 {took}",
            )
        ),
        tree,
    ]
    if formula.instant is None:
        shown.append(
            dim(
                desk.say(
                    "It was never computed: it is renewed on demand (tagma refresh --demand NAME).",
                    "尚未计算：该标签按需更新（tagma refresh --demand 名称）。",
                )
            )
        )
    elif not formula.known:
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
    """Turns one explanation into trees; shows the same events once."""

    explanation: Explanation
    ws: Workspace
    desk: Desk
    _shown: set[tuple[str, tuple[datetime, ...]]] = field(default_factory=set)

    def tell(self, formula: ExplainedFormula) -> Tree:
        """A tag, segment or rule with everything below it."""
        tree = Tree(self._name_formula(formula))
        if formula.rule is not None:
            self._add(tree, formula.rule)
        found = False
        for case in formula.cases:
            branch = tree.add(self._name_case(case, formula, tried=not found))
            if not found:
                self._add(branch, case.rule)
            found = found or case.chosen
        if formula.cases and not found and formula.value is not None:
            line = mark(True).append(f" {self._show(formula.value, formula.name)}", "bold")
            line.append(self.desk.say("  everybody else", "  其余客户"), "dim")
            tree.add(line.append("  ←", "bold cyan"))
        self._add_evidence(tree, formula.evidence)
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

    def _name_case(self, case: ExplainedCase, formula: ExplainedFormula, *, tried: bool) -> Line:
        value = self._show(case.value, formula.name)
        if not tried:
            why = self.desk.say("not tried: the first match wins", "未再判断：先满足者生效")
            return dim(f"· {value}  {why}")
        line = mark(case.holds).append(f" {value}", "bold" if case.chosen else "")
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
        self._add_evidence(branch, told.evidence)
        for formula in told.because:
            because = self.tell(formula)
            label = because.label
            assert isinstance(label, Line)
            because.label = Line.assemble((self.desk.say("because ", "因为 "), "dim"), label)
            branch.children.append(because)

    def _name_leaf(self, told: Explained) -> RenderableType:
        words = describe_rule(told.rule, self.explanation.vocabulary, self.desk.language)
        line = mark(told.holds).append(f" {words}", "")
        found = Line()
        if told.value is not None or told.threshold is not None:
            name = _find_name(told.rule)
            found.append(self.desk.say("value ", "取值 "), "dim").append(self._show(told.value, name), "cyan")
            if told.threshold is not None:
                threshold = self._show(told.threshold, name)
                found.append(self.desk.say(", against ", "，对比 "), "dim").append(threshold)
        if told.hint is not None:
            found.append("  " if found else "")
            found.append(told.hint.text.in_language(self.desk.language), "yellow")
            if told.hint.at is not None:
                at = show_instant(told.hint.at, self.ws.calendar)
                found.append(self.desk.say(f" ({at})", f"（{at}）"), "yellow")
        return Group(line, found) if found else line

    def _add_evidence(self, tree: Tree, evidence: Sequence[Evidence]) -> None:
        for piece in evidence:
            key = (piece.event, piece.instants)
            if not piece.count or key in self._shown:
                continue
            self._shown.add(key)
            event = name_event(piece.event, self.explanation.vocabulary, self.desk)
            note = self.desk.say(f"{event}: {piece.count:,}", f"{event}：{piece.count:,} 条")
            if len(piece.rows) < piece.count:
                note += self.desk.say(f", the newest {len(piece.rows)}", f"，最近 {len(piece.rows)} 条")
            tree.add(Group(dim(note), self._table_rows(piece)) if piece.rows else dim(note))

    def _table_rows(self, piece: Evidence) -> RenderableType:
        names = [name for name in piece.rows[0] if any(row[name] is not None for row in piece.rows)]
        names = names[:MOST_COLUMNS]
        rows = [[self._show(row[name]) for name in names] for row in piece.rows]
        numbers = [all(_is_number(row[name]) for row in piece.rows) for name in names]
        event = self.explanation.vocabulary.events.get(piece.event)
        heads = [name_property(name, event, self.desk) for name in names]
        return build_table(
            [(name, "right" if number else "left") for name, number in zip(heads, numbers, strict=True)],
            rows,
            widest=24,
            indented=DEEPEST,
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
        label = found.label if found is not None else None
        shown = label.in_language(self.desk.language) if label is not None else formula.name
        return shown if shown == formula.name else f"{shown} ({formula.name})"

    def _show(self, value: Any, name: str | None = None) -> str:
        found = self.explanation.vocabulary.fields.get(name) if name is not None else None
        labels = found.value_labels if found is not None else None
        return show_value(value, self.ws.calendar, self.desk.language, labels)


def _find_name(rule: tree.Node) -> str | None:
    """The trait or tag that a leaf compares."""
    match rule:
        case tree.Compare(left=tree.Name(name=name)) | tree.InList(value=tree.Name(name=name)):
            return name
    return None


def _is_number(value: Any) -> bool:
    return not isinstance(value, str | bool | datetime | list)
