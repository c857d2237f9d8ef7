"""What goes into the journal, what comes out of it, and what the sender is told."""

from __future__ import annotations

import struct
import zlib
from hashlib import blake2b
from typing import NamedTuple

EVENT, REFUSED, REPLAYED = 0, 1, 2
KEY_BYTES = 16

_HEAD = struct.Struct("<qBq")
_LENGTH = struct.Struct("<I")


class Record(NamedTuple):
    """An event, or something refused, on its way in.

    Attributes:
        key: 16 bytes; of records with one key only the first is kept.
        received_at: microseconds since 1970 at which its last byte arrived.
        kind: ``EVENT``, ``REFUSED``, or ``REPLAYED``: what was refused at a position has been accepted since.
        digest: of its content (64 bits, signed), to tell a resend from another event under the same id.
        body: UTF-8 JSON.
    """

    key: bytes
    received_at: int
    source: str
    kind: int
    digest: int
    body: bytes

    @property
    def checksum(self) -> int:
        head = _HEAD.pack(self.received_at, self.kind, self.digest)
        return zlib.crc32(self.body, zlib.crc32(self.key + head + self.source.encode()))


class Entry(NamedTuple):
    """A record in the journal, with its place: 1, 2, 3 ... in order of arrival."""

    position: int
    record: Record


class Receipt(NamedTuple):
    """What became of the records of one request, all of it on disk.

    Attributes:
        duplicates: were there already; ``conflicts`` of these with another content.
    """

    stored: int
    duplicates: int
    conflicts: int


def make_key(*parts: str | bytes) -> bytes:
    """The key of what the parts name, in this order."""
    return name_key(frame_parts(*parts))


def name_key(framed: bytes) -> bytes:
    """The key of parts that are framed."""
    return blake2b(framed, digest_size=KEY_BYTES).digest()


def frame_parts(*parts: str | bytes) -> bytes:
    """Parts one after the other, each after its length, so that no two lists of parts are alike."""
    framed: list[bytes] = []
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        framed += (_LENGTH.pack(len(data)), data)
    return b"".join(framed)


def make_replay(entry: Entry) -> Record:
    """The mark that a refused entry has been accepted since."""
    body = b'{"position":%d}' % entry.position
    key = make_key("replayed", body)
    return Record(key, entry.record.received_at, entry.record.source, REPLAYED, digest_content(body), body)


def digest_content(content: bytes) -> int:
    """64 bits of a content, as SQLite and Parquet hold them."""
    return int.from_bytes(blake2b(content, digest_size=8).digest(), "little", signed=True)
