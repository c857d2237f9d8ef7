"""Passwords: which are refused, how they are kept (argon2id) and compared."""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import cache
from importlib import resources

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from tagma.errors import Text
from tagma.govern.refusals import AccessError

LEAST_LENGTH = 8
MOST_LENGTH = 256
COMMON_FILE = "common_passwords.txt"

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_SLOTS = threading.BoundedSemaphore(2)  # each comparison takes 19 MiB and a core
_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$Z3Vlc3MgYXMgeW91IGxpa2U$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
_EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")


def hash_password(password: str) -> str:
    """The argon2id hash that is kept."""
    with _SLOTS:
        return _HASHER.hash(_normalise(password))


def match_password(password: str, kept: str | None) -> bool:
    """Whether a password is the one; for an unknown user (None) it takes as long."""
    with _SLOTS:
        try:
            matches = _HASHER.verify(kept or _NOBODY, _normalise(password))
        except (Argon2Error, InvalidHashError):
            return False
    return matches and kept is not None


def check_password(password: str, name: str = "") -> None:
    """Refuses a password that would be guessed at once.

    Raises:
        AccessError: too short, too long, among the commonest, or made of the user's name.
    """
    length = len(_normalise(password))
    if length < LEAST_LENGTH:
        raise _refuse(
            Text(
                f"the password is too short: at least {LEAST_LENGTH} characters",
                f"密码过短：至少 {LEAST_LENGTH} 个字符",
            )
        )
    if length > MOST_LENGTH:
        raise _refuse(
            Text(
                f"the password is too long: at most {MOST_LENGTH} characters",
                f"密码过长：最多 {MOST_LENGTH} 个字符",
            )
        )
    folded = password.casefold()
    core = _EDGES.sub("", folded)
    words = {folded, core}
    if words & read_common() or (name and words & {name.casefold(), name.casefold() * 2}):
        raise _refuse(
            Text("this password is among the first that are guessed", "该密码属于最先被猜到的常用密码")
        )
    if len(set(folded)) < 4:
        raise _refuse(Text("the password repeats too few characters", "密码所含的不同字符过少"))


@cache
def read_common() -> frozenset[str]:
    """The commonest passwords and the words they are made of."""
    text = resources.files("tagma.govern").joinpath(COMMON_FILE).read_text(encoding="utf-8")
    return frozenset(text.split())


def _refuse(what: Text) -> AccessError:
    return AccessError(
        what,
        next_step=Text(
            "three or four words that do not belong together are easy to keep and hard to guess",
            "用三四个互不相干的词组成的密码，好记又难猜",
        ),
    )


def _normalise(password: str) -> str:
    """The same text however the keyboard composed it."""
    return unicodedata.normalize("NFC", password)
