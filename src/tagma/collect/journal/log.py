"""SQLite's write-ahead log beside a segment, read before SQLite reads it: whether it is whole.

SQLite takes a log up to the first frame whose checksum is wrong and says nothing. After a power cut that is
right: what comes after was never acknowledged. It is not when the log was damaged, cut, lost or exchanged
later; then the index that SQLite keeps beside the log knows more than the log holds.
Format: https://www.sqlite.org/fileformat2.html#the_write_ahead_log and walformat.html.
"""

from __future__ import annotations

import shutil
import struct
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tagma.errors import Text

_HEAD = struct.Struct(">IIII8sII")
_FRAME = struct.Struct(">II8sII")
_INDEX = struct.Struct("=IIIBBHII8s8s8s")
_MAGIC = 0x377F0682
Words = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class LogState:
    """How a write-ahead log is.

    Attributes:
        frames: that are whole and in order.
        torn: bytes after them: of a commit that never ended.
        damage: what is wrong, unless nothing is.
    """

    frames: int = 0
    torn: int = 0
    damage: Text | None = None


def examine_log(segment: Path) -> LogState:
    """Reads the log of a segment. What is written while it is read is not held against it."""
    state = LogState()
    for _ in range(3):
        state = _examine(segment)
        if state.damage is None:
            break
    return state


def keep_log(segment: Path) -> Path:
    """Copies a damaged log before SQLite cuts it; returns the copy."""
    kept = segment.with_suffix(".log-damaged")
    shutil.copyfile(f"{segment}-wal", kept)
    return kept


def _examine(segment: Path) -> LogState:
    expected, salts = _read_index(Path(f"{segment}-shm"))
    try:
        data = Path(f"{segment}-wal").read_bytes()
    except FileNotFoundError:
        data = b""
    if len(data) < _HEAD.size:
        gone = Text("the write-ahead log is missing or empty", "预写日志缺失或为空")
        return LogState(torn=len(data), damage=gone if expected else None)
    magic, _, size, _, salt, first, second = _HEAD.unpack_from(data)
    big = bool(magic & 1)
    if magic & ~1 != _MAGIC or not 512 <= size <= 65_536 or size & (size - 1):
        return LogState(damage=Text("this is no write-ahead log", "不是预写日志"))
    if expected and salts != salt:
        return LogState(damage=Text("the write-ahead log is of another file", "预写日志属于另一个文件"))
    if _sum(np.array([0, 0], np.uint32), data[: _HEAD.size - 8], big).tolist() != [first, second]:
        return LogState(damage=Text("the head of the write-ahead log is damaged", "预写日志头部已损坏"))
    whole = _count_frames(data, size, salt, np.array([first, second], np.uint32), big)
    end = _HEAD.size + whole * (_FRAME.size + size)
    if whole < expected or (not expected and _goes_on(data, end, size, salt)):
        told = Text(
            f"the write-ahead log is damaged after frame {whole}", f"预写日志在第 {whole} 帧之后已损坏"
        )
        return LogState(whole, len(data) - end, told)
    return LogState(whole, len(data) - end)


def _read_index(path: Path) -> tuple[int, bytes]:
    """How many frames the index beside a log knows of, and their salts; 0 where it says nothing."""
    try:
        with path.open("rb") as file:
            data = file.read(2 * _INDEX.size)
    except FileNotFoundError:
        return 0, b""
    if len(data) < 2 * _INDEX.size or data[: _INDEX.size] != data[_INDEX.size :]:
        return 0, b""
    found = _INDEX.unpack_from(data)
    return (int(found[6]), bytes(found[9])) if found[3] else (0, b"")


def _count_frames(data: bytes, size: int, salt: bytes, state: Words, big: bool) -> int:
    whole, at = 0, _HEAD.size
    while at + _FRAME.size + size <= len(data):
        _, _, mine, first, second = _FRAME.unpack_from(data, at)
        if mine != salt:
            break  # of an earlier round
        body = data[at : at + 8] + data[at + _FRAME.size : at + _FRAME.size + size]
        state = _sum(state, body, big)
        if state.tolist() != [first, second]:
            break
        whole, at = whole + 1, at + _FRAME.size + size
    return whole


def _goes_on(data: bytes, end: int, size: int, salt: bytes) -> bool:
    """Whether frames of this round stand after the one that is wrong."""
    step = _FRAME.size + size
    return any(data[at + 8 : at + 16] == salt for at in range(end + step, len(data) - _FRAME.size, step))


def _sum(state: Words, data: bytes, big: bool) -> Words:
    """SQLite's checksum over more bytes; each step is linear, so that all are done at once."""
    words = np.frombuffer(data, dtype=">u4" if big else "<u4").astype(np.uint32)
    powers = _list_powers(len(words) // 2)
    pairs = np.stack([words[0::2], words[0::2] + words[1::2]], axis=1)
    added = np.einsum("nij,nj->i", powers[:-1][::-1], pairs, dtype=np.uint32)
    return np.asarray(powers[-1] @ state + added, dtype=np.uint32)


@lru_cache(maxsize=4)
def _list_powers(count: int) -> Words:
    step = np.array([[1, 1], [1, 2]], np.uint32)
    powers = np.empty((count + 1, 2, 2), np.uint32)
    powers[0] = np.eye(2, dtype=np.uint32)
    for number in range(count):
        powers[number + 1] = powers[number] @ step
    return powers
