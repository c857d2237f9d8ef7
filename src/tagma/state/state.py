"""The state as one value with a repository per subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tagma.state.definitions import Definitions
from tagma.state.loads import Loads
from tagma.state.runs import Runs

if TYPE_CHECKING:
    from sqlalchemy import Engine


class State:
    """An open state database.

    Attributes:
        definitions: the applied definitions and all their versions.
        runs: what ran, step by step.
        loads: what was last loaded of each source.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.definitions = Definitions(engine)
        self.runs = Runs(engine)
        self.loads = Loads(engine)

    def close(self) -> None:
        """Closes all connections."""
        self._engine.dispose()
