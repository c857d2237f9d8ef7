"""One process that serves one workspace until it is asked to end."""

from __future__ import annotations

import errno
import gc
import logging
import signal
import socket
import sys
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING, ClassVar

import uvicorn
from starlette.concurrency import run_in_threadpool

from tagma.errors import Place, TagmaError, Text
from tagma.flows.beside import announced
from tagma.places import SERVER_LOG
from tagma.server.access.entry import is_loopback
from tagma.server.access.patience import PatientProtocol
from tagma.server.mending import mend

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from types import FrameType

    from fastapi import FastAPI

    from tagma.workspace import Workspace

PORT = 8321
_PATIENCE = 10
_LOG_BYTES, _LOGS = 5_000_000, 3
_LOOKS = 50_000, 20, 50
_HAND_ON = 0.001


class PortError(TagmaError):
    """The address cannot be listened at."""

    code: ClassVar[str] = "port"


class ExposedError(TagmaError):
    """Others than this machine could ask, and nobody could log in."""

    code: ClassVar[str] = "exposed"


def check_exposure(ws: Workspace, host: str, proxies: str) -> None:
    """Refuses to listen to others before there is an administrator.

    Raises:
        ExposedError: there is none.
    """
    here = (host == "localhost" or is_loopback(host)) and not proxies
    if not here and not ws.state.users.count("administrator"):
        raise ExposedError(
            Text(
                f"the server would listen at {host} to others, and there is no administrator yet",
                f"服务器将在 {host} 上对外提供服务，但尚无管理员",
            ),
            next_step=Text(
                "add one first: tagma user add NAME --role administrator",
                "请先添加管理员：tagma user add NAME --role administrator",
            ),
        )


def open_socket(host: str, port: int) -> socket.socket:
    """A socket that listens at an address.

    Raises:
        PortError: the port is taken or may not be used, or the host is not one of this machine.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)  # asyncio sends at once only where TCP is named
    except (OSError, OverflowError, UnicodeError) as error:
        raise _explain(host, port, error) from error
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise _explain(host, port, error) from error
    return listening


def serve(
    app: FastAPI,
    ws: Workspace,
    listening: socket.socket,
    *,
    proxies: str = "",
    ready: Callable[[str], None],
) -> None:
    """Serves until SIGINT or SIGTERM, then lets what is under way end; a second one does not wait.

    Args:
        proxies: addresses whose word is taken for where a request comes from and whether by https.
        ready: is told the address as soon as the server answers.
    """
    url = find_url(listening)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies or None,
        timeout_graceful_shutdown=_PATIENCE,
        timeout_keep_alive=75,
        loop="uvloop",
        http=PatientProtocol,
    )
    server = _Server(app, config, lambda: ready(url))
    with _logging_to(ws), announced(ws.runtime, url, app.state.entry.start_key), _tuned():
        server.run(sockets=[listening])


def find_url(listening: socket.socket) -> str:
    """The address that this machine reaches a socket at."""
    host, port = listening.getsockname()[:2]
    if host in ("0.0.0.0", "::"):
        host = "127.0.0.1" if host == "0.0.0.0" else "::1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class _Server(uvicorn.Server):
    """Says when it is ready; ends by our own signals, so that what was opened is closed afterwards."""

    def __init__(self, app: FastAPI, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._app, self._ready = app, ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        await run_in_threadpool(mend, self._app)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for stop in getattr(self._app.state, "stops", []):
            stop()
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        def end(number: int, frame: FrameType | None) -> None:
            self.force_exit = self.should_exit
            self.should_exit = True

        before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


@contextmanager
def _tuned() -> Iterator[None]:
    """Makes looks for cycles rare: requests make many objects and few cycles, and what is there stays.

    Threads that compute, such as loading, hand on sooner than Python has them do: answers must not wait.
    """
    before, interval = gc.get_threshold(), sys.getswitchinterval()
    sys.setswitchinterval(_HAND_ON)
    gc.freeze()
    gc.set_threshold(*_LOOKS)
    try:
        yield
    finally:
        sys.setswitchinterval(interval)
        gc.set_threshold(*before)
        gc.unfreeze()


@contextmanager
def _logging_to(ws: Workspace) -> Iterator[None]:
    """Keeps what the server has to say in a file; warnings appear on standard error, too."""
    file = RotatingFileHandler(
        ws.runtime / SERVER_LOG, maxBytes=_LOG_BYTES, backupCount=_LOGS, encoding="utf-8", delay=True
    )
    file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    shown = logging.StreamHandler()
    shown.setLevel(logging.ERROR)
    logs = [logging.getLogger(name) for name in ("tagma.server", "tagma.collect", "uvicorn.error")]
    levels = [log.level for log in logs]
    for log, level in zip(logs, (logging.INFO, logging.INFO, logging.WARNING), strict=True):
        log.setLevel(level)
        log.addHandler(file)
        log.addHandler(shown)
    try:
        yield
    finally:
        for log, level in zip(logs, levels, strict=True):
            log.setLevel(level)
            log.removeHandler(file)
            log.removeHandler(shown)
        file.close()


def _explain(host: str, port: int, error: Exception) -> PortError:
    where = Place(field=f"{host}:{port}")
    other = port + 1 if 0 < port < 65535 else PORT
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return PortError(
            Text(f"port {port} is taken by another program", f"端口 {port} 已被其他程序占用"),
            where=where,
            next_step=Text(
                f"choose another: tagma serve --port {other}", f"请换一个端口：tagma serve --port {other}"
            ),
        )
    if isinstance(error, PermissionError):
        return PortError(
            Text(f"port {port} needs more rights", f"没有使用端口 {port} 的权限"),
            where=where,
            next_step=Text("choose one from 1024 on", "请使用 1024 及以上的端口"),
        )
    reason = getattr(error, "strerror", None) or type(error).__name__
    return PortError(
        Text(f"cannot listen at {host}:{port}: {reason}", f"无法监听 {host}:{port}：{reason}"),
        where=where,
        next_step=Text(
            "name an address of this machine, such as 127.0.0.1 or 0.0.0.0",
            "请使用本机的地址，如 127.0.0.1 或 0.0.0.0",
        ),
    )
