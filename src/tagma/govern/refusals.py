"""What is said to somebody who may not, or not yet, or not any more."""

from __future__ import annotations

from tagma.errors import TagmaError, Text


class UnauthenticatedError(TagmaError):
    """It is not known who asks."""

    code = "unauthenticated"


class ForbiddenError(TagmaError):
    """It is known who asks, and they may not."""

    code = "forbidden"


class TooManyError(TagmaError):
    """Too many tries; ``headers`` say when the next is taken."""

    code = "too-many"

    def __init__(self, what: Text, seconds: int) -> None:
        super().__init__(what, next_step=Text(f"try again in {seconds} seconds", f"请在 {seconds} 秒后重试"))
        self.headers = {"Retry-After": str(seconds)}


class AccessError(TagmaError):
    """A name, password, role or key that cannot be taken."""

    code = "request"
    exit_code = 2


class TakenError(TagmaError):
    """What is asked for contradicts what is there."""

    code = "conflict"
