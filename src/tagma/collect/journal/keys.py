"""The keys of sealed segments: sorted arrays in a file, with a Bloom filter before them.

A key is two 64-bit halves. The filter sets 4 bits of one 64-bit word per key, at 16 bits a key, so asking
costs one memory access. Few unknown keys go on to a binary search in the sorted halves, mapped and not read.
"""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tagma.failpoints import reach

Halves = npt.NDArray[np.uint64]

_MAGIC = b"TGMKEYS1"
_HEAD = struct.Struct("<8sQQI4x")
_KEYS_PER_WORD = 4


@dataclass(frozen=True, slots=True)
class KeyFile:
    """The keys of segments ``first`` to ``last``."""

    path: Path
    first: int
    last: int
    high: Halves
    low: Halves
    filter: Halves

    def __len__(self) -> int:
        return len(self.high)

    def find(self, high: Halves, low: Halves) -> npt.NDArray[np.bool_]:
        """Which of the keys are in the file."""
        words = np.uint64(len(self.filter))
        mask = _bits(low)
        maybe: npt.NDArray[np.bool_] = (self.filter[high % words] & mask) == mask
        if not maybe.any():
            return maybe
        for at in np.flatnonzero(maybe):
            start = int(np.searchsorted(self.high, high[at], "left"))
            end = int(np.searchsorted(self.high, high[at], "right"))
            maybe[at] = bool((self.low[start:end] == low[at]).any())
        return maybe


def split_keys(keys: Sequence[bytes]) -> tuple[Halves, Halves]:
    """The halves of 16-byte keys."""
    both = np.frombuffer(b"".join(keys), dtype="<u8").reshape(-1, 2)
    return both[:, 0].copy(), both[:, 1].copy()


def write_keys(folder: Path, first: int, last: int, high: Halves, low: Halves) -> KeyFile:
    """Writes the keys of some segments to a file of their own; it is on disk when this returns."""
    order = np.lexsort((low, high))
    high, low = high[order], low[order]
    words = np.zeros(max(1, -(-len(high) // _KEYS_PER_WORD)), dtype=np.uint64)
    np.bitwise_or.at(words, high % np.uint64(len(words)), _bits(low))
    crc = 0
    for part in (high, low, words):
        crc = zlib.crc32(part.data, crc)
    path = folder / name_keys(first, last)
    fresh = path.with_suffix(".fresh")
    with fresh.open("wb") as file:
        file.write(_HEAD.pack(_MAGIC, len(high), len(words), crc))
        for part in (high, low, words):
            part.tofile(file)
        file.flush()
        os.fsync(file.fileno())
    reach("journal.seal")
    fresh.rename(path)
    sync_folder(folder)
    return read_keys(path)


def read_keys(path: Path) -> KeyFile:
    """Maps a key file.

    Raises:
        ValueError: it is none, or is cut short.
    """
    first, last = (int(part) for part in path.stem.removeprefix("keys-").split("-"))
    with path.open("rb") as file:
        head = file.read(_HEAD.size)
    if len(head) < _HEAD.size:
        raise ValueError("cut short")
    magic, count, words, _ = _HEAD.unpack(head)
    if magic != _MAGIC or path.stat().st_size != _HEAD.size + 8 * (2 * count + words):
        raise ValueError("not a key file, or cut short")
    data = np.memmap(path, dtype="<u8", mode="r", offset=_HEAD.size)
    parts = data[:count], data[count : 2 * count], data[2 * count :]
    return KeyFile(path, first, last, *(np.asarray(part) for part in parts))


def check_keys(keys: KeyFile) -> bool:
    """Whether the file is as it was written."""
    with keys.path.open("rb") as file:
        crc = _HEAD.unpack(file.read(_HEAD.size))[3]
        found = 0
        while block := file.read(1 << 22):
            found = zlib.crc32(block, found)
    return bool(found == crc)


def merge_keys(folder: Path, files: Sequence[KeyFile]) -> KeyFile:
    """One file in the place of neighbouring ones, which are removed."""
    high = np.concatenate([each.high for each in files])
    low = np.concatenate([each.low for each in files])
    merged = write_keys(folder, files[0].first, files[-1].last, high, low)
    for each in files:
        if each.path != merged.path:
            each.path.unlink(missing_ok=True)
    return merged


def name_keys(first: int, last: int) -> str:
    return f"keys-{first:06}-{last:06}.bin"


def sync_folder(folder: Path) -> None:
    """Makes new names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _bits(low: Halves) -> Halves:
    one, six = np.uint64(1), np.uint64(63)
    bits = one << (low & six)
    for shift in (6, 12, 18):
        bits = bits | (one << ((low >> np.uint64(shift)) & six))
    return bits
