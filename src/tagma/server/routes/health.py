"""Whether the server is well; needs no caller and tells nothing of the shop."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter

from tagma.server.shapes import Shape

router = APIRouter(prefix="/health", tags=["access"])


class Health(Shape):
    """The server answers."""

    status: Literal["ok"]


@router.get("")
def get_health() -> Health:
    """Is the server there?"""
    return Health(status="ok")
