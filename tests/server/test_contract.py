"""What the API promises, held against what it does: requests made up from the contract, the same on every run."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from schemathesis.python.asgi import HOST, shutdown_lifespans

from tagma.flows.access.keys import add_key
from tagma.server.access.entry import Entry
from tagma.server.app import create_app
from tagma.workspace import open_workspace
from tests.cli.conftest import shop

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["shop"]

EXAMPLES = 12
SEED = 8321
TOLD = {"code", "message", "where", "nearest", "next", "errors"}


@pytest.fixture(scope="module")
def contract(shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, dict[str, str]]]:
    """The contract of a server over a shop of its own, and what an administrator sends along."""
    folder = Path(shutil.copytree(shop, tmp_path_factory.mktemp("contract") / "shop"))
    with open_workspace(folder) as ws:
        _, key = add_key(ws, "contract", "admin", author="tests")
        headers = {"Authorization": f"Bearer {key}"}
        app = create_app(ws, Entry(names=frozenset({HOST})))
        yield (
            schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, headers=headers),
            headers,
        )
        shutdown_lifespans()


def test_no_address_fails(contract: tuple[Any, dict[str, str]]) -> None:
    schema, headers = contract
    faults: dict[str, str] = {}
    for found in schema.get_all_operations():
        operation = found.ok()

        @seeded(SEED)
        @settings(
            max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=operation.as_strategy())
        def ask(case: Any) -> None:
            answer = case.call(headers=headers)
            if answer.status_code >= 500:
                faults[operation.label] = f"{case.as_curl_command()}\n{answer.text[:300]}"  # noqa: B023
            elif answer.status_code >= 400:
                assert set(answer.json()["error"]) >= TOLD, (case.as_curl_command(), answer.text)

        ask()
    assert faults == {}, "\n\n".join(f"{label}: {told}" for label, told in faults.items())
