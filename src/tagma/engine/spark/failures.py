"""What Spark's errors mean, in plain words: the one place where they become ours."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tagma.errors import EngineError, Place, Text, WorkspaceError

if TYPE_CHECKING:
    pass

_STILL = Text(
    "the last generation still serves; see the log of the cluster, then run it again",
    "上一代结果继续可用；请查看集群日志后重新运行",
)
_MEMORY = Text(
    "give the executors more memory under spark.config in tagma.yaml (spark.executor.memory)",
    "请在 tagma.yaml 的 spark.config 中调大 spark.executor.memory",
)
_SPACE = Text("free space where the lake lies, then run it again", "请释放数据湖所在磁盘的空间后重新运行")

_MEANINGS: tuple[tuple[str, Text, Text], ...] = (
    (r"OutOfMemoryError|Container killed.*memory",
     Text("an executor ran out of memory", "executor 内存不足"), _MEMORY),
    (r"No space left on device", Text("the disk is full", "磁盘已满"), _SPACE),
    (r"cancelled|canceled|interrupted", Text("it was interrupted", "已被中断"), _STILL),
    (
        r"Master removed our application|All masters are unresponsive|Connection refused|"
        r"stopped SparkContext|SparkContext (was|has been) (shut|stopped)",
        Text("the cluster is gone", "集群连接已断开"),
        _STILL,
    ),
    (r"CAST_INVALID_INPUT|CAST_OVERFLOW|NUMERIC_VALUE_OUT_OF_RANGE|ARITHMETIC_OVERFLOW",
     Text("a value does not fit its type", "有值与类型不符"), _STILL),
    (r"FileNotFoundException|PATH_NOT_FOUND|does not exist",
     Text("a file of the lake is not there for the cluster", "集群找不到数据湖中的文件"),
     Text("the lake's folder must have the same path on every machine of the cluster",
          "集群中每台机器都必须能以相同路径访问数据湖文件夹")),
    (r"Permission denied|AccessControlException", Text("the lake cannot be written", "数据湖无法写入"),
     Text("let the cluster's user write the folder of the lake", "请允许集群用户写入数据湖文件夹")),
)  # fmt: skip
_CONDITION = re.compile(r"\[([A-Z0-9_.]+)\]")


def wrap_spark(error: BaseException, *, step: str, sql: str) -> EngineError:
    """The error that people and logs see: which step failed, what it means, Spark's name for it."""
    text = f"{type(error).__name__}: {error}"
    named = _CONDITION.search(text)
    detail = named[1] if named else type(error).__name__
    for pattern, meaning, next_step in _MEANINGS:
        if re.search(pattern, text):
            return _failed(step, sql, meaning, detail, next_step)
    return _failed(step, sql, Text("Spark could not run it", "Spark 无法执行"), detail, _STILL)


def explain_start(error: BaseException, master: str) -> WorkspaceError:
    """Why a session did not start."""
    text = str(error)
    where = Place(file="tagma.yaml", field="spark.master")
    if re.search(r"Could not parse Master URL|Master must either be", text):
        what = Text(f"Spark does not know the master “{master}”", f"Spark 不识别 master“{master}”")
        return WorkspaceError(what, where=where, next_step=_CORRECT)
    if re.search(r"JAVA_GATEWAY_EXITED|Java gateway process exited", text):
        return WorkspaceError(
            Text("Java ended before Spark had started", "Java 在 Spark 启动前退出"),
            where=Place(file="tagma.yaml", field="spark.config"),
            next_step=Text(
                "Spark 4 needs Java 17 or newer and the memory that spark.driver.memory asks for",
                "Spark 4 需要 Java 17 或更高版本，以及 spark.driver.memory 所要求的内存",
            ),
        )
    detail = next(iter(text.strip().splitlines()), type(error).__name__)[:200]
    return WorkspaceError(
        Text(f"no session at {master}: {detail}", f"无法在 {master} 建立会话：{detail}"),
        where=where,
        next_step=_CORRECT,
    )


_CORRECT = Text(
    "correct spark.master in tagma.yaml, or start the cluster; what was published before still serves",
    "请更正 tagma.yaml 中的 spark.master，或启动集群；此前发布的结果继续可用",
)


def _failed(step: str, sql: str, meaning: Text, detail: str, next_step: Text) -> EngineError:
    return EngineError(
        Text(
            f"step “{step}” failed: {meaning.en} ({detail})",
            f"步骤“{step}”失败：{meaning.zh}（{detail}）",
        ),
        step=step,
        sql=sql,
        next_step=next_step,
    )
