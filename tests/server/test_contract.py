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
RULES = (
    "active",
    "city = '上海' and count(order) > 0",
    "did(page_view then order within 3 days)",
    "age >",
    "x" * 99,
)
KNOWN = {
    "kind": ("tag", "segment", "source", "event", "tagg"),
    "customer": ("1", "5", "nobody"),
    "rule": RULES,
    "text": RULES,
    "against": ("vip", *RULES),
    "field": ("city", "phase", "spend"),
    "event": ("order", "page_view"),
    "property": ("channel", "amount"),
    "as_of": ("2024-06-30", "2024-06-30T18:00:00Z", "yesterday"),
    "since": ("2024-06-01", "soon"),
    "sort": ("spend", "customer", "city"),
}
KNOWN_BY_KIND = {
    "tag": ("active", "phase", "spend", "channels", "level", "rfm_group"),
    "segment": ("regulars", "vip"),
    "source": ("shop",),
    "event": ("order",),
}
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


def use_real_names(case: Any, at: int) -> None:
    """Puts what is in the shop where the contract only says "a text", so that more than "not found" is asked for."""

    def known(place: str, value: Any) -> Any:
        names = KNOWN.get(place)
        return names[at % len(names)] if names is not None and isinstance(value, str) else value

    case.path_parameters = {key: known(key, value) for key, value in case.path_parameters.items()}
    kind = case.path_parameters.get("kind") or ("segment" if "/segments/" in case.operation.path else "tag")
    if "name" in case.path_parameters and "/users/" not in case.operation.path:
        names = KNOWN_BY_KIND.get(kind, ("active",))
        case.path_parameters["name"] = names[at % len(names)]
    if case.query:
        case.query = {key: known(key, value) for key, value in case.query.items()}
    if isinstance(case.body, dict):
        case.body = {key: known(key, value) for key, value in case.body.items()}


def test_no_address_fails(contract: tuple[Any, dict[str, str]]) -> None:
    schema, headers = contract
    faults: dict[str, str] = {}
    asked: dict[str, int] = {}
    for found in schema.get_all_operations():
        operation = found.ok()

        @seeded(SEED)
        @settings(
            max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=operation.as_strategy())
        def ask(case: Any) -> None:
            asked[operation.label] = at = asked.get(operation.label, 0) + 1  # noqa: B023
            if at % 2 or case.operation.method == "get":
                use_real_names(case, at // 2)
            answer = case.call(headers=headers)
            if answer.status_code >= 500:
                faults[operation.label] = f"{case.as_curl_command()}\n{answer.text[:300]}"  # noqa: B023
            elif answer.status_code >= 400:
                assert set(answer.json()["error"]) >= TOLD, (case.as_curl_command(), answer.text)

        ask()
    assert faults == {}, "\n\n".join(f"{label}: {told}" for label, told in faults.items())
