"""What DuckDB's errors mean, in plain words: the one place where a driver error becomes ours."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from tagma.errors import EngineError, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

_REBUILD = Text(
    "the warehouse can be rebuilt: delete .tagma/warehouse.duckdb and load the sources again",
    "数据仓可以重建：删除 .tagma/warehouse.duckdb 后重新加载来源",
)
_MEMORY = Text(
    "raise memory_limit in tagma.yaml, or close other programs",
    "请调高 tagma.yaml 中的 memory_limit，或关闭其他程序",
)
_SPACE = Text(
    "check free disk space and permissions of the workspace folder", "请检查磁盘空间与工作区文件夹的权限"
)

_MEANINGS: tuple[tuple[type[duckdb.Error], Text, Text | None], ...] = (
    (duckdb.ConversionException, Text("a value does not fit its type", "有值与类型不符"), None),
    (duckdb.OutOfRangeException, Text("a number is too large for its type", "有数值超出类型范围"), None),
    (duckdb.ConstraintException, Text("a row breaks a constraint of its table", "有行违反表的约束"), None),
    (duckdb.OutOfMemoryException, Text("there is not enough memory", "内存不足"), _MEMORY),
    (duckdb.CatalogException, Text("a table, column or function is not there", "找不到表、列或函数"), None),
    (duckdb.BinderException, Text("a column or a type does not fit", "列或类型不符"), None),
    (duckdb.ParserException, Text("the statement cannot be read", "语句无法解析"), None),
    (
        duckdb.PermissionException,
        Text("the statement reaches outside the warehouse", "语句访问了数据仓之外的内容"),
        None,
    ),
    (duckdb.TransactionException, Text("the transaction failed", "事务失败"), None),
    (duckdb.InterruptException, Text("it was interrupted", "已被中断"), None),
    (duckdb.IOException, Text("a file cannot be read or written", "无法读写文件"), _SPACE),
    (duckdb.FatalException, Text("the warehouse file is damaged", "数据仓文件已损坏"), _REBUILD),
    (duckdb.InternalException, Text("the warehouse file is damaged", "数据仓文件已损坏"), _REBUILD),
    (duckdb.SerializationException, Text("the warehouse file is damaged", "数据仓文件已损坏"), _REBUILD),
)
_WITH_VALUES = (
    duckdb.ConversionException, duckdb.OutOfRangeException, duckdb.ConstraintException,
    duckdb.InvalidInputException, duckdb.TypeMismatchException,
)  # fmt: skip
_DAMAGE = re.compile(
    "corrupt|not a valid DuckDB database|could not read enough bytes|failure while replaying WAL",
    re.IGNORECASE,
)
_PASSING = (
    duckdb.IOException, duckdb.OutOfMemoryException, duckdb.TransactionException, duckdb.InterruptException,
    OSError, MemoryError, KeyboardInterrupt,
)  # fmt: skip
_QUOTED = re.compile(r"'[^']*'?|\"[^\"]*\"?")
_NUMBER = re.compile(r"(?<![\w(])[-+]?\d[\d.,:eE+-]*(?![\w)])")


@contextmanager
def passing_interrupts() -> Iterator[None]:
    """Lets Ctrl-C be what it is; DuckDB turns it into a ``RuntimeError``."""
    try:
        yield
    except RuntimeError as error:
        if "interrupted" in str(error).lower():
            raise KeyboardInterrupt from error
        raise


def wrap_failure(error: Exception, *, step: str, sql: str) -> EngineError:
    """The error that people and logs see: which step failed, what it means, DuckDB's own first line."""
    meaning, next_step = _meaning(error)
    detail = describe_failure(error)
    return EngineError(
        Text(
            f"step “{step}” failed: {meaning.en} ({detail})",
            f"步骤“{step}”失败：{meaning.zh}（{detail}）",
        ),
        step=step,
        sql=sql,
        next_step=next_step,
    )


def describe_failure(error: Exception) -> str:
    """The first line of DuckDB's message, with the values of rows blotted out."""
    line = next(iter(str(error).strip().splitlines()), type(error).__name__)
    if isinstance(error, _WITH_VALUES) or not isinstance(error, duckdb.Error):
        line = _NUMBER.sub("…", _QUOTED.sub("“…”", line))
    return line.rstrip(". ")


def _meaning(error: Exception) -> tuple[Text, Text | None]:
    for kind, meaning, next_step in _MEANINGS:
        if isinstance(error, kind):
            return meaning, next_step
    return Text("the database refused it", "数据库拒绝执行"), None


def is_damage(error: BaseException | None) -> bool:
    """Whether an error, or what caused it, says that the file is not as it was written."""
    while error is not None:
        if isinstance(error, duckdb.Error | pa.ArrowException | OSError) and _DAMAGE.search(str(error)):
            return True
        error = error.__cause__
    return False


def is_passing(error: BaseException | None) -> bool:
    """Whether an error, or what caused it, is of the machine as it is now: disk, memory, other work."""
    while error is not None:
        if isinstance(error, _PASSING):
            return True
        error = error.__cause__
    return False
