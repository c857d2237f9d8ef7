"""Small workspaces with sources of all kinds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from tagma.flows.apply import apply_definitions
from tagma.workspace import Workspace, open_workspace

ORDERS = "select member as user_id, paid as ts, no as message_id, amount from raw"


def write_shop(folder: Path, *bodies: dict[str, Any], zone: str = "UTC") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tagma.yaml").write_text(f"name: shop\ntime_zone: {zone}\nlanguage: en\n", encoding="utf-8")
    for body in bodies:
        path = folder / f"{body['kind']}s" / f"{body['name']}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(yaml.safe_dump(body, allow_unicode=True), encoding="utf-8")
    return folder


def source(name: str, read: str, **fields: Any) -> dict[str, Any]:
    return {"kind": "source", "name": name, "read": read, "events": {"order": ORDERS}, **fields}


def write_orders(path: Path, count: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [
        f"m{number % 3},2024-03-{number % 28 + 1:02d} 10:00,o{number},{number}.5" for number in range(count)
    ]
    path.write_text("member,paid,no,amount\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


@contextmanager
def open_shop(folder: Path, *, apply: bool = True) -> Iterator[Workspace]:
    with open_workspace(folder, purpose="tests") as ws:
        if apply:
            apply_definitions(ws, "ada", "")
        yield ws


def wait_for(holds: Callable[[], Any], seconds: float = 60) -> Any:
    """What a question gives as soon as it gives something."""
    end = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.05)
    return found


def count_rows(ws: Workspace, event: str = "order") -> int:
    from tagma.engine import dialect

    if event not in ws.engine.tables("events"):
        return 0
    query = dialect.query("SELECT COUNT(*) AS n FROM :t", t=dialect.table(event, "events"))
    return int(ws.engine.query(query, step="count").column("n")[0].as_py())
