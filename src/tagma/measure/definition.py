"""The kinds ``check`` (what must hold) and ``noise`` (what does not count)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, model_validator

from tagma.catalog import DefinitionModel, Kind, Name, Reference, described, refuse
from tagma.errors import DefinitionError, Text
from tagma.models.rule_text import RuleText, RuleUse, list_references, read_rule
from tagma.rules import tree
from tagma.rules.text import format_rule


def _widen_events(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


EventNames = Annotated[
    tuple[Name, ...], BeforeValidator(_widen_events, json_schema_input_type=Name | tuple[Name, ...])
]
_CLOCKED = ("days_since", "days_until", "anniversary")


class CheckDefinition(DefinitionModel):
    """Something that must hold, of every event or of every customer."""

    kind: Literal["check"] = described("What is defined.", "定义的类别。")
    scope: Literal["event", "customer"] | None = described(
        "Of what it speaks: event (what breaks it goes to quarantine) or customer (who breaks it is listed); "
        "default: event where “event” is given.",
        "校验对象：event（违反者进入隔离区）或 customer（列出违反的客户）；写了“event”时默认为 event。",
        default=None,
    )
    event: EventNames = described(
        "The event, or several, whose properties the rule reads.",
        "规则所读取属性的事件，可为多个。",
        default=(),
    )
    when: RuleText = described(
        "What must hold. A missing value answers no, so say “... is missing or ...” where it may be missing.",
        "必须成立的条件。缺失的值视为不成立；允许缺失时请写“... is missing or ...”。",
    )

    @property
    def speaks_of(self) -> Literal["event", "customer"]:
        return self.scope or ("event" if self.event else "customer")

    @model_validator(mode="after")
    def _check_scope(self) -> CheckDefinition:
        if (self.speaks_of == "event") != bool(self.event):
            told = Text("a check of events names them", "针对事件的校验须指明事件")
            if self.event:
                told = Text("a check of customers names no event", "针对客户的校验不能指明事件")
            raise refuse(
                DefinitionError(
                    told,
                    next_step=Text(
                        "write “event: NAME” or “scope: customer”", "请写“event: 名称”或“scope: customer”"
                    ),
                ),
                "scope",
            )
        if self.event:
            _refuse_beyond_event(read_rule(self.when))
        return self


class NoiseDefinition(DefinitionModel):
    """Events that are kept and not counted, such as test orders."""

    kind: Literal["noise"] = described("What is defined.", "定义的类别。")
    scope: Literal["event"] = described("Noise is a matter of events.", "噪声只针对事件。", default="event")
    event: EventNames = described(
        "The event, or several, whose properties the rule reads.",
        "规则所读取属性的事件，可为多个。",
        min_length=1,
    )
    when: RuleText = described("What is noise.", "满足此条件的事件视为噪声。")

    @model_validator(mode="after")
    def _check_rule(self) -> NoiseDefinition:
        _refuse_beyond_event(read_rule(self.when))
        return self


def _refuse_beyond_event(rule: tree.Node) -> None:
    """Refuses what an event alone cannot tell when it is loaded: the customer, and the present."""
    match rule:
        case tree.CustomerName():
            what = Text("a rule about events cannot read the customer", "针对事件的规则不能读取客户信息")
            step = Text("use a check with “scope: customer”", "请改用“scope: customer”的校验")
        case tree.Call(function=function) if function in _CLOCKED:
            what = Text(
                f"“{function}” changes with time, an event does not",
                f"“{function}”会随时间变化，而事件不会",
            )
            step = Text("compare with a date", "请与具体日期比较")
        case _:
            for child in tree.children(rule):
                _refuse_beyond_event(child)
            return
    raise refuse(DefinitionError(what, next_step=step), "when")


def _read_names(model: CheckDefinition | NoiseDefinition) -> tuple[Reference, ...]:
    if model.event:
        place = (lambda number: ("event", number)) if len(model.event) > 1 else (lambda _: ("event",))
        return tuple(Reference("event", name, place(number)) for number, name in enumerate(model.event))
    return list_references((RuleUse.written(("when",), model.when, "condition"),))


def _mean(model: CheckDefinition | NoiseDefinition) -> Any:
    return {"events": sorted(model.event), "when": format_rule(read_rule(model.when))}


CHECK = Kind(
    name="check",
    model=CheckDefinition,
    label=Text("check", "校验"),
    space="check",
    meaning=_mean,
    reads=_read_names,
)
NOISE = Kind(
    name="noise",
    model=NoiseDefinition,
    label=Text("noise", "噪声"),
    space="noise",
    meaning=_mean,
    reads=_read_names,
)
