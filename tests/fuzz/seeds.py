"""Where fuzzing begins: the files under ``seeds``, and for the two targets of rules the rules of the golden file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import yaml

from tagma.rules import parse_rule, rule_to_json

FOLDER = Path(__file__).parent / "seeds"
GOLDEN = Path(__file__).parents[1] / "golden" / "rules" / "words.yaml"


def list_seeds(name: str) -> Iterator[bytes]:
    """The seeds of a target."""
    for path in sorted((FOLDER / name).iterdir()):
        yield path.read_bytes()
    if name in ("rules", "trees"):
        for each in yaml.safe_load(GOLDEN.read_text(encoding="utf-8")):
            text = str(each["rule"])
            yield text.encode() if name == "rules" else json.dumps(rule_to_json(parse_rule(text))).encode()
