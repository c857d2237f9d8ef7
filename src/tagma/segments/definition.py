"""The kind ``segment``: the customers for whom a rule holds, or those on a list."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from tagma.catalog import described, refuse
from tagma.clock import REALTIME
from tagma.collect.definition import MembersSpec
from tagma.errors import DefinitionError, Text
from tagma.evaluate.computed import Formula, Members, Value
from tagma.models.computed import ComputedKind, ComputedModel, compute_meaning, read_references
from tagma.models.rule_text import RuleText, RuleUse, read_rule

LIST_PREFIX = "segment:"


class SegmentDefinition(ComputedModel):
    """A segment: dynamic by a rule, or static from a list."""

    kind: Literal["segment"] = described("What is defined.", "定义的类别。")
    when: RuleText | None = described(
        "A condition: who belongs to it.", "条件：满足者属于该分群。", default=None
    )
    members: MembersSpec | None = described("An imported list.", "导入名单。", default=None)

    @model_validator(mode="after")
    def _check_shape(self) -> SegmentDefinition:
        if (self.when is None) == (self.members is None):
            raise refuse(
                DefinitionError(
                    Text("a segment has one of “when” and “members”", "分群只能有“when”或“members”之一"),
                    next_step=Text("write “when: RULE”", "请写“when: 规则”"),
                ),
                *(("members",) if self.members is not None else ()),
            )
        if self.members is not None and self.members.value_column is not None:
            raise refuse(
                DefinitionError(
                    Text("the list of a segment has no values", "分群名单没有取值"),
                    next_step=Text("remove it, or define a tag instead", "请删除该字段，或改为定义标签"),
                ),
                "members",
                "value_column",
            )
        return self

    @property
    def cadence(self) -> str:
        return self.refresh or REALTIME

    def list_rules(self) -> tuple[RuleUse, ...]:
        return () if self.when is None else (RuleUse.written(("when",), self.when, "condition"),)

    def build_formula(self) -> Formula:
        if self.when is not None:
            return Value(read_rule(self.when))
        return Members(f"{LIST_PREFIX}{self.name}")


SEGMENT = ComputedKind(
    name="segment",
    model=SegmentDefinition,
    label=Text("segment", "分群"),
    space="segment",
    meaning=compute_meaning,
    reads=read_references,
    column_kind="segment",
)
