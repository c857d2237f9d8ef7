"""The reference pages of the rule language, written from the operator table.

``python -m tagma.rules.reference docs/reference`` writes both pages; a test says when they are out of date.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tagma.errors import Language, Text
from tagma.rules.codec import rule_to_json
from tagma.rules.operators import OPERATORS, RESERVED, UNITS, Operator
from tagma.rules.reference_texts import (
    FAMILIES,
    FORMS,
    HEADS,
    JSON_EXAMPLE,
    NOTES,
    TYPES,
    UNIT_NAMES,
    WINDOWS,
)
from tagma.rules.syntax.parse import parse_rule
from tagma.rules.vocabulary import Names, Vocabulary
from tagma.rules.words import describe_rule

PAGES: dict[Language, str] = {"en": "rules.md", "zh": "rules.zh.md"}
_NOTHING = Vocabulary(Names({}), Names({}), Names({}), Names({}), Names({}))


def render_reference(language: Language) -> str:
    """The reference page in one language, as Markdown."""
    sections = [
        f"# {_say('title', language)}\n\n{_say('intro', language)}",
        *(_render_family(family, title, language) for family, title in FAMILIES.items()),
        _render_windows(language),
        *(f"## {title.in_language(language)}\n\n{text.in_language(language)}" for title, text in NOTES),
        _render_reserved(language),
        _render_json(language),
    ]
    return "\n\n".join(sections) + "\n"


def write_reference(folder: Path) -> list[Path]:
    """Writes both pages and says where."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for language, name in PAGES.items():
        path = folder / name
        path.write_text(render_reference(language), encoding="utf-8")
        paths.append(path)
    return paths


def _say(key: str, language: Language) -> str:
    return HEADS[key].in_language(language)


def _render_family(family: str, title: Text, language: Language) -> str:
    rows = [row for row in OPERATORS if row.family == family]
    heads = ("form", "gives", "meaning") if family != "aggregate" else ("form", "gives", "empty", "meaning")
    table = [_render_row([_say(head, language) for head in heads]), _render_row(["---"] * len(heads))]
    for row in rows:
        gives = TYPES[row.gives].in_language(language)
        unit = f" ({UNIT_NAMES[row.unit].in_language(language)})" if row.unit else ""
        cells = [f"`{_find_form(row)}`", f"{gives}{unit}"]
        if family == "aggregate":
            cells.append("0" if row.empty == "0" else _say("missing", language))
        table.append(_render_row([*cells, row.doc.in_language(language)]))
    examples = "\n".join(_render_example(row.example, language) for row in rows)
    return f"## {title.in_language(language)}\n\n" + "\n".join(table) + f"\n\n{examples}"


def _find_form(row: Operator) -> str:
    """How an operator is written, with its operands by kind."""
    if row.name in FORMS:
        return FORMS[row.name]
    events = {"event": "EVENT", "event.property": "EVENT.property", "event.number": "EVENT.property"}
    operands = [events.get(operand, operand) for operand in row.takes]
    if row.family == "aggregate":
        first = operands[0] if len(operands) == 1 else "EVENT[.property]"
        return f"{row.name}({first} [where RULE] [window])"
    if row.family in ("comparison", "text", "arithmetic"):
        return " ".join((operands[0], row.name, *operands[1:]))
    return f"{row.name}({', '.join(operands)})"


def _render_example(rule: str, language: Language) -> str:
    sentence = describe_rule(parse_rule(rule), _NOTHING, language).replace("\n", " ")
    return f"- `{rule}` → {sentence}"


def _render_windows(language: Language) -> str:
    table = [_render_row([_say("window", language), _say("meaning", language)]), _render_row(["---"] * 2)]
    table.extend(_render_row([f"`{form}`", text.in_language(language)]) for form, text in WINDOWS)
    units = " ".join(f"`{unit}`" for unit in UNITS)
    return f"## {_say('windows', language)}\n\n" + "\n".join(table) + f"\n\n{_say('units', language)} {units}"


def _render_reserved(language: Language) -> str:
    words = " ".join(f"`{word}`" for word in RESERVED)
    return f"## {_say('reserved', language)}\n\n{_say('reserved_text', language)}\n\n{words}"


def _render_json(language: Language) -> str:
    data = json.dumps(rule_to_json(parse_rule(JSON_EXAMPLE)), ensure_ascii=False, indent=2)
    return f"## JSON\n\n{_say('json', language)}\n\n```text\n{JSON_EXAMPLE}\n```\n\n```json\n{data}\n```"


def _render_row(cells: list[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


if __name__ == "__main__":
    for written in write_reference(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/reference")):
        print(written)
