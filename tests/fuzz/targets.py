"""What is fuzzed: each target takes any bytes and lets nothing but typed errors out."""

from __future__ import annotations

import base64
import gzip
import json
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pyarrow as pa

from tagma.clock import Calendar
from tagma.collect.guess import Corrections, guess_file
from tagma.collect.guess.facts import examine_column
from tagma.collect.guess.table import find_header
from tagma.collect.intake import (
    Arrival,
    BodyError,
    accept_posthog,
    accept_segment,
    accept_sensors,
    inflate_body,
    interpret_body,
    read_posthog,
    read_segment,
    read_sensors,
)
from tagma.collect.intake.envelope import Envelope, Intake, refuse_body
from tagma.collect.intake.stored import read_refused, try_again
from tagma.collect.journal import EVENT
from tagma.collect.sources.delimited import examine_csv, find_uneven_row
from tagma.errors import RuleError, SourceError
from tagma.rules import check_rule, describe_rule, format_rule, parse_rule, rule_from_json, rule_to_json
from tests.rules.shop import SHOP

Target = Callable[[bytes], None]
ARRIVAL = Arrival("web", 1_700_000_000_000_000, "/sa?x", "10.0.0.1")
ZONE = Calendar("Asia/Shanghai")
KINDS = ("batch", "track", "identify", "page", "screen", "group", "alias")

_FOLDER = tempfile.TemporaryDirectory(prefix="tagma-fuzz-")
_FILE = Path(_FOLDER.name) / "orders.csv"


def fuzz_segment(data: bytes) -> None:
    """A request of the Segment family; the first byte says which."""
    kind = KINDS[data[0] % len(KINDS)] if data else "batch"
    _take(lambda: read_segment(data[1:], kind), accept_segment)


def fuzz_sensors(data: bytes) -> None:
    """A request of the Sensors family: a form as it came, JSON in base64, packed JSON, a query."""
    way, body = (data[0] % 4 if data else 0), data[1:]
    match way:
        case 0:
            _take(lambda: read_sensors("", body), accept_sensors)
        case 1:
            _take(lambda: read_sensors("token=k", b"data=" + base64.b64encode(body)), accept_sensors)
        case 2:
            packed = base64.b64encode(gzip.compress(body, 1))
            _take(lambda: read_sensors("", b"gzip=1&data_list=" + packed), accept_sensors)
        case _:
            _take(lambda: read_sensors(body.decode("latin-1"), b""), accept_sensors)
    intake = refuse_body("sensors", body, ARRIVAL)
    again = try_again(read_refused(intake.records[0]), ARRIVAL)
    if again is not None:
        _check(again)


def fuzz_posthog(data: bytes) -> None:
    """A request of the PostHog family."""
    _take(lambda: read_posthog(data), accept_posthog)


def fuzz_bodies(data: bytes) -> None:
    """A body before it is read: packed in some way, or said to be."""
    encoding = ("", "gzip", "deflate", "identity", "br")[data[0] % 5] if data else ""
    _take(lambda: read_segment(inflate_body(data[1:], encoding)), accept_segment)


def fuzz_rules(data: bytes) -> None:
    """A rule as text: parsed, written, read again, checked, told in words."""
    text = data.decode("utf-8", "replace")
    try:
        node = parse_rule(text)
    except RuleError:
        return
    assert parse_rule(format_rule(node)) == node
    assert rule_from_json(rule_to_json(node)) == node
    try:
        check_rule(node, SHOP, text=text)
    except RuleError:
        return
    describe_rule(node, SHOP, "en")
    describe_rule(node, SHOP, "zh")


def fuzz_rule_trees(data: bytes) -> None:
    """A rule as JSON."""
    try:
        tree = json.loads(data)
    except (ValueError, RecursionError):
        return
    try:
        node = rule_from_json(tree)
    except RuleError:
        return
    assert rule_from_json(rule_to_json(node)) == node


def fuzz_csv(data: bytes) -> None:
    """A CSV file before the engine reads it."""
    _FILE.write_bytes(data)
    try:
        form = examine_csv(_FILE)
        find_uneven_row(form)
    except SourceError:
        return
    rows = [line.split(form.delimiter) for line in data.decode(form.encoding, "replace").splitlines()[:200]]
    find_header(rows)
    for row in rows[:5]:
        examine_column("x", pa.chunked_array([pa.array(row, pa.string())]))


def fuzz_orders(data: bytes) -> None:
    """A CSV file that is taken for orders, read by the engine: the slow one."""
    _FILE.write_bytes(data)
    try:
        guess_file(_FILE, Corrections(), ZONE)
    except SourceError:
        return


def _take(read: Callable[[], Envelope], accept: Callable[[Envelope, Arrival], Intake]) -> None:
    try:
        envelope = read()
    except BodyError:
        return
    _check(accept(envelope, ARRIVAL))


def _check(intake: Intake) -> None:
    """Whatever was accepted can be read again; whatever was refused can be tried again."""
    for record in intake.records:
        json.loads(record.body)
        if record.kind == EVENT:
            interpret_body(record, ZONE)
        else:
            try_again(read_refused(record), ARRIVAL)


TARGETS: Mapping[str, Target] = {
    "segment": fuzz_segment,
    "sensors": fuzz_sensors,
    "posthog": fuzz_posthog,
    "bodies": fuzz_bodies,
    "rules": fuzz_rules,
    "trees": fuzz_rule_trees,
    "csv": fuzz_csv,
    "orders": fuzz_orders,
}
