"""A definition as YAML text that people like to read: one field a line, no wrapped rules."""

from __future__ import annotations

from collections.abc import Mapping
from io import StringIO
from typing import Any

import yaml

_ENDLESS = 1_000_000


class _Dumper(yaml.SafeDumper):
    """Lists stand indented below their field; texts of several lines keep their lines."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        return super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _write_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _write_text)


def write_body(body: Mapping[str, Any]) -> str:
    """The text of a body, with a line end."""
    return _dump(body, inline=False)


def write_body_inline(body: Mapping[str, Any]) -> str:
    """The text of a body in braces, on one line where it can be."""
    return _dump(body, inline=True).rstrip("\n")


def _dump(body: Mapping[str, Any], *, inline: bool) -> str:
    maker = _Dumper(StringIO(), default_flow_style=True if inline else None, sort_keys=False)
    node: Any = maker.represent_data(dict(body))
    node.flow_style = inline
    text: str = yaml.serialize(node, Dumper=_Dumper, allow_unicode=True, width=_ENDLESS)
    return text
