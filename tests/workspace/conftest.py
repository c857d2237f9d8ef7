"""Fixtures shared with the state."""

from state.plain_user import plain_user

__all__ = ["plain_user"]
