"""What every definition has in common, and the field types that all kinds share."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, model_validator

from tagma.catalog.names import Name
from tagma.catalog.refuse import refuse
from tagma.errors import DefinitionError, Text


def described(en: str, zh: str, **more: Any) -> Any:
    """A field with its description in both languages, which JSON Schemas and the reference pages show."""
    return Field(
        description=f"{en}\n\n{zh}", json_schema_extra={"x-description": {"en": en, "zh": zh}}, **more
    )


class Part(BaseModel):
    """A strict, immutable piece of a definition."""

    model_config = ConfigDict(extra="forbid", frozen=True, serialize_by_alias=True)


class Words(Part):
    """A text in one language or both."""

    en: str = described("English", "英文", default="")
    zh: str = described("Chinese", "中文", default="")

    @model_validator(mode="after")
    def _check_either(self) -> Words:
        if not (self.en.strip() or self.zh.strip()):
            raise refuse(
                DefinitionError(
                    Text("there is no text", "没有填写文本"),
                    next_step=Text(
                        "write {en: ..., zh: ...} or one text for both",
                        "请写 {en: ..., zh: ...}，或只写一段文本",
                    ),
                )
            )
        return self

    @property
    def text(self) -> Text:
        """Both languages; the one that is missing is read as the other."""
        return Text(self.en or self.zh, self.zh or self.en)


def _widen_words(value: Any) -> Any:
    return {"en": value, "zh": value} if isinstance(value, str) else value


Label = Annotated[Words, BeforeValidator(_widen_words, json_schema_input_type=str | Words)]


def _dump_number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _read_number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise refuse(
            DefinitionError(
                Text("a number belongs here", "此处应为数字"),
                next_step=Text(
                    "write digits without quotes, units or thousands separators",
                    "请直接写数字，不加引号、单位或千分位",
                ),
            )
        )
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite() or len(number.as_tuple().digits) > 15 or abs(number) >= Decimal(10) ** 15:
        raise refuse(
            DefinitionError(
                Text("the number has more than 15 digits", "数字超过 15 位"),
                next_step=Text("round it", "请取整或减少小数位"),
            )
        )
    return number


Number = Annotated[
    Decimal,
    BeforeValidator(_read_number, json_schema_input_type=int | float),
    PlainSerializer(_dump_number, return_type=int | float),
]


class DefinitionModel(Part):
    """The fields of every definition."""

    kind: str = described("What is defined.", "定义的类别。")
    name: Name = described(
        "Its name in rules; unique among its kind whatever the spelling (case, full width).",
        "规则中使用的名称；同类中唯一，不区分大小写与全半角。",
    )
    label: Label | None = described("The name that people see.", "展示给人看的名称。", default=None)
    description: Label | None = described("What it means and what it is for.", "含义与用途。", default=None)
    owner: str | None = described(
        "Who answers for it: a person or a team.", "负责人或负责团队。", default=None, min_length=1
    )

    @property
    def title(self) -> Text:
        """The label, or the name where there is none."""
        return self.label.text if self.label else Text(self.name, self.name)
