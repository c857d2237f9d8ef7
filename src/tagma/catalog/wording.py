"""Pydantic's findings in Tagma's words: what, where, nearest, next step, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from tagma.catalog.document import Document, Path, write_path
from tagma.catalog.refuse import REFUSED
from tagma.errors import DefinitionError, TagmaError, Text, nearest_names

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from tagma.catalog.kind import Kind

_WANTED: dict[str, Text] = {
    "string": Text("a text", "文本"),
    "int": Text("a whole number", "整数"),
    "decimal": Text("a number", "数字"),
    "float": Text("a number", "数字"),
    "bool": Text("true or false", "true 或 false"),
    "list": Text("a list such as [a, b]", "列表，如 [a, b]"),
    "tuple": Text("a list such as [a, b]", "列表，如 [a, b]"),
    "dict": Text("a mapping such as {a: b}", "映射，如 {a: b}"),
    "model": Text("a mapping of fields such as {a: b}", "由字段组成的映射，如 {a: b}"),
}


def word_validation(error: ValidationError, kind: Kind, document: Document) -> list[TagmaError]:
    """All findings about one definition, each with its place."""
    findings = error.errors(include_url=False)
    return [_word_finding(finding, kind, document) for finding in findings if not _is_echo(finding, findings)]


def _is_echo(finding: ErrorDetails, findings: list[ErrorDetails]) -> bool:
    """Whether a list is only called too short because its members are wrong."""
    loc = finding["loc"]
    return finding["type"] == "too_short" and any(
        other["loc"][: len(loc)] == loc and other["loc"] != loc for other in findings
    )


def _word_finding(finding: ErrorDetails, kind: Kind, document: Document) -> TagmaError:
    path = _find_path(finding["loc"], document)
    code = finding["type"]
    context: dict[str, Any] = finding.get("ctx") or {}
    field = write_path(path)
    if code == REFUSED:
        return _place_refusal(context["error"], (*path, *context["field"]), document)
    if code == "extra_forbidden":
        return _word_extra(path, kind, document)
    if code == "missing":
        name = path[-1]
        return DefinitionError(
            Text(f"the field “{name}” is missing", f"缺少字段“{name}”"),
            where=document.place(path[:-1], key=True),
            next_step=Text(f"add “{name}: ...”", f"请补充“{name}: ...”"),
        )
    if code == "literal_error":
        values = [
            part.strip().strip("'") for part in str(context["expected"]).replace(" or ", ", ").split(",")
        ]
        return DefinitionError(
            Text(f"“{field}” cannot be “{finding['input']}”", f"“{field}”不能是“{finding['input']}”"),
            where=document.place(path),
            nearest=nearest_names(str(finding["input"]), values),
            next_step=Text(f"it is one of: {', '.join(values)}", f"可选值：{'、'.join(values)}"),
        )
    wanted = next((text for start, text in _WANTED.items() if code.startswith(f"{start}_type")), None)
    wanted = wanted or next(
        (text for start, text in _WANTED.items() if code.startswith(f"{start}_pars")), None
    )
    if wanted is not None:
        found = _name_type(finding["input"])
        return DefinitionError(
            Text(
                f"“{field}” must be {wanted.en}, not {found.en}",
                f"“{field}”应为{wanted.zh}，而不是{found.zh}",
            ),
            where=document.place(path),
            next_step=Text(
                "put a text in quotes" if code == "string_type" else f"write {wanted.en}",
                "文本请加引号" if code == "string_type" else f"请写{wanted.zh}",
            ),
        )
    bounds = _word_bounds(code, context)
    if bounds is not None:
        return DefinitionError(
            Text(f"“{field}” must have {bounds.en}", f"“{field}”应有{bounds.zh}"),
            where=document.place(path),
            next_step=Text(f"give it {bounds.en}", f"请填写{bounds.zh}"),
        )
    return DefinitionError(
        Text(f"“{field}” is wrong: {finding['msg']}", f"“{field}”有误：{finding['msg']}"),
        where=document.place(path),
        next_step=Text("see the schema of this kind: tagma schema", "请查看该类定义的说明：tagma schema"),
    )


def _place_refusal(error: TagmaError, path: Path, document: Document) -> TagmaError:
    inner = error.where
    if inner is not None and inner.line is not None:
        error.where = document.place_in_text(path, inner.line, inner.column or 1)
    else:
        error.where = document.place(path)
    return error


def _word_extra(path: Path, kind: Kind, document: Document) -> TagmaError:
    name = str(path[-1])
    known = _list_fields(kind.model, path[:-1])
    around = write_path(path[:-1])
    return DefinitionError(
        Text(
            f"there is no field “{name}” in {f'“{around}” of ' if around else ''}a {kind.name}",
            f"{kind.label.zh}{f'的“{around}”' if around else ''}没有字段“{name}”",
        ),
        where=document.place(path, key=True),
        nearest=nearest_names(name, known),
        next_step=Text(f"the fields are: {', '.join(known)}", f"可用字段：{'、'.join(known)}"),
    )


def _list_fields(model: type[BaseModel], path: Path) -> list[str]:
    """The names of the fields at a path of a model."""
    annotations: list[Any] = [model]
    for part in path:
        below: list[Any] = []
        for annotation in annotations:
            for found in _find_models(annotation):
                info = next((i for n, i in found.model_fields.items() if (i.alias or n) == part), None)
                if info is not None:
                    below.append(info.annotation)
        # A key of a mapping or a position in a list: its members have the same models.
        annotations = below or annotations
    models = {found: None for annotation in annotations for found in _find_models(annotation)}
    return [info.alias or name for found in models for name, info in found.model_fields.items()]


def _find_models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in getattr(annotation, "__args__", ()) for model in _find_models(part)]


def _find_path(loc: tuple[int | str, ...], document: Document) -> Path:
    """Pydantic's location without the names of union members and key marks that it puts in."""
    path: Path = ()
    value = document.data
    for position, part in enumerate(loc):
        if part == "[key]":
            continue
        last = position == len(loc) - 1
        inside = (isinstance(value, dict) and part in value) or (
            isinstance(value, list) and isinstance(part, int) and part < len(value)
        )
        if inside:
            value = value[part]
            path = (*path, part)
        elif last:
            path = (*path, part)
    return path


def _name_type(value: Any) -> Text:
    match value:
        case None:
            return Text("empty", "空值")
        case bool():
            return Text("true or false", "true 或 false")
        case str():
            return Text("a text", "文本")
        case list():
            return Text("a list", "列表")
        case dict():
            return Text("a mapping", "映射")
    return Text("a number", "数字")


def _word_bounds(code: str, context: dict[str, Any]) -> Text | None:
    match code:
        case "string_too_short":
            return Text("a text", "文本内容")
        case "string_too_long":
            most = context["max_length"]
            return Text(f"at most {most} characters", f"最多 {most} 个字符")
        case "too_short":
            least = context["min_length"]
            return Text(f"at least {least} member{'s' if least != 1 else ''}", f"至少 {least} 项")
        case "too_long":
            most = context["max_length"]
            return Text(f"at most {most} members", f"最多 {most} 项")
        case "greater_than" | "greater_than_equal":
            word = Text("more than", "大于") if code == "greater_than" else Text("at least", "不小于")
            least = context.get("gt", context.get("ge"))
            return Text(f"a number {word.en} {least}", f"{word.zh} {least} 的数字")
        case "less_than" | "less_than_equal":
            word = Text("less than", "小于") if code == "less_than" else Text("at most", "不大于")
            most = context.get("lt", context.get("le"))
            return Text(f"a number {word.en} {most}", f"{word.zh} {most} 的数字")
    return None
