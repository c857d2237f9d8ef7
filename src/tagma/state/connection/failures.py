"""What the state's errors mean, in plain words."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from tagma.errors import Place, Text, WorkspaceError
from tagma.state.connection import postgresql

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

_DAMAGED = (
    Text("the state file is damaged", "状态文件已损坏"),
    Text(
        "restore it from a backup, or move it away and run “tagma apply” (the old versions are lost then)",
        "请从备份恢复，或移走该文件后运行“tagma apply”（旧版本将丢失）",
    ),
)
_MEANINGS: tuple[tuple[str, Text, Text], ...] = (
    ("not a database", *_DAMAGED),
    ("malformed", *_DAMAGED),
    (
        "locked",
        Text("the state file is in use by another process", "状态文件正被其他进程使用"),
        Text("try again in a moment", "请稍后重试"),
    ),
    (
        "readonly",
        Text("the state file may not be written", "状态文件不可写"),
        Text("check the permissions of the workspace folder", "请检查工作区文件夹的权限"),
    ),
    (
        "unable to open",
        Text("the state file cannot be opened", "无法打开状态文件"),
        Text("check that the folder is there and may be written", "请检查文件夹是否存在且可写"),
    ),
    (
        "full",
        Text("the disk is full", "磁盘已满"),
        Text("free some space and try again; nothing was changed", "请释放空间后重试；未作任何改动"),
    ),
)
_WORDS_OF_LOGIN = (
    ("password authentication failed", "28P01"),
    ("no password supplied", "28P01"),
    ("does not exist", "3D000"),
    ("no pg_hba.conf entry", "28000"),
    ("too many clients", "53300"),
)
_OTHER = (
    Text("the state database refused a statement", "状态数据库拒绝了语句"),
    Text("see the log for the statement", "语句见日志"),
)


def name_database(engine: Engine) -> str:
    """Which database it is, without its password."""
    url = engine.url
    if engine.dialect.name == "sqlite":
        return url.database or str(url)
    return f"{engine.dialect.name}://{url.host or url.query.get('host', '')}/{url.database}"


@contextmanager
def explain_failures(url: str) -> Iterator[None]:
    """Turns errors of the driver into errors with words.

    Raises:
        WorkspaceError: names the state's file and what to do.
    """
    try:
        yield
    except UnicodeDecodeError as error:  # SQLite quotes what it reads in a damaged file
        raise WorkspaceError(_DAMAGED[0], where=Place(file=url), next_step=_DAMAGED[1]) from error
    except SQLAlchemyError as error:
        reason = str(error.orig if isinstance(error, DBAPIError) else error).splitlines()[0]
        what, next_step = _find_meaning(error, reason)
        raise WorkspaceError(
            Text(f"{what.en} ({reason})", f"{what.zh}（{reason}）"),
            where=Place(file=url),
            next_step=next_step,
        ) from error


def _find_meaning(error: SQLAlchemyError, reason: str) -> tuple[Text, Text]:
    cause = error.orig if isinstance(error, DBAPIError) else None
    if type(cause).__module__.startswith("psycopg"):
        code = str(getattr(cause, "sqlstate", None) or _find_code(reason))
        known = postgresql.MEANINGS.get(code)
        if known is not None:
            return known
        return postgresql.UNREACHABLE if isinstance(error, OperationalError) else _OTHER
    return next(((what, step) for sign, what, step in _MEANINGS if sign in reason.lower()), _OTHER)


def _find_code(reason: str) -> str:
    """The code of a refused log-in: libpq gives its words alone."""
    return next((code for sign, code in _WORDS_OF_LOGIN if sign in reason), "")
