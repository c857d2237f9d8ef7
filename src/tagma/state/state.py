"""The state as one value with a repository per subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from tagma.state.connection.turns import Turns
from tagma.state.definitions import Definitions
from tagma.state.keys import Keys
from tagma.state.loads import Loads
from tagma.state.logins import Sessions
from tagma.state.runs import Runs
from tagma.state.sources.loads import SourceLoads
from tagma.state.sources.schedules import Schedules
from tagma.state.users import Users
from tagma.state.views import Views
from tagma.state.write_keys import WriteKeys

if TYPE_CHECKING:
    from sqlalchemy import Engine


class State:
    """An open state database.

    Attributes:
        definitions: the applied definitions and all their versions.
        runs: what ran, step by step.
        loads: what was last loaded of each source.
        users: who may log in.
        sessions: log-ins that have not ended.
        keys: API keys.
        views: saved views of lists.
        write_keys: who may send events.
        source_loads: the newest loads of each source, failed ones too.
        schedules: when sources are loaded next.
        turns: whose turn it is, where several servers share the state.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.definitions = Definitions(engine)
        self.turns = Turns(engine)
        self.runs = Runs(engine, self.turns)
        self.loads = Loads(engine)
        self.users = Users(engine)
        self.sessions = Sessions(engine)
        self.keys = Keys(engine)
        self.views = Views(engine)
        self.write_keys = WriteKeys(engine)
        self.source_loads = SourceLoads(engine)
        self.schedules = Schedules(engine)

    def check(self) -> list[str]:
        """What SQLite finds wrong with the file; nothing of another database, which looks after itself."""
        if self._engine.dialect.name != "sqlite":
            return []
        try:
            with self._engine.connect() as connection:
                told = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check(10)")]
        except (DBAPIError, UnicodeDecodeError) as error:
            return [str(error.orig) if isinstance(error, DBAPIError) else "malformed"]
        return [] if told == ["ok"] else told

    def close(self) -> None:
        """Closes all connections."""
        self._engine.dispose()
