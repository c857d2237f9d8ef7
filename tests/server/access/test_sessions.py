"""Log-ins: how they begin, what they may, when they end."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from tagma.flows.access import users
from tests.server.access.conftest import PASSWORD
from tests.server.conftest import ADDRESS

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

    from tests.server.access.conftest import House

SESSION = "/api/v1/session"


def try_log_in(client: TestClient, name: str, password: str) -> tuple[int, str]:
    answer = client.post(SESSION, json={"name": name, "password": password})
    return answer.status_code, answer.json().get("error", {}).get("message", "")


def age(house: House, column: str, by: timedelta) -> None:
    """Makes all log-ins older."""
    with house.ws.state._engine.begin() as connection:
        for login in house.ws.state.sessions.list():
            connection.execute(
                text(f"UPDATE sessions SET {column} = :at WHERE id = :id"),
                {"at": (getattr(login, column) - by).isoformat(" "), "id": login.id},
            )


def test_a_password_opens(house: House) -> None:
    client = house.log_in("analyst")
    me = client.get(SESSION).json()
    assert me == {
        "name": "analyst",
        "role": "analyst",
        "csrf": client.headers["x-csrf-token"],
        "local": False,
    }


def test_the_token_of_the_start_opens_for_the_person_at_the_machine(house: House) -> None:
    client, token = house.visit(), house.app.state.entry.launch_token
    me = client.post(SESSION, json={"token": token}).json()
    assert (me["role"], me["local"]) == ("administrator", True)
    assert house.visit().post(SESSION, json={"token": token}).status_code == 200, "it opens more than once"
    assert house.visit().post(SESSION, json={"token": token + "x"}).status_code == 401
    assert house.visit(address="192.168.1.5").post(SESSION, json={"token": token}).status_code == 401


def test_name_and_password_fail_in_the_same_words(house: House) -> None:
    client = house.visit()
    told = {try_log_in(client, name, "wrong password") for name in ("viewer", "nobody", "viewer'--")}
    assert told == {(401, "name and password do not match")}
    assert client.cookies == {}
    assert try_log_in(client, "viewer", "")[0] == 422


def test_the_cookie(house: House) -> None:
    plain = house.visit().post(SESSION, json={"name": "viewer", "password": PASSWORD}).headers["set-cookie"]
    assert plain.startswith("tagma_8321=")
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(plain.split("; "))
    assert "Secure" not in plain
    client = house.log_in("viewer", base="https://127.0.0.1")
    name = next(iter(client.cookies))
    assert name == "__Host-tagma"
    assert client.get(SESSION).status_code == 200


def test_the_secret_is_another_after_each_log_in(house: House) -> None:
    client = house.log_in("viewer")
    before = client.cookies["tagma_8321"]
    assert try_log_in(client, "viewer", PASSWORD)[0] == 200
    assert client.cookies["tagma_8321"] != before
    stale = house.visit()
    stale.cookies.set("tagma_8321", before)
    assert stale.get(SESSION).status_code == 401


def test_secrets_are_not_kept(house: House) -> None:
    client = house.log_in("viewer")
    kept = b"".join(path.read_bytes() for path in house.ws.runtime.glob("state.sqlite*"))
    assert client.cookies["tagma_8321"].encode() not in kept
    assert PASSWORD.encode() not in kept
    assert b"$argon2id$v=19$m=19456,t=2,p=1$" in kept


def test_logging_out(house: House) -> None:
    client = house.log_in("viewer")
    secret = client.cookies["tagma_8321"]
    assert client.delete(SESSION).status_code == 204
    assert client.get(SESSION).status_code == 401
    client.cookies.set("tagma_8321", secret)
    assert client.get(SESSION).status_code == 401


@pytest.mark.parametrize(
    ("column", "by"), [("seen_at", timedelta(minutes=31)), ("created_at", timedelta(hours=13))]
)
def test_a_log_in_ends_by_itself(house: House, column: str, by: timedelta) -> None:
    client = house.log_in("viewer")
    age(house, column, by)
    answer = client.get(SESSION)
    assert (answer.status_code, answer.json()["error"]["message"]) == (401, "the log-in has ended")


def test_use_keeps_it_open(house: House) -> None:
    client = house.log_in("viewer")
    for _ in range(3):
        age(house, "seen_at", timedelta(minutes=20))
        assert client.get(SESSION).status_code == 200


def test_log_ins_are_listed_and_ended(house: House) -> None:
    mine, other, admin = house.log_in("viewer"), house.log_in("analyst"), house.log_in("administrator")
    listed = mine.get("/api/v1/sessions").json()["items"]
    assert {each["user"] for each in listed} == {"viewer"}
    assert [each["current"] for each in listed].count(True) == 1
    everybody = admin.get("/api/v1/sessions").json()["items"]
    assert {"viewer", "analyst", "administrator"} <= {each["user"] for each in everybody}
    theirs = next(each["id"] for each in everybody if each["user"] == "analyst")
    assert mine.delete(f"/api/v1/sessions/{theirs}").status_code == 404
    for each in everybody:
        if each["user"] == "analyst":
            assert admin.delete(f"/api/v1/sessions/{each['id']}").status_code == 204
    assert other.get(SESSION).status_code == 401


def test_users_are_managed(house: House) -> None:
    admin = house.log_in("administrator")
    new = {"name": "王芳", "role": "viewer", "password": PASSWORD}
    assert admin.post("/api/v1/users", json=new).status_code == 201
    assert admin.post("/api/v1/users", json=new).json()["error"]["code"] == "conflict"
    client = house.log_in("王芳")
    assert admin.put("/api/v1/users/王芳/role", json={"role": "analyst"}).json()["role"] == "analyst"
    assert client.get(SESSION).json()["role"] == "analyst", "from the next request on"
    assert admin.put("/api/v1/users/王芳/password", json={"password": "password123"}).status_code == 422
    assert admin.put("/api/v1/users/王芳/password", json={"password": PASSWORD + "!"}).status_code == 204
    assert client.get(SESSION).status_code == 401
    assert "password" not in admin.get("/api/v1/users").text.replace("changed_at", "")
    client = house.log_in("王芳", PASSWORD + "!")
    assert admin.delete("/api/v1/users/王芳").status_code == 204
    assert client.get(SESSION).status_code == 401
    assert admin.delete("/api/v1/users/王芳").status_code == 404


def test_the_last_administrator_stays(house: House) -> None:
    admin = house.log_in("administrator")
    for answer in (
        admin.delete("/api/v1/users/administrator"),
        admin.put("/api/v1/users/administrator/role", json={"role": "viewer"}),
    ):
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "conflict")


def test_ones_own_password(house: House) -> None:
    users.add_user(house.ws, "eve", "viewer", PASSWORD)
    client = house.log_in("eve")
    address = "/api/v1/session/password"
    wrong = client.put(address, json={"current": "no", "password": PASSWORD * 2})
    assert wrong.status_code == 403
    assert client.put(address, json={"current": PASSWORD, "password": PASSWORD * 2}).status_code == 204
    assert client.get(SESSION).status_code == 401
    house.log_in("eve", PASSWORD * 2)


def test_guessing_is_slowed(house: House, caplog: pytest.LogCaptureFixture) -> None:
    client = house.visit(address="10.9.8.7")
    with caplog.at_level(logging.INFO, "tagma.server.access"):
        told = [try_log_in(client, "mallory\nfake: log-in of admin", "wrong password")[0] for _ in range(11)]
    assert told == [401] * 10 + [429]
    answer = client.post(SESSION, json={"name": "mallory\nfake: log-in of admin", "password": "x"})
    assert 0 < int(answer.headers["retry-after"]) <= 900
    assert answer.json()["error"]["code"] == "too-many"
    assert try_log_in(client, "viewer", PASSWORD)[0] == 200, "others are not kept out"
    assert all("\n" not in record.getMessage() for record in caplog.records)
    assert "wrong password" not in caplog.text


def test_a_start_ends_the_local_log_ins_of_the_one_before(house: House) -> None:
    from fastapi.testclient import TestClient

    from tagma.server.app import create_app

    client = house.visit()
    client.post(SESSION, json={"token": house.app.state.entry.launch_token})
    secret = client.cookies["tagma_8321"]
    with TestClient(create_app(house.ws), base_url=ADDRESS, client=("127.0.0.1", 1)) as later:
        later.cookies.set("tagma_8321", secret)
        assert later.get(SESSION).status_code == 401
