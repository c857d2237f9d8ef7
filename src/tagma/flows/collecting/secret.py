"""The key that the journal of a workspace is encrypted with: where it comes from, and how it is changed."""

from __future__ import annotations

import base64
import os
from pathlib import Path
from typing import TYPE_CHECKING

from tagma.collect.journal.vault import (
    LEAST_SECRET,
    LOCK,
    SIZE,
    JournalKeyError,
    find_vault,
    lock_anew,
    provide_secret,
)
from tagma.errors import Place, Text

if TYPE_CHECKING:
    from tagma.workspace import Workspace

VARIABLE = "TAGMA_JOURNAL_KEY"
JOURNAL_FOLDER = "journal"


def journal_folder(ws: Workspace) -> Path:
    """Where the journal of a workspace stands; whoever asks can read it, if there is a key.

    Raises:
        JournalKeyError: the key that the settings name cannot be used.
    """
    folder = ws.runtime / JOURNAL_FOLDER
    provide_secret(folder, read_secret(ws))
    return folder


def read_secret(ws: Workspace) -> bytes | None:
    """The key of a workspace: of the environment, else of the file that the settings name.

    Raises:
        JournalKeyError: the file cannot be read, others may read it, or the key is too short.
    """
    if given := os.environ.get(VARIABLE):
        return _check(given, VARIABLE)
    if not ws.settings.journal.key_file:
        return None
    return read_key_file(ws.folder / ws.settings.journal.key_file)


def read_key_file(path: Path) -> bytes:
    """The key in a file.

    Raises:
        JournalKeyError: it cannot be read, others may read it, or it is too short.
    """
    try:
        if path.stat().st_mode & 0o77:
            raise JournalKeyError(
                Text("others may read the key of the journal", "其他用户可读取日志密钥"),
                where=Place(file=str(path)),
                next_step=Text(f"chmod 600 {path}", f"请执行 chmod 600 {path}"),
            )
        return _check(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not a text file"
        raise JournalKeyError(
            Text(
                f"the file with the key of the journal cannot be read: {reason}",
                f"无法读取日志密钥文件：{reason}",
            ),
            where=Place(file=str(path)),
            next_step=Text(
                "“tagma journal-key new FILE” makes one for a journal that has none",
                "尚无密钥的日志可用“tagma journal-key new 文件”新建",
            ),
        ) from error


def make_key_file(path: Path) -> None:
    """Writes a new key to a file that only its owner may read.

    Raises:
        JournalKeyError: the file is there, or cannot be written.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(base64.b64encode(os.urandom(SIZE)).decode() + "\n")
    except OSError as error:
        raise JournalKeyError(
            Text(f"the key cannot be written: {error.strerror}", f"无法写入密钥：{error.strerror}"),
            where=Place(file=str(path)),
            next_step=Text("name a file that is not there yet", "请指定一个尚不存在的文件"),
        ) from error


def check_key(ws: Workspace) -> None:
    """Refuses to begin with a key that does not open the journal.

    Raises:
        JournalKeyError: it is missing, another, or cannot be used.
    """
    find_vault(journal_folder(ws))


def change_key(ws: Workspace, old: Path) -> None:
    """Locks the journal with the key of the workspace, in the place of an older one in a file.

    Raises:
        JournalKeyError: one of the keys is missing, or the older one is another.
    """
    new = read_secret(ws)
    if new is None:
        raise JournalKeyError(
            Text("the workspace names no key for the journal", "工作区未设置日志密钥"),
            where=Place(file=str(ws.runtime / JOURNAL_FOLDER / LOCK)),
            next_step=Text(
                f"set {VARIABLE}, or journal: {{key_file: ...}} in tagma.yaml, to the new one",
                f"请将 {VARIABLE} 或 tagma.yaml 中的 journal: {{key_file: ...}} 设为新密钥",
            ),
        )
    lock_anew(journal_folder(ws), read_key_file(old), new)


def _check(text: str, place: str) -> bytes:
    secret = text.strip().encode()
    if len(secret) < LEAST_SECRET:
        raise JournalKeyError(
            Text(
                f"the key of the journal has fewer than {LEAST_SECRET} characters",
                f"日志密钥少于 {LEAST_SECRET} 个字符",
            ),
            where=Place(file=place),
            next_step=Text(
                "“tagma journal-key new FILE” makes a good one", "可用“tagma journal-key new 文件”生成"
            ),
        )
    return secret
