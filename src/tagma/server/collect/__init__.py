"""The addresses that programs send events to: a door before the API, with write keys and no session."""

from tagma.server.collect.door import Door
from tagma.server.collect.watching import Watching

__all__ = ["Door", "Watching"]
