"""Every SQL template in the source uses functions of the whitelist only, also where no other test runs it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from sqlglot import exp

from tagma.engine import dialect
from tagma.engine.whitelist import is_allowed, name_function

SOURCE = Path(__file__).parents[2] / "src" / "tagma"
BUILDERS = {"from_template", "query", "parse_one"}
OWN_SQL = "engine/duckdb"  # the driver's own catalogue queries, which never reach another engine
SPARK_WORDS = "engine/spark/dialect.py"  # says allowed functions in Spark's words, which are Spark's own


def find_templates() -> list[tuple[str, str]]:
    """Pairs (file:line, constant SQL) of all calls that build a tree from text."""
    found: list[tuple[str, str]] = []
    for file in sorted(SOURCE.rglob("*.py")):
        name = file.relative_to(SOURCE).as_posix()
        if name.startswith(OWN_SQL):
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and call_name(node) in BUILDERS:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    found.append((f"{name}:{node.lineno}", first.value))
    return found


def find_named_functions() -> list[tuple[str, str]]:
    """Pairs (file:line, name) of functions that are built by name: ``exp.func("x")``, ``exp.Anonymous(this="x")``."""
    found: list[tuple[str, str]] = []
    for file in sorted(SOURCE.rglob("*.py")):
        name = file.relative_to(SOURCE).as_posix()
        if name.startswith(OWN_SQL) or name == SPARK_WORDS:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or call_name(node) not in {"func", "Anonymous"}:
                continue
            values = [*node.args[:1], *(keyword.value for keyword in node.keywords if keyword.arg == "this")]
            found += [
                (f"{name}:{node.lineno}", value.value)
                for value in values
                if isinstance(value, ast.Constant) and isinstance(value.value, str)
            ]
    return found


def call_name(node: ast.Call) -> str:
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


@pytest.mark.parametrize(("place", "template"), find_templates())
def test_templates_use_allowed_functions(place: str, template: str) -> None:
    tree = dialect.read_template(template)
    assert [
        name_function(node) for node in tree.walk() if isinstance(node, exp.Func) and not is_allowed(node)
    ] == []


def test_functions_by_name_are_allowed() -> None:
    calls = (
        (place, exp.func(name, exp.Literal.string("a"), dialect="duckdb"))
        for place, name in find_named_functions()
    )
    assert [place for place, call in calls if not is_allowed(call)] == []
