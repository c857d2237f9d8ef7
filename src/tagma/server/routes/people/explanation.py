"""Why a customer has, or lacks, a tag or segment, or fits a rule."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query

from tagma.errors import Place, Text
from tagma.evaluate.why import Explained, ExplainedFormula
from tagma.evaluate.why.evidence import Evidence
from tagma.flows.explain import explain_customer
from tagma.flows.people.known import refuse_stranger
from tagma.flows.world import find_published
from tagma.rules import tree
from tagma.rules.text import format_rule
from tagma.rules.vocabulary import Vocabulary
from tagma.rules.words import describe_rule
from tagma.server.asking import AsOf, Lang, Ws
from tagma.server.errors import RequestError
from tagma.server.routes.people.timeline import PropertyValue, show_properties
from tagma.server.shapes import Instant, Shape
from tagma.server.values import Cell, label_value, show_value

router = APIRouter(prefix="/customers", tags=["customers"])


class EvidenceRow(Shape):
    """One event behind a leaf."""

    at: Instant
    properties: list[PropertyValue]


class EvidenceShape(Shape):
    """The events that one part of a rule counts; ``rows`` holds the newest."""

    of: str
    event: str
    label: str
    count: int
    rows: list[EvidenceRow]


class ExplainedRule(Shape):
    """One node of a rule: ``all``, ``any`` and ``not`` have children, a ``leaf`` has what it was decided by.

    ``hint`` says what would change its answer, ``until`` when that happens if nothing else does.
    """

    rule: str
    words: str
    kind: str
    holds: bool
    children: list[ExplainedRule]
    value: Cell
    value_label: str | None
    threshold: Cell
    threshold_label: str | None
    hint: str | None
    until: Instant | None
    events: list[EvidenceShape]
    because: list[ExplainedValue]


class ExplainedChoice(Shape):
    """One case of a tag; ``chosen``: the first that holds."""

    value: Cell
    label: str
    holds: bool
    chosen: bool
    rule: ExplainedRule


class ExplainedValue(Shape):
    """A tag or segment of the customer; name null: a rule of the moment.

    ``known`` false: the customer was not known yet at ``as_of``, the instant that the value speaks of.
    """

    name: str | None
    label: str | None
    kind: str
    value: Cell
    value_label: str | None
    as_of: Instant | None
    known: bool
    rule: ExplainedRule | None
    cases: list[ExplainedChoice]
    events: list[EvidenceShape]


class ExplanationShape(Shape):
    """Why one customer has one value."""

    customer: str
    as_of: Instant
    ms: float
    explained: ExplainedValue


@router.get("/{customer:path}/explain")
def explain(
    customer: str,
    ws: Ws,
    language: Lang,
    as_of: AsOf,
    name: Annotated[str | None, Query(description="A tag or segment.")] = None,
    rule: Annotated[str | None, Query(description="A rule.", max_length=20_000)] = None,
    events: Annotated[int, Query(ge=0, le=100, description="At most so many events behind a leaf.")] = 10,
) -> ExplanationShape:
    """Why a customer has, or lacks, a tag or segment, or fits a rule; default: as of the portrait."""
    asked = name if name is not None else rule
    if asked is None:
        raise RequestError(
            Text("nothing says what is to be explained", "没有说明要解释什么"),
            where=Place(field="name"),
            next_step=Text("give “name” or “rule”", "请给出“name”或“rule”"),
        )
    refuse_stranger(ws)
    published = find_published(ws.engine)
    at = as_of or (published.as_of if published is not None else None)
    found = explain_customer(ws, customer, asked, at, events=events)
    teller = _Teller(found.vocabulary, language)
    return ExplanationShape(
        customer=found.customer, as_of=found.as_of, ms=found.ms, explained=teller.formula(found.formula)
    )


class _Teller:
    """Explanations in one language."""

    def __init__(self, vocabulary: Vocabulary, language: Lang) -> None:
        self.vocabulary, self.language = vocabulary, language

    def formula(self, told: ExplainedFormula) -> ExplainedValue:
        named = None if told.name.startswith("_") else told.name
        segment = told.kind == "segment"
        known = (self.vocabulary.segments if segment else self.vocabulary.fields).get(told.name)
        labels = getattr(known, "value_labels", {})
        label = known.label.in_language(self.language) if known is not None and known.label else named
        return ExplainedValue(
            name=named,
            label=label if named is not None else None,
            kind=told.kind if named is not None else "rule",
            value=show_value(told.value),
            value_label=label_value(told.value, labels, self.language),
            as_of=told.instant,
            known=told.known,
            rule=self.rule(told.rule) if told.rule is not None else None,
            cases=[
                ExplainedChoice(
                    value=show_value(case.value),
                    label=label_value(case.value, labels, self.language) or str(case.value),
                    holds=case.holds,
                    chosen=case.chosen,
                    rule=self.rule(case.rule),
                )
                for case in told.cases
            ],
            events=[self.evidence(each) for each in told.evidence],
        )

    def rule(self, told: Explained) -> ExplainedRule:
        return ExplainedRule(
            rule=format_rule(told.rule),
            words=describe_rule(told.rule, self.vocabulary, self.language),
            kind=told.kind,
            holds=told.holds,
            children=[self.rule(child) for child in told.children],
            value=show_value(told.value),
            value_label=self._label(told, told.value),
            threshold=show_value(told.threshold),
            threshold_label=self._label_all(told),
            hint=told.hint.text.in_language(self.language) if told.hint is not None else None,
            until=told.hint.at if told.hint is not None else None,
            events=[self.evidence(each) for each in told.evidence],
            because=[self.formula(each) for each in told.because],
        )

    def evidence(self, found: Evidence) -> EvidenceShape:
        event = self.vocabulary.events.get(found.event)
        label = event.label.in_language(self.language) if event is not None and event.label else found.event
        rows = []
        for row in found.rows:
            properties = {name: value for name, value in row.items() if name != "ts" and value is not None}
            rows.append(
                EvidenceRow(at=row["ts"], properties=show_properties(event, properties, self.language))
            )
        return EvidenceShape(of=found.of, event=found.event, label=label, count=found.count, rows=rows)

    def _label(self, told: Explained, value: Any) -> str | None:
        """The word for a value that a leaf about a trait or tag speaks of."""
        operand: Any = getattr(told.rule, "left", getattr(told.rule, "value", told.rule))
        field = self.vocabulary.fields.get(operand.name) if isinstance(operand, tree.Name) else None
        return label_value(value, field.value_labels, self.language) if field is not None else None

    def _label_all(self, told: Explained) -> str | None:
        """The words for what a leaf is set against: one value, or a list of them."""
        values = told.threshold if isinstance(told.threshold, tuple) else (told.threshold,)
        words = [self._label(told, each) for each in values]
        if all(word is None for word in words):
            return None
        comma = "、" if self.language == "zh" else ", "
        return comma.join(word or str(each) for word, each in zip(words, values, strict=True))
