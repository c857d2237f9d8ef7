"""The types that requests and answers are made of: what JSON shows of an instant, an amount, an error."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer


def write_instant(value: datetime) -> str:
    """A naive UTC instant as ISO text with Z."""
    return value.replace(tzinfo=UTC).isoformat().replace("+00:00", "Z")


Instant = Annotated[datetime, PlainSerializer(write_instant, return_type=str)]
"""Naive UTC inside, ISO text with Z outside."""

Amount = Annotated[Decimal, PlainSerializer(float, return_type=float)]
"""Exact inside, a JSON number outside."""


class Shape(BaseModel):
    """What all requests and answers share: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)


class Where(Shape):
    """Where a mistake stands."""

    file: str | None = None
    line: int | None = None
    column: int | None = None
    field: str | None = None


class Problem(Shape):
    """What is wrong, where, what is nearest to it and what to do next, in the language of the request."""

    code: str
    message: str
    where: Where | None = None
    nearest: list[str] = []
    next: str | None = None
    errors: list[Problem] = Field([], description="The single mistakes, where there are several.")
    data: dict[str, Any] | None = Field(None, description="What a program may want to know of it.")


class Failure(Shape):
    """The one shape of every answer that is not what was asked for."""

    error: Problem
