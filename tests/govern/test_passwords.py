"""Passwords and tokens."""

from __future__ import annotations

import statistics
import time
import unicodedata

import pytest

from tagma.govern.passwords import check_password, hash_password, match_password, read_common
from tagma.govern.refusals import AccessError
from tagma.govern.tokens import derive_token, is_key, new_key, new_token


@pytest.mark.parametrize("password", [
    "short", "password", "Password", "password123", "P@ssw0rd!!", "12345678", "qwertyuiop", "woaini1314", "tagma2024",
    "aaaaaaaa", "abababab", "王芳王芳", "wangfang", "WangFangWangFang", "x" * 257, "",
])  # fmt: skip
def test_refused(password: str) -> None:
    with pytest.raises(AccessError):
        check_password(password, "wangfang")


@pytest.mark.parametrize("password", [
    "correct horse battery", "生鲜 周末 骑车 钢琴", "x1!y" * 16, "🙂🙃 two faces", "p" * 60 + "assword"
])  # fmt: skip
def test_taken(password: str) -> None:
    check_password(password, "wangfang")
    kept = hash_password(password)
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert match_password(password, kept)
    assert match_password(unicodedata.normalize("NFD", password), kept)
    assert not match_password(password + " ", kept)


def test_an_unknown_user_takes_as_long() -> None:
    kept = hash_password("correct horse battery")

    def measure(against: str | None) -> float:
        begun = time.perf_counter()
        assert not match_password("wrong horse battery", against)
        return time.perf_counter() - begun

    known, unknown = ([measure(against) for _ in range(7)] for against in (kept, None))
    assert 0.5 < statistics.median(unknown) / statistics.median(known) < 2


def test_the_list_is_clean() -> None:
    common = read_common()
    assert len(common) > 300
    assert all(word == word.casefold() for word in common)


def test_keys_know_slips_of_copying() -> None:
    key = new_key()
    assert is_key(key)
    assert new_key() != key
    assert not any(
        is_key(key[:at] + ("A" if key[at] != "A" else "B") + key[at + 1 :]) for at in range(4, len(key))
    )
    assert not is_key(key[:-1])


def test_tokens() -> None:
    token = new_token()
    assert len(token) == 43
    assert derive_token(token, "csrf") == derive_token(token, "csrf")
    assert derive_token(token, "csrf") != derive_token(new_token(), "csrf")
