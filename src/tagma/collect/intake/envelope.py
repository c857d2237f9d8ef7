"""What all families share: the request around its events, and the records that the events become."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tagma.collect.intake.limits import MOST_EVENT, MOST_EVENTS, MOST_PLAIN, MOST_RAW_KEPT, MOST_TEXT
from tagma.collect.intake.parsing import (
    Broken,
    clean_event,
    shorten_texts,
    write_canonical,
    write_json,
    write_raw,
)
from tagma.collect.intake.refusals import EventFault
from tagma.collect.journal.record import (
    EVENT,
    REFUSED,
    Record,
    digest_content,
    frame_parts,
    make_key,
    name_key,
)


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a request came.

    Attributes:
        source: whose write key it carries.
        received_at: microseconds since 1970 at which its last byte arrived.
        peer: the address it came from.
        agent: the browser that sent it, where its events do not say so themselves.
    """

    source: str
    received_at: int
    route: str = ""
    peer: str = ""
    agent: str = ""


@dataclass(frozen=True, slots=True)
class Envelope:
    """A request that was read.

    Attributes:
        events: what it holds, unchecked.
        broken: what could not even be read.
        keys: the write keys it names, the most telling first.
        sent: the sender's clock when it sent.
        shared: what is merged under every event.
        flags: for what is doubtful of the whole request.
        plain: there is nothing in the events to be mended; see ``Document``.
    """

    family: str
    events: Sequence[Any]
    broken: Sequence[Broken] = ()
    keys: tuple[str, ...] = ()
    sent: Any = None
    suspect: bool = False
    shared: Mapping[str, Any] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Intake:
    """What a request becomes: records for the journal, good and refused, in order.

    Attributes:
        refused: the reasons, with how many events each.
        outcomes: per event its id and, where it was refused, the reason.
    """

    records: tuple[Record, ...]
    refused: Mapping[str, int]
    outcomes: tuple[tuple[str, str | None], ...] = ()
    family: str = ""

    @property
    def accepted(self) -> int:
        return len(self.records) - sum(self.refused.values())


class Collector:
    """Gathers the records of one request."""

    def __init__(self, envelope: Envelope, arrival: Arrival) -> None:
        self._envelope = envelope
        self._arrival = arrival
        self._records: list[Record] = []
        self._refused: Counter[str] = Counter()
        self._outcomes: list[tuple[str, str | None]] = []
        self._seen: Counter[bytes] = Counter()
        self._heads: dict[tuple[str, str | int | float | None], bytes] = {}
        self._scope = frame_parts(arrival.source, envelope.family)

    def accept(
        self,
        event: dict[str, Any],
        kind: str,
        flags: list[str],
        identity: tuple[str, ...] | None,
        *,
        sent: Any = None,
        told: str = "",
    ) -> None:
        """Takes an event.

        Args:
            event: clean, without what differs from one sending to the next.
            identity: what makes it the same event as another; None: its content.
            sent: the sender's clock where the event has one of its own.
            told: the id that the sender knows it by.

        Raises:
            EventFault: too large, or too many keys.
        """
        arrival = self._arrival
        content = write_json(event)
        if len(content) > MOST_PLAIN and self._envelope.plain:
            event, flags = clean_event(event, suspect=False)
            content = write_json(event)
        if len(content) > MOST_EVENT:
            raise EventFault("too_large")
        if len(content) > MOST_TEXT:
            shorter = shorten_texts(event, flags)
            if shorter != event:
                content = write_json(shorter)
        if identity is None:
            canonical = write_canonical(event)
            plain = make_key(arrival.source, "content", canonical)
            self._seen[plain] += 1
            key = make_key(arrival.source, "content", canonical, str(self._seen[plain]))
        else:
            key = name_key(self._scope + frame_parts(*identity))
        at = self._envelope.sent if sent is None else read_sent(sent) or self._envelope.sent
        head = self._heads.get((kind, at)) if not flags else None
        body = (head or self._write_head(kind, at, flags)) + content + b"}"
        self._records.append(
            Record(key, arrival.received_at, arrival.source, EVENT, digest_content(content), body)
        )
        self._outcomes.append((told, None))

    def _write_head(self, kind: str, sent: str | int | float | None, flags: list[str]) -> bytes:
        """What stands before an event in its body; the same for most events of a request."""
        head: dict[str, Any] = {"family": self._envelope.family, "type": kind}
        if sent is not None:
            head["sent"] = sent
        if flags or self._envelope.flags:
            head["flags"] = [*self._envelope.flags, *flags]
        if self._arrival.peer:
            head["peer"] = self._arrival.peer
        if self._arrival.agent:
            head["agent"] = self._arrival.agent
        written = write_json(head)[:-1] + b',"event":'
        if not flags:
            self._heads[kind, sent] = written
        return written

    def refuse(self, raw: str, reason: str, told: str = "") -> None:
        """Keeps what is refused, as it came, with the reason."""
        arrival = self._arrival
        body = {
            "family": self._envelope.family,
            "reason": reason,
            "route": arrival.route,
            "sent": self._envelope.sent,
            "raw": raw[:MOST_RAW_KEPT],
        }
        written = json.dumps(body).encode()
        content = raw.encode("utf-8", "surrogatepass")
        key = make_key(arrival.source, "refused", reason, content)
        self._records.append(
            Record(key, arrival.received_at, arrival.source, REFUSED, digest_content(content), written)
        )
        self._refused[reason] += 1
        self._outcomes.append((told, reason))

    def collect(
        self,
        accept: Callable[[Collector, Envelope, Any], None],
        read_told: Callable[[Any], str] = lambda raw: "",
    ) -> Intake:
        """Takes each event by itself; one that is wrong is kept as refused, its neighbours are not touched.

        Args:
            accept: a family's own check, which takes the event or raises ``EventFault``.
            read_told: the id that the sender knows a refused event by.
        """
        for raw in self.split_events():
            try:
                accept(self, self._envelope, raw)
            except EventFault as fault:
                self.refuse(write_raw(raw), fault.reason, read_told(raw))
        return self.finish()

    def finish(self) -> Intake:
        for broken in self._envelope.broken:
            self.refuse(broken.raw, broken.reason)
        family = self._envelope.family
        return Intake(tuple(self._records), dict(self._refused), tuple(self._outcomes), family)

    def split_events(self) -> Sequence[Any]:
        """The events within the bound; those beyond are refused."""
        events = self._envelope.events
        for event in events[MOST_EVENTS:]:
            self.refuse(write_raw(event), "batch_too_long")
        return events[:MOST_EVENTS]


def refuse_body(family: str, data: bytes, arrival: Arrival) -> Intake:
    """A whole body that cannot be read, kept as it came."""
    collector = Collector(Envelope(family, ()), arrival)
    collector.refuse(data.decode("utf-8", "surrogateescape"), "body_unreadable")
    return collector.finish()


def read_id(value: Any) -> str:
    """An id as text; empty where there is none. Numbers and texts are ids, blanks and null are not."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def read_object(value: Any) -> dict[str, Any]:
    """An object; empty for anything else."""
    return value if isinstance(value, dict) else {}


def read_sent(value: Any) -> str | int | float | None:
    """The sender's clock as it can be stored."""
    if isinstance(value, str):
        return value[:64].encode("ascii", "replace").decode()
    if isinstance(value, bool) or not isinstance(value, int | float) or not -1e18 < value < 1e18:
        return None
    return value
