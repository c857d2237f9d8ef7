"""API keys: shown once, kept as hashes, bounded by their scope and time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tagma.clock import wall_now
from tagma.govern.tokens import hash_token, is_key, new_key

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

    from tests.server.access.conftest import House

KEYS = "/api/v1/keys"


def make(admin: TestClient, **asked: object) -> tuple[str, str]:
    made = admin.post(KEYS, json={"name": "nightly", **asked})
    assert made.status_code == 201, made.text
    return made.json()["key"], made.json()["made"]["id"]


def ask(house: House, key: str, method: str, path: str, **sent: object) -> int:
    return house.visit().request(method, path, headers={"authorization": f"Bearer {key}"}, **sent).status_code


@pytest.mark.parametrize(("scope", "reads", "runs", "manages"), [
    ("read", 200, 403, 403), ("write", 200, 404, 403), ("admin", 200, 404, 200),
])  # fmt: skip
def test_scopes(house: House, scope: str, reads: int, runs: int, manages: int) -> None:
    key, _ = make(house.log_in("administrator"), scope=scope)
    assert ask(house, key, "GET", "/api/v1/operators") == reads
    assert ask(house, key, "POST", "/api/v1/runsx") == runs
    assert ask(house, key, "GET", KEYS) == manages


def test_a_key_is_shown_once(house: House) -> None:
    admin = house.log_in("administrator")
    key, key_id = make(admin, scope="write")
    assert is_key(key)
    listed = admin.get(KEYS)
    assert key not in listed.text
    assert next(each for each in listed.json()["items"] if each["id"] == key_id)["ending"] == key[-4:]
    kept = b"".join(path.read_bytes() for path in house.ws.runtime.glob("state.sqlite*"))
    assert key.encode() not in kept
    assert hash_token(key).encode() in kept


def test_use_is_noted_and_removal_ends_it(house: House) -> None:
    admin = house.log_in("administrator")
    key, key_id = make(admin)
    assert ask(house, key, "GET", "/api/v1/session") == 200
    assert next(each for each in admin.get(KEYS).json()["items"] if each["id"] == key_id)["used_at"]
    assert admin.delete(f"{KEYS}/{key_id}").status_code == 204
    assert ask(house, key, "GET", "/api/v1/session") == 401
    assert admin.delete(f"{KEYS}/{key_id}").status_code == 404


def test_a_key_ends(house: House) -> None:
    key = new_key()
    now = wall_now()
    house.ws.state.keys.add(
        "old", "admin", hash_token(key), key[-4:], author="ada",
        at=now - timedelta(days=2), expires_at=now - timedelta(seconds=1),
    )  # fmt: skip
    assert ask(house, key, "GET", KEYS) == 401


@pytest.mark.parametrize("key", ["", "x", "tgk_", "tgk_" + "A" * 48, "tgk_ключ", "Bearer"])
def test_what_is_no_key(house: House, key: str) -> None:
    bearer = {"authorization": b"Bearer " + key.encode()}
    assert house.visit().get("/api/v1/operators", headers=bearer).status_code == 401


@pytest.mark.parametrize(
    "asked", [{"name": ""}, {"name": "a\nb"}, {"scope": "root"}, {"days": 0}, {"days": 99999}]
)
def test_keys_that_cannot_be_made(house: House, asked: dict[str, object]) -> None:
    answer = house.log_in("administrator").post(KEYS, json={"name": "nightly", **asked})
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "request")


def test_the_key_of_the_start_opens_from_this_machine_only(house: House) -> None:
    bearer = {"authorization": f"Bearer {house.app.state.entry.start_key}"}
    assert house.visit().get(KEYS, headers=bearer).status_code == 200
    assert house.visit(address="10.0.0.7").get(KEYS, headers=bearer).status_code == 401
