"""Bodies over the wire: unpacked within bounds, in any spelling; broken ones are told."""

from __future__ import annotations

import base64
import gzip
import json
import zlib

import pytest

from tagma.collect.intake.bodies import BodyError, decode_base64, hash_text, inflate_body
from tagma.collect.intake.limits import MOST_INFLATED, MOST_RAW

BODY = json.dumps({"batch": [{"type": "track"}]}).encode()


def pack(data: bytes) -> bytes:
    """The same bytes at any time: tests are named after them, in every process that runs some of them."""
    return gzip.compress(data, mtime=0)


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        (BODY, ""),
        (BODY, "identity"),
        (pack(BODY), "gzip"),
        (pack(BODY), ""),
        (pack(BODY), "identity"),
        (BODY, "gzip"),
        (zlib.compress(BODY), "deflate"),
        (zlib.compress(BODY)[2:-4], "deflate"),
        (pack(BODY[:5]) + pack(BODY[5:]), "gzip"),
    ],
)
def test_the_first_bytes_say_how_it_is_packed(raw: bytes, encoding: str) -> None:
    assert inflate_body(raw, encoding) == BODY


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        (pack(BODY)[:-9], "gzip"),
        (pack(BODY) + b"junk", "gzip"),
        (pack(pack(BODY)), "gzip"),
        (b"\x1f\x8bnonsense", "gzip"),
        (BODY, "br"),
    ],
)
def test_broken_bodies_are_told(raw: bytes, encoding: str) -> None:
    with pytest.raises(BodyError) as told:
        inflate_body(raw, encoding)
    assert not told.value.too_large


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join([packer.compress(bytes(1 << 20)) for _ in range(64)]) + packer.flush()
    for raw in (bomb, bytes(MOST_RAW + 1), gzip.compress(bytes(MOST_INFLATED + 1))):
        with pytest.raises(BodyError) as told:
            inflate_body(raw)
        assert told.value.too_large


@pytest.mark.parametrize("data", [b"", b"a", b"ab", b"abc", b"\xff\xfe\xfb\xef", bytes(range(256))])
def test_base64_in_every_spelling(data: bytes) -> None:
    plain = base64.b64encode(data).decode()
    for text in (
        plain,
        plain.rstrip("="),
        base64.urlsafe_b64encode(data).decode(),
        plain.replace("+", " "),
    ):
        assert decode_base64(text) == data


def test_what_is_no_base64_is_told() -> None:
    for text in ("é", "a*b", "abcde"):
        with pytest.raises(BodyError):
            decode_base64(text)


@pytest.mark.parametrize(
    ("text", "found"), [("", 0), ("a", 97), ("hello", 99162322), ("eyJhIjoxfQ==", 664028711)]
)
def test_the_hash_is_that_of_java(text: str, found: int) -> None:
    slow = 0
    for letter in text:
        slow = (31 * slow + ord(letter)) & 0xFFFFFFFF
    slow = slow - (1 << 32) if slow >= 1 << 31 else slow
    assert hash_text(text) == slow
    if len(text) < 6:
        assert slow == found
