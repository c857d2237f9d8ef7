"""The journal encrypted at rest: what was sent by AES-256-GCM, what makes events the same by a keyed hash.

A random data key stands in the folder, locked by the key of the workspace (``lock.json``). Two keys are
derived from it with HKDF: one encrypts bodies, one hides dedupe keys and digests, which would tell those who
guess what was sent. A new key of the workspace locks the data key anew; events stay as they are.
"""

from __future__ import annotations

import base64
import json
import os
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tagma.collect.journal.keys import sync_folder
from tagma.collect.journal.record import KEY_BYTES, Record
from tagma.errors import Place, TagmaError, Text

LOCK = "lock.json"
VERSION = 1
LOCKED = bytes([VERSION])
"""How a locked body begins; a plain one begins with a brace."""

SIZE = 32
LEAST_SECRET = 32
_NONCE, _KEY_ID = 12, 4
_START = 1 + _KEY_ID
_PLACE = struct.Struct("<qqb")
_PAD = 8
_SECRETS: dict[Path, bytes] = {}


class JournalKeyError(TagmaError):
    """The journal is encrypted, and the key that opens it is missing or another."""

    code = "journal-key"


@dataclass(frozen=True)
class Vault:
    """The data key of a journal, open.

    Attributes:
        since: the first segment that is written with it; what is older stands as it came.
    """

    since: int
    key_id: bytes
    _cipher: AESGCM = field(repr=False)
    _hiding: bytes = field(repr=False)

    def hide_keys(self, records: Sequence[Record]) -> list[Record]:
        """The records with keys and digests that tell nothing by themselves; equal ones stay equal."""
        hidden = []
        for each in records:
            mixed = blake2b(each.key, digest_size=KEY_BYTES + _PAD, key=self._hiding).digest()
            pad = int.from_bytes(mixed[KEY_BYTES:], "little", signed=True)
            hidden.append(each._replace(key=mixed[:KEY_BYTES], digest=each.digest ^ pad))
        return hidden

    def lock(self, position: int, records: Sequence[Record]) -> list[Record]:
        """The records with encrypted bodies, bound to their places in the journal, from a position on."""
        random = os.urandom(_NONCE * len(records))
        head = LOCKED + self.key_id
        locked = []
        for number, each in enumerate(records):
            nonce = random[number * _NONCE : (number + 1) * _NONCE]
            body = self._cipher.encrypt(nonce, each.body, _bind(position + number, each))
            locked.append(each._replace(body=head + nonce + body))
        return locked

    def unlock(self, position: int, record: Record) -> Record | None:
        """The record as it came; None where it is not what was written at this place.

        Raises:
            JournalKeyError: it was written with another data key.
        """
        if record.body[1:_START] != self.key_id:
            raise other_lock(record.source)
        nonce, data = record.body[_START : _START + _NONCE], record.body[_START + _NONCE :]
        try:
            data = self._cipher.decrypt(nonce, data, _bind(position, record))
        except (InvalidTag, ValueError):
            return None
        return record._replace(body=data)


def provide_secret(folder: Path, secret: bytes | None) -> None:
    """Tells the key of the workspace whose journal stands in a folder."""
    if secret is None:
        _SECRETS.pop(folder, None)
    else:
        _SECRETS[folder] = secret


def find_vault(folder: Path) -> Vault | None:
    """The vault of a journal; None where it is not encrypted.

    Raises:
        JournalKeyError: the key is missing or another, or its lock cannot be read.
    """
    try:
        written = (folder / LOCK).read_bytes()
    except FileNotFoundError:
        return None
    secret = _SECRETS.get(folder)
    if secret is None:
        raise JournalKeyError(
            Text("the journal is encrypted and its key is not given", "日志已加密，但未提供密钥"),
            where=Place(file=str(folder / LOCK)),
            next_step=Text(
                "set TAGMA_JOURNAL_KEY, or journal: {key_file: ...} in tagma.yaml; nothing is lost",
                "请设置 TAGMA_JOURNAL_KEY，或在 tagma.yaml 中设置 journal: {key_file: ...}；数据没有丢失",
            ),
        )
    return _open(folder, written, secret)


def begin_vault(folder: Path, since: int, *, locked: bool = False) -> Vault | None:
    """The vault of a journal that is opened for writing; made where there is a key and no vault yet.

    Args:
        locked: events in it are encrypted already.

    Raises:
        JournalKeyError: as ``find_vault``, and where the lock of encrypted events is gone.
    """
    if locked and not (folder / LOCK).exists():
        raise other_lock(str(folder / LOCK))
    if not (folder / LOCK).exists() and folder in _SECRETS:
        _write_lock(folder, since, os.urandom(SIZE), _SECRETS[folder])
    return find_vault(folder)


def lock_anew(folder: Path, old: bytes, new: bytes, *, since: int | None = None) -> None:
    """Locks the data key with another key of the workspace; events stay as they are.

    Args:
        since: the first segment that is encrypted, where that has changed.

    Raises:
        JournalKeyError: the old key does not fit, or there is no vault.
    """
    try:
        written = (folder / LOCK).read_bytes()
    except FileNotFoundError:
        raise JournalKeyError(
            Text("the journal is not encrypted", "日志未加密"), where=Place(file=str(folder / LOCK))
        ) from None
    found, data_key = _read_lock(folder, written, old)
    _write_lock(folder, found if since is None else since, data_key, new)


@lru_cache(maxsize=64)
def _open(folder: Path, written: bytes, secret: bytes) -> Vault:
    since, data_key = _read_lock(folder, written, secret)
    cipher = AESGCM(_derive(data_key, b"tagma journal bodies"))
    key_id = blake2b(data_key, digest_size=_KEY_ID).digest()
    return Vault(since, key_id, cipher, _derive(data_key, b"tagma journal keys"))


def _read_lock(folder: Path, written: bytes, secret: bytes) -> tuple[int, bytes]:
    try:
        told = json.loads(written)
        since = int(told["since"])
        salt, nonce, wrapped = (base64.b64decode(told[name]) for name in ("salt", "nonce", "data_key"))
        locking = AESGCM(_derive(secret, b"tagma journal lock", salt))
        return since, locking.decrypt(nonce, wrapped, _name_lock(since))
    except InvalidTag:
        raise JournalKeyError(
            Text("this is not the key that the journal is encrypted with", "这不是加密该日志所用的密钥"),
            where=Place(file=str(folder / LOCK)),
            next_step=Text(
                "give the key it was made with; nothing is lost", "请提供创建时所用的密钥；数据没有丢失"
            ),
        ) from None
    except (ValueError, KeyError, TypeError) as error:
        raise JournalKeyError(
            Text("the lock of the journal is damaged", "日志的密钥锁已损坏"),
            where=Place(file=str(folder / LOCK)),
            next_step=Text("take lock.json from a backup", "请从备份中恢复 lock.json"),
        ) from error


def _write_lock(folder: Path, since: int, data_key: bytes, secret: bytes) -> None:
    salt, nonce = os.urandom(SIZE), os.urandom(_NONCE)
    wrapped = AESGCM(_derive(secret, b"tagma journal lock", salt)).encrypt(nonce, data_key, _name_lock(since))
    told = {"version": VERSION, "since": since} | {
        name: base64.b64encode(data).decode()
        for name, data in (("salt", salt), ("nonce", nonce), ("data_key", wrapped))
    }
    fresh = folder / f"{LOCK}.fresh"
    with open(fresh, "w", encoding="utf-8", opener=_open_private) as file:
        json.dump(told, file)
        file.flush()
        os.fsync(file.fileno())
    fresh.rename(folder / LOCK)
    sync_folder(folder)


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def other_lock(place: str) -> JournalKeyError:
    """Events that no key of the folder opens: its lock is gone, or another one."""
    return JournalKeyError(
        Text(
            "the journal holds events that its lock does not open: lock.json is missing or from elsewhere",
            "日志中有当前密钥锁无法打开的事件：lock.json 缺失或来自别处",
        ),
        where=Place(file=place),
        next_step=Text(
            "take lock.json from a backup; nothing is lost", "请从备份中恢复 lock.json；数据没有丢失"
        ),
    )


def _derive(secret: bytes, use: bytes, salt: bytes | None = None) -> bytes:
    return HKDF(SHA256(), SIZE, salt, use).derive(secret)


def _name_lock(since: int) -> bytes:
    return b"tagma journal lock %d %d" % (VERSION, since)


def _bind(position: int, record: Record) -> bytes:
    return _PLACE.pack(position, record.received_at, record.kind) + record.key + record.source.encode()
