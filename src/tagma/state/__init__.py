"""What must outlive the warehouse: definition versions, runs, loads, users, keys, saved views."""

from tagma.state.connection.postgresql import make_address
from tagma.state.database import open_state
from tagma.state.records import (
    Change,
    Key,
    Load,
    LogIn,
    OldWriteKey,
    Planned,
    Role,
    Run,
    RunStep,
    Scope,
    SourceLoad,
    StoredDefinition,
    User,
    View,
    WriteKey,
)
from tagma.state.state import State

__all__ = [
    "Change",
    "Key",
    "Load",
    "LogIn",
    "OldWriteKey",
    "Planned",
    "Role",
    "Run",
    "RunStep",
    "Scope",
    "SourceLoad",
    "State",
    "StoredDefinition",
    "User",
    "View",
    "WriteKey",
    "make_address",
    "open_state",
]
