"""What an editor of rules asks for: what can be named, what a rule says, how many it holds for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tagma.server.routes.asking import rules, tags, vocabulary

if TYPE_CHECKING:
    from fastapi import APIRouter

ROUTERS: tuple[APIRouter, ...] = (rules.router, tags.router, vocabulary.router)
