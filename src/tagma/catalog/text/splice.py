"""Changes one definition inside the text of a YAML file; everything else stays byte for byte.

The text is read as a stream of events with their positions, so that comments, order and layout around a
definition, and those of its unchanged fields, are left alone. What comes out is a *candidate*: whoever writes
it reads it back first (``flows/defining/edits.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import yaml

from tagma.catalog.text.writing import write_body, write_body_inline

Position = tuple[int, int]
_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LINE_END = re.compile(r"\r\n|\n|\r|\Z")


@dataclass(slots=True)
class _Node:
    """One node of the text: where it begins and where its last written character ends."""

    shape: Literal["mapping", "list", "leaf"]
    start: int
    end: int
    position: Position
    flow: bool = False
    value: str = ""
    parts: list[_Node] = field(default_factory=list)


@dataclass(slots=True)
class _Page:
    """One YAML document of a stream; ``start`` and ``end`` of its ``---``, equal where it has none."""

    start: int
    end: int
    root: _Node | None = None


def replace_definition(
    text: str, position: Position, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[str]:
    """The text with another body for one definition: candidates, the one that changes least first.

    Args:
        position: 0-based line and column at which the definition begins.
        before: its body as it stands there.
    """
    _, node, _ = _find(text, position)
    if node.shape != "mapping":
        return
    if node.flow:
        yield text[: node.start] + write_body_inline(after) + text[node.end :]
        return
    fieldwise = _replace_fields(text, node, before, after)
    if fieldwise is not None:
        yield fieldwise
    whole = _indent(write_body(after), node.position[1], _line_end(text))
    yield text[: node.start] + whole + text[node.end :]
    yield text[: node.start] + whole + text[_end_of_line(text, node.end) :]


def cut_definition(text: str, position: Position) -> str:
    """The text without one definition; a comment above the first definition of a file stays."""
    pages, node, number = _find(text, position)
    page = pages[number]
    if page.root is not None and page.root.shape == "list" and len(page.root.parts) > 1:
        dash = text.rfind("-", 0, node.start)
        return text[: _start_of_line(text, dash)] + text[_next_line(text, node.end) :]
    following = pages[number + 1] if number + 1 < len(pages) else None
    if number == 0:
        start = _start_of_line(text, node.start) if page.start == page.end else page.start
        return text[:start] + (text[_next_line(text, following.end) :] if following is not None else "")
    return text[: page.start] + (text[following.start :] if following is not None else "")


def is_blank(text: str) -> bool:
    """Whether a text holds neither definitions nor comments."""
    return not re.sub(r"(?m)^(---|\.\.\.)\s*$", "", text.removeprefix("\ufeff")).strip()


def _replace_fields(
    text: str, node: _Node, before: Mapping[str, Any], after: Mapping[str, Any]
) -> str | None:
    """Only the lines of the fields that differ; None where the layout does not allow it."""
    written = {node.parts[i].value: (node.parts[i], node.parts[i + 1]) for i in range(0, len(node.parts), 2)}
    if written.keys() != before.keys():
        return None
    indent, line_end = node.position[1], _line_end(text)
    edits: list[tuple[int, int, str]] = []
    for name, (key, value) in written.items():
        end = _end_of_pair(text, key, value)
        if name not in after:
            start = _start_of_line(text, key.start)
            if text[start : key.start].strip():
                return None
            edits.append((start, _next_line(text, end), ""))
        elif after[name] != before[name] or type(after[name]) is not type(before[name]):
            edits.append((key.start, end, _indent(write_body({name: after[name]}), indent, line_end)))
    place, known = None, None
    for name in after:
        if name in written:
            known = written[name]
            continue
        anchor = known or written[next(iter(written))]
        place = _next_line(text, _end_of_pair(text, *anchor))
        line = " " * indent + _indent(write_body({name: after[name]}), indent, line_end)
        lead = "" if place == 0 or text[place - 1] in "\r\n" else line_end
        edits.append((place, place, lead + line + line_end))
    return _make(text, edits)


def _make(text: str, edits: list[tuple[int, int, str]]) -> str:
    done, position = [], 0
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        done += [text[position:start], new]
        position = end
    return "".join([*done, text[position:]])


def _find(text: str, position: Position) -> tuple[list[_Page], _Node, int]:
    """The pages of a text, the definition that begins at a position, the number of its page."""
    pages = _read_pages(text)
    for number, page in enumerate(pages):
        if page.root is None:
            continue
        for node in [page.root, *(page.root.parts if page.root.shape == "list" else ())]:
            if node.position == position and node.shape == "mapping":
                return pages, node, number
    raise LookupError(position)


def _read_pages(text: str) -> list[_Page]:
    pages: list[_Page] = []
    open_nodes: list[_Node] = []
    events: Iterator[Any] = iter(yaml.parse(text, Loader=_Loader))
    for event in events:
        start, end = event.start_mark.index, event.end_mark.index
        position = (event.start_mark.line, event.start_mark.column)
        match event:
            case yaml.DocumentStartEvent():
                pages.append(_Page(start, end if event.explicit else start))
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                shape: Literal["mapping", "list"] = (
                    "mapping" if isinstance(event, yaml.MappingStartEvent) else "list"
                )
                node = _Node(shape, start, end, position, bool(event.flow_style))
                _hang(node, open_nodes, pages)
                open_nodes.append(node)
            case yaml.CollectionEndEvent():
                node = open_nodes.pop()
                node.end = end if node.flow else max((part.end for part in node.parts), default=node.end)
            case yaml.ScalarEvent():
                if event.style in ("|", ">"):
                    end = start + len(text[start:end].rstrip())
                _hang(_Node("leaf", start, end, position, value=event.value), open_nodes, pages)
            case yaml.AliasEvent():
                _hang(_Node("leaf", start, end, position), open_nodes, pages)
    return pages


def _hang(node: _Node, open_nodes: list[_Node], pages: list[_Page]) -> None:
    if open_nodes:
        open_nodes[-1].parts.append(node)
    else:
        pages[-1].root = node


def _end_of_pair(text: str, key: _Node, value: _Node) -> int:
    colon = text.find(":", key.end)
    return max(value.end, colon + 1)


def _indent(written: str, columns: int, line_end: str) -> str:
    """A written body whose first line stands where it is put, the others indented."""
    lines = written.rstrip("\n").split("\n")
    first, rest = lines[0], [" " * columns + line if line else line for line in lines[1:]]
    return line_end.join([first, *rest])


def _line_end(text: str) -> str:
    found = _LINE_END.search(text)
    return (found.group() if found else "") or "\n"


def _start_of_line(text: str, index: int) -> int:
    return max(text.rfind("\n", 0, index), text.rfind("\r", 0, index)) + 1


def _end_of_line(text: str, index: int) -> int:
    found = _LINE_END.search(text, index)
    return found.start() if found else len(text)


def _next_line(text: str, index: int) -> int:
    found = _LINE_END.search(text, index)
    return found.end() if found else len(text)
