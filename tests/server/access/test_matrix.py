"""Every address × {nobody, a foreign page, a viewer, an analyst}: the list is that of the routes themselves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from starlette.websockets import WebSocketDisconnect

from tagma.govern.roles import ADMINISTRATION, AS_SENT, CHANGING, SAFE_METHODS
from tagma.server.access.gate import PREFIX, PUBLIC

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

    from tests.server.access.conftest import House

EVERYBODY = {("PUT", "/session/password"), ("DELETE", "/session"), ("DELETE", "/sessions/{session_id}")}
ASKING = re.compile(r"/rules/.*|/customers/query")


def list_addresses(house: House) -> list[tuple[str, str]]:
    """Method and path template of all routes, as the published contract names them."""
    found = [
        (method.upper(), path)
        for path, methods in house.app.openapi()["paths"].items()
        for method in methods
        if method in {"get", "put", "post", "delete", "patch", "head", "options"}
    ]
    assert len(found) > 10
    return found


def ask(client: TestClient, method: str, path: str, **headers: str) -> tuple[int, str]:
    answer = client.request(method, re.sub(r"\{[^}]*\}", "x", path), headers=headers)
    code = answer.json().get("error", {}).get("code", "") if answer.status_code >= 400 else ""
    return answer.status_code, code


def test_nobody_gets_nothing(house: House) -> None:
    client = house.visit()
    told = {
        (method, path): ask(client, method, path)
        for method, path in list_addresses(house)
        if (method, path) not in PUBLIC
    }
    assert {key: value for key, value in told.items() if value != (401, "unauthenticated")} == {}


@pytest.mark.parametrize("path", ["openapi.json", "nothing", "", "../v1/users", "%2e%2e/users", "//users"])
def test_nobody_learns_what_there_is(house: House, path: str) -> None:
    assert ask(house.visit(), "GET", f"{PREFIX}/{path}")[0] in (401, 503)  # 503: the screens are not built


def test_there_are_no_websockets(house: House) -> None:
    client = house.log_in("administrator")
    with pytest.raises(WebSocketDisconnect), client.websocket_connect(f"{PREFIX}/operators"):
        pass


def test_every_route_is_in_the_contract(house: House) -> None:
    """So that the matrix sees them all."""
    hidden = [
        route.path
        for route in house.app.routes
        if getattr(route, "include_in_schema", True) is False and not route.path.endswith("/openapi.json")
    ]
    assert hidden == []


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1:9999", "http://localhost:8321"]
)
def test_a_page_of_another_site_changes_nothing(house: House, origin: str) -> None:
    client = house.log_in("administrator")
    told = {
        (method, path): ask(client, method, path, origin=origin)
        for method, path in list_addresses(house)
        if method not in SAFE_METHODS
    }
    assert {key: value for key, value in told.items() if value != (403, "forbidden")} == {}
    assert client.get(f"{PREFIX}/session").status_code == 200, "the log-in has not ended"


def test_without_the_token_against_forgery_nothing_changes(house: House) -> None:
    client = house.log_in("administrator")
    for wrong in ("", "wrong", client.headers["x-csrf-token"][:-1]):
        assert ask(client, "DELETE", f"{PREFIX}/users/viewer", **{"x-csrf-token": wrong}) == (
            403,
            "forbidden",
        )
    del client.headers["origin"]
    assert ask(client, "DELETE", f"{PREFIX}/users/viewer") == (403, "forbidden")


@pytest.mark.parametrize("role", ["viewer", "analyst"])
def test_roles(house: House, role: str) -> None:
    for method, path in list_addresses(house):
        if (method, path) in PUBLIC:
            continue
        below = path.removeprefix(PREFIX)
        changes = method not in SAFE_METHODS
        refused = below.startswith(ADMINISTRATION) or (changes and below.startswith(CHANGING))
        if role == "viewer" and not refused:
            refused = below.startswith(AS_SENT) or (
                changes and not ASKING.fullmatch(below) and (method, below) not in EVERYBODY
            )
        if not refused and method not in SAFE_METHODS:
            continue  # would be carried out
        code = ask(house.log_in(role), method, path)
        assert (code == (403, "forbidden")) == refused, (method, path, code)


def test_a_viewer_may_ask(house: House) -> None:
    from tagma.govern.roles import explain_refusal

    for path in ("/rules/read", "/rules/preview", "/customers/query"):
        assert explain_refusal("viewer", "POST", path) is None
    for path in ("/rulesx", "/customers/queryx", "/customers", "/exports", "/runs", "/definitions/apply"):
        assert explain_refusal("viewer", "POST", path) is not None
    assert explain_refusal("analyst", "GET", "/keys") is not None
    assert explain_refusal("administrator", "DELETE", "/users/ada") is None


@pytest.mark.parametrize(("host", "known"), [
    ("127.0.0.1:8321", True), ("localhost:8321", True), ("[::1]:8321", True), ("LOCALHOST", True),
    ("127.0.0.1:8321/api/v1/health?", False), ("127.0.0.1:x", False), ("a@127.0.0.1", False), ("::1", False),
    ("evil.example:8321", False), ("10.0.0.7:8321", False), ("127.0.0.1.evil.example", False), ("", False),
])  # fmt: skip
def test_names_that_the_server_answers_to(house: House, host: str, known: bool) -> None:
    """A foreign name that leads to this machine is another site's (DNS rebinding)."""
    answer = house.visit().get(f"{PREFIX}/health", headers={"host": host})
    assert answer.status_code == (200 if known else 403)
    page = house.visit().get("/", headers={"host": host})
    assert (page.status_code == 403) is not known


@pytest.mark.parametrize("path", ["health%3F", "health%23", "health/", "health;x", "HEALTH"])
def test_only_the_exact_address_is_public(house: House, path: str) -> None:
    assert ask(house.visit(), "GET", f"{PREFIX}/{path}")[0] in (401, 503)


@pytest.mark.parametrize("host", ["127.0.0.1:8321/api/v1/health?", "127.0.0.1/api/v1/health#", "127.0.0.1?"])
def test_a_host_cannot_pretend_to_be_a_path(house: House, host: str) -> None:
    answer = house.visit().get(f"{PREFIX}/users", headers={"host": host})
    assert answer.status_code in (401, 403)
