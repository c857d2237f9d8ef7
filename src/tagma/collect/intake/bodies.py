"""Bodies as they come over the wire: unpacked within bounds, percent-decoded, base64 in any spelling."""

from __future__ import annotations

import base64
import binascii
import re
import zlib

import numpy as np

from tagma.collect.intake.limits import MOST_INFLATED, MOST_RAW

_GZIP = b"\x1f\x8b"
_NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")


class BodyError(Exception):
    """A body that cannot be read at all.

    Attributes:
        too_large: whether it is beyond the bounds, rather than broken.
    """

    def __init__(self, reason: str, *, too_large: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.too_large = too_large


def inflate_body(raw: bytes, encoding: str = "") -> bytes:
    """The body without its compression; the first bytes say more than the header.

    Raises:
        BodyError: too large before or after, broken, packed twice, or in an encoding that is not known.
    """
    if len(raw) > MOST_RAW:
        raise BodyError("the body is too large", too_large=True)
    name = encoding.strip().lower()
    if raw[:2] == _GZIP:
        data = _inflate_gzip(raw)
    elif name == "deflate":
        data = _inflate_deflate(raw)
    elif name in ("", "identity", "gzip", "x-gzip", "utf-8"):
        data = raw  # labelled gzip and not packed: a proxy has unpacked it
    else:
        raise BodyError("the content encoding is not known")
    if data[:2] == _GZIP:
        raise BodyError("the body is compressed twice")
    if len(data) > MOST_INFLATED:
        raise BodyError("the body is too large once unpacked", too_large=True)
    return data


def _inflate_gzip(raw: bytes) -> bytes:
    """All members of a gzip body; what follows the last must be nothing or zeros."""
    parts: list[bytes] = []
    room = MOST_INFLATED
    rest = raw
    while rest[:2] == _GZIP:
        part, rest = _inflate(rest, 31, room)
        parts.append(part)
        room -= len(part)
    if rest.strip(b"\0"):
        raise BodyError("bytes follow the compressed body")
    return b"".join(parts)


def _inflate_deflate(raw: bytes) -> bytes:
    try:
        return _inflate(raw, 15, MOST_INFLATED)[0]
    except BodyError as error:
        if error.too_large:
            raise
        return _inflate(raw, -15, MOST_INFLATED)[0]


def _inflate(raw: bytes, bits: int, room: int) -> tuple[bytes, bytes]:
    unpacker = zlib.decompressobj(bits)
    try:
        data = unpacker.decompress(raw, room + 1)
    except zlib.error as error:
        raise BodyError("the compressed body is broken") from error
    if len(data) > room:
        raise BodyError("the body is too large once unpacked", too_large=True)
    if not unpacker.eof:
        raise BodyError("the compressed body is cut short")
    return data, unpacker.unused_data


def decode_base64(text: str) -> bytes:
    """Base64, standard or URL-safe, padded or not; spaces stand for the plus signs that a form has eaten.

    Raises:
        BodyError: it is none.
    """
    data = text.strip().encode("utf-8", "replace").translate(bytes.maketrans(b"-_ ", b"+/+"))
    data = data.replace(b"\r", b"").replace(b"\n", b"").rstrip(b"=")
    if _NO_BASE64.search(data):
        raise BodyError("not base64")
    try:
        return base64.b64decode(data + b"=" * (-len(data) % 4))
    except (binascii.Error, ValueError) as error:
        raise BodyError("not base64") from error


def hash_text(text: str) -> int:
    """The 32-bit signed hash of a text that Java's ``String.hashCode`` gives."""
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2").astype(np.uint32)
    powers = np.ones(len(units), dtype=np.uint32)
    powers[1:] = 31
    powers = np.multiply.accumulate(powers, dtype=np.uint32)[::-1]
    found = int((units * powers).sum(dtype=np.uint32))
    return found - (1 << 32) if found >= 1 << 31 else found
