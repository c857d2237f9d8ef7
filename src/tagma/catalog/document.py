"""YAML read with the place of every field, so that any later mistake can say file, line and column.

The dialect is strict: YAML 1.2 booleans and numbers (``no`` stays a word, ``1:30`` and dates are texts),
decimals stay exact, a key stands once, tags and endless aliases are refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeAlias

import yaml

from tagma.errors import DefinitionError, Place, TagmaError, Text

Path: TypeAlias = tuple[str | int, ...]

MAX_NODES = 50_000
MAX_DEPTH = 40
_PLAIN = {
    "null": re.compile(r"(?:~|null|Null|NULL|)\Z"),
    "bool": re.compile(r"(?:true|True|TRUE|false|False|FALSE)\Z"),
    "int": re.compile(r"[-+]?[0-9]{1,30}\Z"),
    "float": re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]{1,3})?\Z"),
}
_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a value stands: 0-based line and column of its key and its value, and the value's extent."""

    key: tuple[int, int] | None
    value: tuple[int, int]
    end: tuple[int, int]
    style: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One definition as plain data, with the place of every part of it."""

    file: str
    data: Any
    spots: Mapping[Path, Spot] = field(repr=False)
    lines: tuple[str, ...] = field(repr=False)

    def place(self, path: Path = (), *, key: bool = False) -> Place:
        """The place of a field; of the nearest field around it where it is not written."""
        found = path
        while found not in self.spots and found:
            found = found[:-1]
        spot = self.spots[found]
        line, column = spot.key if spot.key and (key or found == ()) else spot.value
        return Place(self.file, line + 1, column + 1, write_path(path) or None)

    def place_in_text(self, path: Path, line: int, column: int) -> Place:
        """The place of a 1-based line and column inside the text of a field."""
        spot = self.spots.get(path)
        text = self._read(path)
        if spot is None or not isinstance(text, str):
            return self.place(path)
        rows = text.split("\n")
        offset = sum(len(row) + 1 for row in rows[: line - 1]) + column - 1
        found = self._align(spot, text, offset)
        if found is None:
            return self.place(path)
        return Place(self.file, found[0] + 1, found[1] + 1, write_path(path) or None)

    def _read(self, path: Path) -> Any:
        value = self.data
        for part in path:
            value = value[part]
        return value

    def _align(self, spot: Spot, text: str, offset: int) -> tuple[int, int] | None:
        """Walks the written characters beside the parsed ones, stepping over quotes, escapes, indents."""
        line, column = spot.value
        if spot.style in ("|", ">"):
            line, column = line + 1, 0
        elif spot.style in ("'", '"'):
            column += 1
        last: tuple[int, int] | None = None
        for position, character in enumerate(text):
            if character.isspace():
                continue
            while (line, column) < spot.end and self.lines[line][column : column + 1] != character:
                column += 1
                if column >= len(self.lines[line]):
                    line, column = line + 1, 0
            if (line, column) >= spot.end:
                return None
            last = (line, column)
            if position >= offset:
                return last
            column += 1
        return None if last is None else (last[0], last[1] + 1)


def write_path(path: Path) -> str:
    """A path as people read it: ``cases[1].when``."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def read_documents(text: str, file: str) -> tuple[list[Document], list[TagmaError]]:
    """All definitions of one YAML text (its documents and the members of lists), and its mistakes."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    lines = (*text.split("\n"), "")
    documents: list[Document] = []
    errors: list[TagmaError] = []
    try:
        too_deep = _find_too_deep(text)
        if too_deep is not None:
            place = Place(file, too_deep.line + 1, too_deep.column + 1)
            what = Text(
                f"the YAML is nested more than {MAX_DEPTH} levels deep", f"YAML 嵌套超过 {MAX_DEPTH} 层"
            )
            return [], [DefinitionError(what, where=place, next_step=_CHECK_INDENT)]
        loader = _Loader(text)
        try:
            while loader.check_node():
                node = loader.get_node()
                parts = node.value if isinstance(node, yaml.SequenceNode) else [node]
                for part in parts:
                    reader = _Reader(file)
                    data = reader.read(part, (), None)
                    errors += reader.errors
                    if data is not None or reader.errors:
                        documents.append(Document(file, data, reader.spots, lines))
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        errors.append(_word_yaml(error, file, lines))
    except yaml.YAMLError as error:
        place = Place(file, text[: getattr(error, "position", 0) or 0].count("\n") + 1)
        what = Text("the file holds a character that YAML does not allow", "文件含有 YAML 不允许的字符")
        errors.append(
            DefinitionError(what, where=place, next_step=Text("remove the character", "请删除该字符"))
        )
    return documents, errors


def _find_too_deep(text: str) -> Any:
    """The mark at which the nesting passes its bound; events are read one by one, without recursion."""
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_Loader):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > MAX_DEPTH:
                    return event.start_mark
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
    except yaml.MarkedYAMLError as error:
        # The scanner of newer libraries reads ahead and has a bound of its own.
        if "nesting depth" in str(error.problem):
            return error.problem_mark or error.context_mark
        raise
    return None


class _Reader:
    """Turns one node tree into plain data and collects where everything stood."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.spots: dict[Path, Spot] = {}
        self.errors: list[TagmaError] = []
        self._above: list[int] = []

    def read(self, node: Any, path: Path, key: Any) -> Any:
        self.spots[path] = Spot(
            None if key is None else (key.start_mark.line, key.start_mark.column),
            (node.start_mark.line, node.start_mark.column),
            (node.end_mark.line, node.end_mark.column),
            (node.style or None) if isinstance(node, yaml.ScalarNode) else None,
        )
        if id(node) in self._above or len(self.spots) > MAX_NODES:
            what = Text("an alias (*) repeats without end", "别名（*）无休止地重复")
            next_step = Text("write the value out where it is used", "请在使用处直接写出该值")
            if len(self.spots) <= MAX_NODES + 1:
                self._refuse(node, path, what, next_step)
            return None
        self._above.append(id(node))
        try:
            match node:
                case yaml.MappingNode():
                    return self._read_mapping(node, path)
                case yaml.SequenceNode():
                    return [self.read(item, (*path, index), None) for index, item in enumerate(node.value)]
                case _:
                    return self._read_scalar(node, path)
        finally:
            self._above.pop()

    def _read_mapping(self, node: Any, path: Path) -> dict[str, Any]:
        data: dict[str, Any] = {}
        first: dict[str, int] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                what = Text("a list or mapping stands where a field name belongs", "字段名处出现了列表或映射")
                self._refuse(key, path, what, Text("write “field: value”", "请写成“字段: 值”"))
                continue
            name = str(key.value)
            if name in data:
                line = first[name]
                what = Text(
                    f"“{name}” stands twice; the first is on line {line}",
                    f"“{name}”重复出现，第一次在第 {line} 行",
                )
                self._refuse(key, (*path, name), what, Text("keep one of the two", "请只保留其中一个"))
                continue
            first[name] = key.start_mark.line + 1
            data[name] = self.read(value, (*path, name), key)
        return data

    def _read_scalar(self, node: Any, path: Path) -> Any:
        text: str = node.value
        if not node.tag.startswith("tag:yaml.org,2002:"):
            what = Text(f"YAML tags such as {node.tag} are not read", f"不支持 YAML 标记 {node.tag}")
            self._refuse(
                node, path, what, Text("remove the “!...” or quote the text", "请删除“!...”或给文本加引号")
            )
            return text
        if node.style:
            return text
        for name, pattern in _PLAIN.items():
            if pattern.match(text):
                match name:
                    case "null":
                        return None
                    case "bool":
                        return text.lower() == "true"
                    case "int":
                        return int(text)
                return Decimal(text)
        return text

    def _refuse(self, node: Any, path: Path, what: Text, next_step: Text) -> None:
        mark = node.start_mark
        place = Place(self.file, mark.line + 1, mark.column + 1, write_path(path) or None)
        self.errors.append(DefinitionError(what, where=place, next_step=next_step))


def _word_yaml(error: yaml.MarkedYAMLError, file: str, lines: tuple[str, ...]) -> TagmaError:
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return DefinitionError(Text("the YAML is broken", "YAML 格式有误"), where=Place(file))
    place = Place(file, mark.line + 1, mark.column + 1)
    row = lines[mark.line] if mark.line < len(lines) else ""
    indent = row[: len(row) - len(row.lstrip())]
    problem = str(error.problem or "")
    if "\t" in indent or row[mark.column : mark.column + 1] == "\t" or "tab character" in problem:
        return DefinitionError(
            Text("a tab stands where YAML wants spaces", "YAML 缩进处使用了制表符（Tab）"),
            where=place,
            next_step=Text("replace the tab by spaces", "请把制表符替换为空格"),
        )
    for words, what, next_step in _PROBLEMS:
        if words in problem or words in str(error.context or ""):
            return DefinitionError(what, where=place, next_step=next_step)
    return DefinitionError(
        Text(f"the YAML is broken: {problem}", f"YAML 格式有误：{problem}"),
        where=place,
        next_step=_CHECK_INDENT,
    )


_CHECK_INDENT = Text(
    "the fields of a definition begin in one column, as “field: value”; texts with “: ” or “#” need quotes",
    "同一定义的各字段须左对齐，写成“字段: 值”；含“: ”或“#”的文本请加引号",
)
_PROBLEMS: tuple[tuple[str, Text, Text], ...] = (
    (
        "mapping values are not allowed",
        Text("a “:” stands where no field can begin", "此处出现了不该有的“:”"),
        Text(
            "check the indent of this line and the one before, and put texts that hold “: ” in quotes",
            "请检查本行与上一行的缩进；含“: ”的文本请加引号",
        ),
    ),
    (
        "quoted scalar",
        Text("a quote is never closed", "引号没有闭合"),
        Text("close the quote on the same line", "请在同一行闭合引号"),
    ),
    (
        "flow sequence",
        Text("a list that begins with “[” is never closed", "以“[”开头的列表没有闭合"),
        Text("close it with “]” and separate its members by “,”", "请以“]”结尾，并用“,”分隔各项"),
    ),
    (
        "flow mapping",
        Text("a mapping that begins with “{” is never closed", "以“{”开头的映射没有闭合"),
        Text("close it with “}” and separate its fields by “,”", "请以“}”结尾，并用“,”分隔各字段"),
    ),
    (
        "undefined alias",
        Text("“*” names an anchor that is not there", "“*”引用了不存在的锚点"),
        Text("put texts that begin with “*” in quotes", "以“*”开头的文本请加引号"),
    ),
    (
        "expected <block end>",
        Text("the indent of this line fits no field above", "本行缩进与上方字段不对齐"),
        _CHECK_INDENT,
    ),
    (
        "could not find expected ':'",
        Text("this line is no “field: value”", "本行不是“字段: 值”的形式"),
        _CHECK_INDENT,
    ),
    (
        "did not find expected key",
        Text("the indent of this line fits no field above", "本行缩进与上方字段不对齐"),
        _CHECK_INDENT,
    ),
)
