"""The API as a file, from which the web's client is generated: ``python -m tagma.server.openapi``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI

from tagma.server.app import PREFIX
from tagma.server.routes import ROUTERS
from tagma.server.shapes import Failure

if TYPE_CHECKING:
    from collections.abc import Sequence

FILE = Path("web") / "openapi.json"


def describe_api() -> dict[str, Any]:
    """What ``/api/v1/openapi.json`` answers, without a workspace.

    The version is left out, so that the file changes only with the API.
    """
    app = FastAPI(title="Tagma", version="1", responses={"4XX": {"model": Failure}})
    for router in ROUTERS:
        app.include_router(router, prefix=PREFIX)
    return app.openapi()


def write_api() -> str:
    """The description as it stands in the file."""
    return json.dumps(describe_api(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main(arguments: Sequence[str]) -> None:
    """Writes the file, by default ``web/openapi.json`` under the present folder."""
    (Path(arguments[0]) if arguments else FILE).write_text(write_api(), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
