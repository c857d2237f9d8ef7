"""How long the server waits for a request, and how large its head may be: who sends too slowly is cut off."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from tagma.server.access.bodies import LARGER

if TYPE_CHECKING:
    from asyncio import TimerHandle, Transport

WHOLE = 30.0
"""Seconds for the head and the body of a request together, and for a connection to say anything at all."""

LARGE = 900.0
"""The same where files are uploaded."""

MOST_HEAD = 64 << 10
log = logging.getLogger("tagma.server.access")


class PatientProtocol(HttpToolsProtocol):
    """Uvicorn's protocol with a deadline. Between requests its own limit for idle connections holds."""

    _deadline: TimerHandle | None = None
    _head = 0

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        self._arrive()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._deadline is None and self._is_idle():
            self._expect()
        super().data_received(data)
        if self._head:  # of a request whose head is not complete
            self._head += len(data)
            if self._head > MOST_HEAD and not self.transport.is_closing():
                self.send_400_response("The head of the request is too large.")

    def on_message_begin(self) -> None:
        self._head = 1
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._head = 0
        super().on_headers_complete()
        if self.scope.get("path") in LARGER:
            self._arrive()
            self._expect(LARGE)

    def on_message_complete(self) -> None:
        self._arrive()
        super().on_message_complete()

    def _is_idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete or not self.cycle.more_body

    def _expect(self, seconds: float | None = None) -> None:
        self._deadline = self.loop.call_later(WHOLE if seconds is None else seconds, self._give_up)

    def _arrive(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self) -> None:
        self._deadline = None
        log.info("a request from %s did not come in time", self.client[0] if self.client else "?")
        self.transport.close()
