"""The committed description of the API is the API's: the web's client is generated from it."""

from __future__ import annotations

from pathlib import Path

from tagma.server.openapi import FILE, write_api

ROOT = Path(__file__).parents[2]


def test_the_committed_description_is_current() -> None:
    committed = (ROOT / FILE).read_text(encoding="utf-8")
    assert committed == write_api(), "run: .venv/bin/python -m tagma.server.openapi, then npm run api in web/"
