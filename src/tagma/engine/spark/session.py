"""The connection to a cluster: made with the first statement for it, shared, and ended with its last user."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import threading
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tagma.engine.spark.failures import explain_start
from tagma.errors import Place, Text, WorkspaceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pyspark.sql import SparkSession

    from tagma.engine.spark.options import SparkOptions

_MASTER = re.compile(r"local(\[[^\]]+\])?|yarn|spark://[^/\s]+|k8s://\S+|sc://\S+")
_ADDRESS = re.compile(r"([^:,\s]+):(\d+)")
_REACH_SECONDS = 5.0

MEANT = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.caseSensitive": "false",
    "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
}
"""What the dialect counts on; a workspace cannot set it otherwise."""

_USUAL = {
    "spark.app.name": "tagma",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.adaptive.enabled": "true",
    "spark.sql.parquet.compression.codec": "zstd",
    "spark.log.level": "ERROR",
    "spark.sql.debug.maxToStringFields": "64",
}

_lock = threading.RLock()
_shared: dict[tuple[str, tuple[tuple[str, str], ...]], Shared] = {}


class Shared:
    """One session of this process and how many use it."""

    def __init__(self, session: SparkSession) -> None:
        self.session = session
        self.users = 0


class Cluster:
    """A workspace's way to its session."""

    def __init__(self, options: SparkOptions) -> None:
        self.options = options
        self._mine: Shared | None = None
        check_master(options.master)

    def connect(self) -> SparkSession:
        """The session; the first call starts it.

        Raises:
            WorkspaceError: PySpark or Java is missing, or the master does not answer.
        """
        with _lock:
            if self._mine is None:
                self._mine = _join(self.options)
                self._mine.users += 1
            return self._mine.session

    @property
    def running(self) -> SparkSession | None:
        """The session, where it has been started."""
        mine = self._mine
        return None if mine is None else mine.session

    def close(self) -> None:
        """Leaves the session; its last user ends it, and the Java process with it."""
        with _lock:
            mine, self._mine = self._mine, None
            if mine is None:
                return
            mine.users -= 1
            if mine.users == 0:
                for key in [key for key, shared in _shared.items() if shared is mine]:
                    del _shared[key]
                _end(mine.session)


def check_master(master: str) -> None:
    """Refuses what is not the address of a cluster.

    Raises:
        WorkspaceError: it is none.
    """
    if _MASTER.fullmatch(master):
        return
    raise WorkspaceError(
        Text(f"“{master}” is not a Spark master", f"“{master}”不是 Spark master 地址"),
        where=Place(file="tagma.yaml", field="spark.master"),
        next_step=Text(
            "write local[*], spark://HOST:7077, yarn, k8s://https://HOST:PORT, or sc://HOST:15002",
            "请写 local[*]、spark://主机:7077、yarn、k8s://https://主机:端口 或 sc://主机:15002",
        ),
    )


def check_reach(master: str) -> None:
    """Refuses a standalone master or a Connect server where nobody listens, instead of waiting for minutes.

    Raises:
        WorkspaceError: nobody listens there.
    """
    if not master.startswith(("spark://", "sc://")):
        return
    addresses = _ADDRESS.findall(master.split("://", 1)[1].split("/", 1)[0])
    for host, port in addresses:
        with contextlib.suppress(OSError), socket.create_connection((host, int(port)), _REACH_SECONDS):
            return
    if addresses or master.startswith("spark://"):
        raise WorkspaceError(
            Text(f"nobody answers at {master}", f"{master} 无响应"),
            where=Place(file="tagma.yaml", field="spark.master"),
            next_step=Text(
                "start the cluster, or correct spark.master; what was published before still serves",
                "请启动集群，或更正 spark.master；此前发布的结果继续可用",
            ),
        )


def find_java() -> str | None:
    """The Java that Spark would run; None where there is none."""
    home = os.environ.get("JAVA_HOME")
    if home:
        java = Path(home) / "bin" / "java"
        return str(java) if os.access(java, os.X_OK) else None
    return shutil.which("java")


def _join(options: SparkOptions) -> Shared:
    key = (options.master, tuple(sorted(options.config.items())))
    if key not in _shared:
        others = [master for master, _ in _shared]
        if others:
            raise WorkspaceError(
                Text(
                    f"this process already works with the cluster {others[0]}",
                    f"当前进程已连接集群 {others[0]}",
                ),
                where=Place(file="tagma.yaml", field="spark"),
                next_step=Text(
                    "close the other workspace first, or open it with the same settings",
                    "请先关闭另一个工作区，或使用相同的设置",
                ),
            )
        _shared[key] = Shared(_start(options))
    return _shared[key]


def _start(options: SparkOptions) -> SparkSession:
    builder = _find_builder()
    if not options.connects and find_java() is None:
        raise WorkspaceError(
            Text("Spark needs Java, and there is none", "Spark 需要 Java，但未找到"),
            where=Place(file="tagma.yaml", field="engine"),
            next_step=Text(
                "install Java 17 or newer (Debian: apt install default-jre-headless), or set JAVA_HOME",
                "请安装 Java 17 或更高版本（Debian：apt install default-jre-headless），或设置 JAVA_HOME",
            ),
        )
    check_reach(options.master)
    settings = {**_USUAL, **_network(options.master), **options.config, **MEANT}
    builder = builder.remote(options.master) if options.connects else builder.master(options.master)
    for name, value in settings.items():
        if not options.connects or name in MEANT:
            builder = builder.config(name, value)
    try:
        with _keeping_signals(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            session: SparkSession = builder.getOrCreate()
            _check_alive(session)
    except Exception as error:
        _end(None)
        raise explain_start(error, options.master) from error
    return session


def _find_builder() -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from pyspark.sql import SparkSession
    except ImportError as error:
        raise WorkspaceError(
            Text(
                "“engine: spark” needs PySpark, which is not installed",
                "“engine: spark”需要 PySpark，但未安装",
            ),
            where=Place(file="tagma.yaml", field="engine"),
            next_step=Text("run: pip install 'tagma[spark]'", "请运行：pip install 'tagma[spark]'"),
        ) from error
    return SparkSession.builder


def _network(master: str) -> Mapping[str, str]:
    """A driver whose workers are on this machine needs no name that others can find."""
    near = master.startswith("local") or "://127.0.0.1" in master or "://localhost" in master
    return {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"} if near else {}


def _check_alive(session: SparkSession) -> None:
    session.range(1).count()


@contextlib.contextmanager
def _keeping_signals() -> Iterator[None]:
    """Keeps what Ctrl-C does: Spark puts a handler of its own in its place."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGINT)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _end(session: Any) -> None:
    """Ends a session and the Java process that this process has started for it."""
    with contextlib.suppress(Exception):
        if session is not None:
            session.stop()
    with contextlib.suppress(Exception):
        from pyspark import SparkContext

        gateway = SparkContext._gateway
        if gateway is None:
            return
        if SparkContext._active_spark_context is not None:
            SparkContext._active_spark_context.stop()
        java = getattr(gateway, "proc", None)
        gateway.shutdown()
        SparkContext._gateway = None
        SparkContext._jvm = None
        if java is not None:
            java.stdin.close()
            java.wait(20)
