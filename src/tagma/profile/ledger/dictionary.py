"""Texts by number: each dictionary is kept in pages of packed text and read into Arrow once."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

PAGE_ROWS = 8192
_SHIFT = 32


@dataclass
class StoredDictionaries:
    """The dictionaries of one ledger; new texts are written with ``flush``.

    Attributes:
        known: all texts by dictionary, in order of their codes.
        stored: how many of them are in the file.
    """

    connection: sqlite3.Connection
    known: dict[int, pa.Array] = field(default_factory=dict)
    stored: dict[int, int] = field(default_factory=dict)

    def texts(self, dictionary: int) -> pa.Array:
        """All texts of a dictionary by code."""
        if dictionary not in self.known:
            self.known[dictionary] = self._read(dictionary)
            self.stored[dictionary] = len(self.known[dictionary])
        return self.known[dictionary]

    def encode(self, dictionary: int, values: pa.Array) -> npt.NDArray[np.int32]:
        """Codes of texts, new ones minted in order of appearance; -1 for null."""
        encoded = values.dictionary_encode()
        known = self.texts(dictionary)
        positions = pc.index_in(encoded.dictionary, value_set=known) if len(known) else None
        if positions is None:
            fresh = encoded.dictionary
            codes = np.arange(len(fresh), dtype=np.int32)
        else:
            missing = positions.is_null()
            fresh = encoded.dictionary.filter(missing)
            codes = positions.fill_null(-1).to_numpy().astype(np.int32)
            codes[codes < 0] = np.arange(len(known), len(known) + len(fresh), dtype=np.int32)
        if len(fresh):
            self.known[dictionary] = pa.concat_arrays([known, fresh])
        indices = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        found: npt.NDArray[np.int32] = np.append(codes, np.int32(-1))[indices]
        return found

    def flush(self) -> None:
        """Writes the texts that are not in the file yet, in new pages."""
        for dictionary, texts in self.known.items():
            start = self.stored.get(dictionary, 0)
            while start < len(texts):
                page = texts.slice(start, PAGE_ROWS)
                self.connection.execute(
                    "INSERT INTO pages VALUES (?, ?, ?)",
                    ((dictionary << _SHIFT) | start, len(page), _pack_texts(page)),
                )
                start += len(page)
            self.stored[dictionary] = len(texts)

    def _read(self, dictionary: int) -> pa.Array:
        rows = self.connection.execute(
            "SELECT rows, data FROM pages WHERE key BETWEEN ? AND ? ORDER BY key",
            (dictionary << _SHIFT, (dictionary + 1 << _SHIFT) - 1),
        ).fetchall()
        pages = [_unpack_texts(count, data) for count, data in rows]
        return pa.concat_arrays(pages) if pages else pa.nulls(0, pa.string())


def _pack_texts(texts: pa.Array) -> bytes:
    items = [text.encode() for text in texts.to_pylist()]
    lengths = np.fromiter(map(len, items), np.dtype("<i4"), len(items))
    return lengths.tobytes() + b"".join(items)


def _unpack_texts(count: int, data: bytes) -> pa.Array:
    offsets = np.zeros(count + 1, np.int32)
    np.cumsum(np.frombuffer(data, "<i4", count), out=offsets[1:])
    return pa.StringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(data[count * 4 :]))
