"""Secrets that are shown once and kept as hashes: session tokens, launch tokens, API keys."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import zlib

KEY_PREFIX = "tgk_"
_KEY_BYTES = 32
_CHECK_BYTES = 4


def new_token() -> str:
    """A random token of 256 bits."""
    return secrets.token_urlsafe(_KEY_BYTES)


def hash_token(token: str) -> str:
    """What is kept of a token. It is random and long, so that a fast hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def derive_token(token: str, purpose: str) -> str:
    """Another secret that only somebody with the token can know, such as the one against forged requests."""
    digest = hmac.digest(token.encode(), purpose.encode(), "sha256")
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def new_key() -> str:
    """An API key: a prefix that scanners know, 256 random bits, a checksum against slips of copying."""
    body = secrets.token_bytes(_KEY_BYTES)
    return KEY_PREFIX + base64.urlsafe_b64encode(body + _check(body)).decode()


def is_key(text: str) -> bool:
    """Whether a text can be a key at all: prefix, length, checksum."""
    if not text.startswith(KEY_PREFIX):
        return False
    try:
        raw = base64.b64decode(text.removeprefix(KEY_PREFIX).encode("ascii"), altchars=b"-_", validate=True)
    except ValueError:
        return False
    body, check = raw[:-_CHECK_BYTES], raw[-_CHECK_BYTES:]
    return len(body) == _KEY_BYTES and hmac.compare_digest(check, _check(body))


def equals(given: str, expected: str) -> bool:
    """Compares two secrets in a time that says nothing of them."""
    return hmac.compare_digest(given.encode(), expected.encode())


def _check(body: bytes) -> bytes:
    return zlib.crc32(body).to_bytes(_CHECK_BYTES, "big")
