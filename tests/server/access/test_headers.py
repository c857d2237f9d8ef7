"""The headers of every kind of answer, and the screens' files."""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tagma.server.access.bodies import USUAL
from tagma.server.access.gate import Gate
from tagma.server.pages import Pages
from tests.server.conftest import ADDRESS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.server.access.conftest import House

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
ALWAYS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cache-control": "no-store",
}
PAGE = '<!doctype html><meta name="csp-nonce" content="__NONCE__"><script src="/assets/a-1.js"></script>'


@pytest.fixture
def built(house: House, tmp_path: Path) -> Iterator[TestClient]:
    """A server whose screens are built, and which fails on purpose at one address."""
    static = tmp_path / "static"
    (static / "assets").mkdir(parents=True)
    (static / "index.html").write_text(PAGE, encoding="utf-8")
    (static / "assets" / "a-1.js").write_text("let a = 1", encoding="utf-8")
    (static / "assets" / "a-1.js.gz").write_bytes(gzip.compress(b"let a = 1"))
    (static / "icon.svg").write_text("<svg/>", encoding="utf-8")
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    app = type(house.app)(redirect_slashes=False)
    app.state = house.app.state
    app.add_middleware(Gate, ws=house.ws, entry=app.state.entry, pages=Pages(static))
    install(app)
    with TestClient(app, base_url=ADDRESS, client=("127.0.0.1", 1), raise_server_exceptions=False) as client:
        client.headers["authorization"] = f"Bearer {app.state.entry.start_key}"
        client.headers["accept-encoding"] = "identity"
        yield client


def install(app: FastAPI) -> None:
    from tagma.server.errors import install_errors

    install_errors(app)

    @app.get("/api/v1/fails")
    def fail() -> None:
        raise RuntimeError("secret detail")

    @app.post("/api/v1/takes")
    def take(body: dict[str, str]) -> int:
        return len(body)


def pick(headers: object) -> dict[str, str]:
    return {name: value for name, value in dict(headers).items() if name in ALWAYS}  # type: ignore[call-overload]


@pytest.mark.parametrize(("path", "status"), [
    ("/api/v1/fails", 500), ("/api/v1/nothing", 404), ("/api/v1/takes", 405), ("/assets/none.js", 404),
])  # fmt: skip
def test_errors(built: TestClient, path: str, status: int) -> None:
    answer = built.get(path)
    assert (answer.status_code, pick(answer.headers)) == (status, ALWAYS)
    assert set(answer.json()["error"]) >= {"code", "message", "where", "nearest", "next", "errors"}
    assert "secret" not in answer.text


def test_answers(house: House) -> None:
    for client in (house.visit(), house.log_in("viewer")):
        for path in ("/api/v1/health", "/api/v1/session", "/api/v1/openapi.json"):
            assert pick(client.get(path).headers) == ALWAYS
    assert pick(house.visit().get("/", headers={"host": "evil.example"}).headers) == ALWAYS
    assert "strict-transport-security" not in house.visit().get("/api/v1/health").headers
    secure = house.visit("https://127.0.0.1:8321").get("/api/v1/health").headers
    assert secure["strict-transport-security"] == "max-age=31536000"


@pytest.mark.parametrize(
    "path", ["/", "/index.html", "/customers/张.三", "/tags/a%2Fb", "/static/../secret.txt"]
)
def test_any_address_opens_the_first_page(built: TestClient, path: str) -> None:
    answer = built.get(path)
    assert answer.status_code == 200
    found = re.search(r'content="([\w-]{20,})"', answer.text)
    assert found is not None
    policy = POLICY.replace("style-src 'self'", f"style-src 'self' 'nonce-{found[1]}'")
    assert pick(answer.headers) == {**ALWAYS, "content-security-policy": policy}
    assert built.get(path).text != answer.text, "each answer has a nonce of its own"


def test_files(built: TestClient) -> None:
    plain = built.get("/assets/a-1.js")
    assert plain.text == "let a = 1"
    assert plain.headers["content-type"].startswith("text/javascript")
    assert pick(plain.headers) == {**ALWAYS, "cache-control": "public, max-age=31536000, immutable"}
    packed = built.get("/assets/a-1.js", headers={"accept-encoding": "br, gzip;q=0.9"})
    assert (packed.text, packed.headers["content-encoding"]) == ("let a = 1", "gzip")
    assert packed.headers["vary"] == "Accept-Encoding"
    assert built.get("/icon.svg").headers["cache-control"] == "no-cache"
    assert built.head("/icon.svg").status_code == 200
    assert built.post("/icon.svg").status_code == 405


@pytest.mark.parametrize("path", [
    "/../secret.txt", "/assets/../../secret.txt", "/%2e%2e/secret.txt", "/assets/%2e%2e%2f%2e%2e%2fsecret.txt",
    "/assets//../../secret.txt", "/assets/..%5c..%5csecret.txt", "/%00", "/assets/a-1.js%00.txt",
])  # fmt: skip
def test_no_file_outside_is_reached(built: TestClient, path: str) -> None:
    answer = built.get(path)
    assert answer.status_code in (200, 404)
    assert "secret" not in answer.text.replace("secret.txt", "")


def test_before_the_screens_are_built(house: House, tmp_path: Path) -> None:
    app = type(house.app)()
    app.state = house.app.state
    app.add_middleware(Gate, ws=house.ws, entry=app.state.entry, pages=Pages(tmp_path / "none"))
    with TestClient(app, base_url=ADDRESS, client=("127.0.0.1", 1)) as client:
        answer = client.get("/")
    assert answer.status_code == 503
    assert "make web" in answer.text
    assert "尚未构建" in answer.text
    assert pick(answer.headers) == ALWAYS


def test_large_requests(built: TestClient) -> None:
    assert built.post("/api/v1/takes", json={"a": "b"}).json() == 1
    large = b'{"a": "' + b"x" * USUAL + b'"}'
    said = built.post("/api/v1/takes", content=large)
    pieces = built.post("/api/v1/takes", content=iter([large[:USUAL], large[USUAL:]]))
    for answer in (said, pieces):
        assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too-large")
        assert pick(answer.headers) == ALWAYS
