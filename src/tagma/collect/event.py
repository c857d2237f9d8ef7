"""The kind ``event``: what customers do, with its properties, their types and what must hold of them."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, model_validator

from tagma.catalog import (
    DefinitionModel,
    Kind,
    Label,
    Name,
    Number,
    Part,
    described,
    fold_name,
    refuse,
)
from tagma.errors import DefinitionError, Text, nearest_names
from tagma.rules.vocabulary import Type

SYSTEM_OUTPUTS = ("user_id", "ts", "message_id")
MOST_REPEAT = 60_000
LISTED = ("text", "integer", "bool")

_OTHER_WORDS = {
    **dict.fromkeys(("string", "str", "varchar"), "text"),
    **dict.fromkeys(("int", "bigint", "whole"), "integer"),
    **dict.fromkeys(("number", "numeric", "money"), "decimal"),
    **dict.fromkeys(("double", "real"), "float"),
    **dict.fromkeys(("datetime", "timestamp", "time"), "instant"),
    "boolean": "bool",
    "array": "list",
}
_TYPES = tuple(kind.value for kind in Type)


def _check_type(value: Any) -> Any:
    if value in _TYPES:
        return value
    word = str(value).strip().lower()
    nearest = (_OTHER_WORDS[word],) if word in _OTHER_WORDS else nearest_names(word, _TYPES)
    raise refuse(
        DefinitionError(
            Text(f"there is no type “{value}”", f"没有类型“{value}”"),
            nearest=nearest,
            next_step=Text(f"the types are: {', '.join(_TYPES)}", f"可用类型：{'、'.join(_TYPES)}"),
        )
    )


TypeName = Annotated[
    Literal["bool", "integer", "decimal", "float", "text", "date", "instant", "list"],
    BeforeValidator(_check_type),
]


def _check_property(name: str) -> str:
    if fold_name(name) in SYSTEM_OUTPUTS:
        raise refuse(
            DefinitionError(
                Text(
                    f"“{name}” is a column of every event, not a property",
                    f"“{name}”是所有事件共有的列，不是属性",
                ),
                next_step=Text("remove it here; sources give it anyway", "请从此处删除，数据源会自动提供"),
            )
        )
    return name


def check_spellings(names: Any) -> Any:
    seen: dict[str, str] = {}
    for name in names:
        other = seen.setdefault(fold_name(name), name)
        if other != name:
            raise refuse(
                DefinitionError(
                    Text(f"“{other}” and “{name}” are one name", f"“{other}”与“{name}”视为同名"),
                    next_step=Text("keep one of the two", "请只保留其中一个"),
                ),
                name,
            )
    return names


PropertyName = Annotated[Name, AfterValidator(_check_property)]


class PropertySpec(Part):
    """A property of an event."""

    type: TypeName = described("Type of the values.", "值的类型。")
    unit: str | None = described("Unit, such as CNY or second.", "单位，如 CNY 或 second。", default=None)
    label: Label | None = described("The name that people see.", "展示给人看的名称。", default=None)
    description: Label | None = described("What it means.", "含义。", default=None)
    required: bool = described(
        "Whether every event must have it; events without it go to quarantine.",
        "是否每个事件都必须有；缺少时该事件进入隔离区。",
        default=False,
    )
    values: tuple[str, ...] = described(
        "The values that are allowed, as text; events with another one go to quarantine.",
        "允许的取值（文本）；出现其他取值的事件进入隔离区。",
        default=(),
    )
    personal: bool = described(
        "Whether it says who somebody is; examples are masked then.",
        "是否属于个人信息；为真时示例会打码。",
        default=False,
    )

    @model_validator(mode="after")
    def _check_values(self) -> PropertySpec:
        if self.values and self.type not in LISTED:
            raise refuse(
                DefinitionError(
                    Text(
                        "values can be listed of texts, whole numbers and yes or no",
                        "只有文本、整数与是否值可以限定取值",
                    ),
                    next_step=Text("use a check for the rest", "其他类型请使用校验（kind: check）"),
                ),
                "values",
            )
        return self


def _widen_property(value: Any) -> Any:
    return {"type": value} if isinstance(value, str) else value


Property = Annotated[
    PropertySpec, BeforeValidator(_widen_property, json_schema_input_type=TypeName | PropertySpec)
]


class EventDefinition(DefinitionModel):
    """A type of event: what customers do."""

    kind: Literal["event"] = described("What is defined.", "定义的类别。")
    properties: Annotated[dict[PropertyName, Property], AfterValidator(check_spellings)] = described(
        "Its properties with their types; declared types win over those found in the data.",
        "属性及其类型；此处声明的类型优先于数据中推断的类型。",
        default_factory=dict,
    )
    class_: Name | None = described(
        "The class of the tracking plan that it belongs to.",
        "所属的埋点方案大类。",
        default=None,
        alias="class",
    )
    weight: Number | None = described(
        "How much it counts in behaviour scores; default: that of the tracking plan, else 1.",
        "在行为评分中的权重；默认取埋点方案中的权重，方案中没有则为 1。",
        default=None,
        ge=0,
    )
    repeat_within: int | None = described(
        "Equal events of one customer that follow within so many milliseconds are noise, such as double "
        "clicks; 0: none are. Default: 1000 for clicks, 0 for the rest.",
        "同一客户在多少毫秒内重复的相同事件视为噪声（如重复点击）；0 表示不判断。"
        "默认：点击类事件为 1000，其余为 0。",
        default=None,
        ge=0,
        le=MOST_REPEAT,
    )

    def list_personal(self) -> frozenset[str]:
        """The folded names of the properties that say who somebody is."""
        return frozenset(fold_name(name) for name, spec in self.properties.items() if spec.personal)


def _event_meaning(model: EventDefinition) -> Any:
    properties = {
        fold_name(name): [spec.type, spec.unit, spec.required]
        + ([{"values": spec.values}] if spec.values else [])
        for name, spec in model.properties.items()
    }
    weight = Decimal(1) if model.weight is None else model.weight
    later = {} if model.repeat_within is None else {"repeat_within": model.repeat_within}
    return {"properties": properties, "weight": weight} | later


EVENT = Kind(
    name="event",
    model=EventDefinition,
    label=Text("event", "事件"),
    space="event",
    meaning=_event_meaning,
)
