"""Turns raw customer events into living portraits: tags, segments and the reasons behind them.

>>> import tagma
>>> with tagma.open("shop") as ws:
...     ws.customers("count(order in last 30 days) >= 5").to_arrow()
"""

from __future__ import annotations

from tagma.errors import TagmaError
from tagma.facade import open_folder as open  # noqa: A004

__all__ = ["TagmaError", "__version__", "open"]


def __getattr__(name: str) -> str:
    if name == "__version__":
        from importlib.metadata import version

        return version("tagma")
    raise AttributeError(f"module 'tagma' has no attribute {name!r}")
