"""Fixtures shared with the state."""

from tests.state.plain_user import plain_user

__all__ = ["plain_user"]
