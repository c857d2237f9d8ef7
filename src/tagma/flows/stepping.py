"""Work in steps that are recorded, watched and can be stopped."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from tagma.engine.duckdb.soundness import is_damage
from tagma.errors import RunError, TagmaError, Text
from tagma.failpoints import reach
from tagma.workspace import mark_damaged

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tagma.errors import Language
    from tagma.state import Run
    from tagma.workspace import Workspace

Progress = Callable[[str, int, int | None], None]
"""Told the step, or a part of it, how much is done, and of how much."""

Stopped = Callable[[], bool]
"""Says whether somebody wants the work to end."""

STEPS: Mapping[str, Text] = {
    "load sources": Text("load sources", "载入数据源"),
    "import lists": Text("import lists", "导入名单"),
    "fold traits": Text("fold traits", "合并属性"),
    "evaluate": Text("evaluate tags and segments", "计算标签与分群"),
    "publish": Text("publish", "发布画像"),
    "pack ledger": Text("pack the ledger", "打包客户账本"),
    "select customers": Text("select customers", "筛选客户"),
    "write file": Text("write the file", "写入文件"),
    "try again": Text("try refused events again", "重新处理被拒收的事件"),
    "discard": Text("discard", "丢弃"),
    "done": Text("done", "完成"),
}
FLOWS: Mapping[str, Text] = {
    "refresh": Text("Refresh", "刷新画像"),
    "export": Text("Export", "导出"),
    "load": Text("Load", "载入数据源"),
    "replay": Text("Replay of the quarantine", "重放隔离区"),
    "discard": Text("Discard from quarantine", "丢弃隔离数据"),
}
_VERBS = {"load": "载入", "read": "读取", "pack": "打包", "write": "写入"}


class StoppedError(RunError):
    """Somebody stopped the work; what was published before still serves."""

    code = "cancelled"

    def __init__(self) -> None:
        super().__init__(
            Text("the run was cancelled", "运行已取消"),
            next_step=Text(
                "what was published before still serves; resume it to go on",
                "此前发布的内容仍然有效；可续跑以继续",
            ),
        )


def no_progress(step: str, done: int, total: int | None) -> None:
    """Says nothing."""


def never() -> bool:
    """Nobody wants it to end."""
    return False


def word_step(name: str, language: Language) -> str:
    """The name of a step, or of a part of one, in words."""
    if name in STEPS:
        return STEPS[name].in_language(language)
    verb, _, rest = name.partition(" ")
    return f"{_VERBS[verb]} {rest}" if language == "zh" and verb in _VERBS else name


def word_flow(name: str, language: Language) -> str:
    """The name of a flow in words."""
    return FLOWS[name].in_language(language) if name in FLOWS else name


def record_steps(
    ws: Workspace,
    run: Run,
    steps: Sequence[tuple[str, Callable[[], int]]],
    progress: Progress = no_progress,
    stopped: Stopped = never,
) -> Run:
    """Does steps in order, recording each with its rows and time.

    Raises:
        StoppedError: somebody stopped it, between steps or inside one.
        BaseException: of the step that failed, which the run records.
    """
    runs, start, at_work = ws.state.runs, time.perf_counter(), ""
    try:
        for position, (name, step) in enumerate(steps):
            refuse_stopped(stopped)
            progress(name, position, len(steps))
            start, at_work = time.perf_counter(), name
            runs.step(run.id, name, status="running")
            rows = step()
            reach("refresh.step", name)
            runs.step(run.id, name, rows=rows, ms=(time.perf_counter() - start) * 1000)
            at_work = ""
    except BaseException as error:
        if is_damage(error):
            mark_damaged(ws)
        told = tell_in_record(StoppedError() if stopped() else error)
        with suppress(Exception):
            if at_work:
                ms = (time.perf_counter() - start) * 1000
                runs.step(run.id, at_work, status="failed", error=told, ms=ms)
            runs.finish(run.id, error=told)
        if stopped() and isinstance(error, Exception) and not isinstance(error, StoppedError):
            raise StoppedError from error
        raise
    progress("done", len(steps), len(steps))
    return runs.finish(run.id)


def refuse_stopped(stopped: Stopped) -> None:
    """Ends here where somebody wants it.

    Raises:
        StoppedError: they do.
    """
    if stopped():
        raise StoppedError


def tell_in_record(error: BaseException) -> dict[str, Any]:
    """What the record of a run keeps of an error, in both languages."""
    if isinstance(error, TagmaError):
        return {**error.to_dict(), "zh": error.to_dict("zh")}
    if isinstance(error, KeyboardInterrupt):
        return _plain("interrupted", Text("the run was stopped", "运行已停止"))
    what = Text(f"{type(error).__name__} in Tagma itself", f"Tagma 内部出错：{type(error).__name__}")
    return _plain("internal", what)


def _plain(code: str, what: Text) -> dict[str, Any]:
    return {"code": code, "message": what.en, "zh": {"code": code, "message": what.zh}}
