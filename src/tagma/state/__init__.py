"""What must outlive the warehouse: definition versions, runs, loads."""

from tagma.state.database import open_state
from tagma.state.records import Change, Load, Run, RunStep, StoredDefinition
from tagma.state.state import State

__all__ = ["Change", "Load", "Run", "RunStep", "State", "StoredDefinition", "open_state"]
