"""Messages of a broker into the journal: a message is acknowledged when its events are on disk."""

from __future__ import annotations

import hashlib
import logging
import queue
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tagma.clock import to_micros, wall_now
from tagma.collect.messages import Message, Subscriber, map_messages, read_broker

if TYPE_CHECKING:
    from tagma.collect.definition import SourceDefinition
    from tagma.errors import SourceError
    from tagma.flows.collecting.point import CollectionPoint
    from tagma.workspace import Workspace

MOST_TOGETHER = 500
_PATIENCE = 0.2
log = logging.getLogger("tagma.collect")
_LISTENING: dict[tuple[Path, str], Listener] = {}


def find_listener(ws: Workspace, name: str) -> Listener | None:
    """Who listens for a source in this process."""
    return _LISTENING.get((ws.folder, name))


class Listener:
    """Listens for one source until it is stopped.

    Attributes:
        taken: how many messages were stored.
    """

    def __init__(self, point: CollectionPoint, definition: SourceDefinition) -> None:
        self.definition = definition
        self.taken = 0
        self._point = point
        self._waiting: queue.Queue[Message] = queue.Queue(4 * MOST_TOGETHER)
        self._ended = threading.Event()
        self._subscriber: Subscriber | None = None
        self._thread = threading.Thread(target=self._run, name=f"listen {definition.name}", daemon=True)

    @property
    def connected(self) -> bool:
        return self._subscriber is not None and self._subscriber.connected

    @property
    def error(self) -> SourceError | None:
        return None if self._subscriber is None else self._subscriber.error

    def start(self) -> None:
        """Begins; the broker may come later.

        Raises:
            SourceError: the client is not installed, or a variable of the address is not set.
        """
        (address,) = self.definition.read.values()
        broker = read_broker(address)
        self._subscriber = Subscriber(broker, name_client(self._point.ws, self.definition), self._take)
        _LISTENING[self._point.ws.folder, self.definition.name] = self
        self._thread.start()
        self._subscriber.start()

    def stop(self) -> None:
        """Ends after what is being stored; the rest comes again."""
        self._ended.set()
        if self._subscriber is not None:
            self._subscriber.stop()
            self._thread.join()
        _LISTENING.pop((self._point.ws.folder, self.definition.name), None)

    def _take(self, raw: Any) -> None:
        message = Message(raw.topic, raw.payload, to_micros(wall_now()), raw.mid, raw.qos)
        while not self._ended.is_set():
            try:
                self._waiting.put(message, timeout=_PATIENCE)
                return
            except queue.Full:
                continue  # the broker holds the others back meanwhile

    def _run(self) -> None:
        while not self._ended.is_set():
            messages = self._gather()
            if messages:
                self._keep(messages)

    def _gather(self) -> list[Message]:
        """What has come: the first message, and those that stand behind it."""
        found: list[Message] = []
        with suppress(queue.Empty):
            found.append(self._waiting.get(timeout=_PATIENCE))
            while len(found) < MOST_TOGETHER:
                found.append(self._waiting.get_nowait())
        return found

    def _keep(self, messages: list[Message]) -> None:
        """Stores messages and acknowledges them; tries again until the journal takes them."""
        try:
            intakes = map_messages(self.definition, messages, self._point.ws.calendar)
        except Exception:
            log.exception("%s messages of %s were not understood", len(messages), self.definition.name)
            return  # not acknowledged: they come again after the next connection
        for intake in intakes:
            while intake.records:
                try:
                    self._point.submit(intake).result()
                    break
                except Exception as error:
                    log.warning("messages of %s wait: %s", self.definition.name, error)
                    if self._ended.wait(1.0):
                        return
        assert self._subscriber is not None
        for message in messages:
            self._subscriber.acknowledge(message)
        self.taken += len(messages)


def name_client(ws: Workspace, definition: SourceDefinition) -> str:
    """The name by which the broker knows this subscription again after a restart."""
    text = f"{ws.folder}\0{definition.name}\0{'|'.join(definition.read.values())}"
    return f"tagma-{hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()[:16]}"
