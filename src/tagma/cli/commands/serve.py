"""``serve``: the screens and the API of one workspace."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tagma.cli.help import both
from tagma.cli.options import AsJson, Lang

if TYPE_CHECKING:
    from tagma.cli.desk import Desk
    from tagma.flows.beside import Running

PORT = 8321


def add_verbs(app: typer.Typer) -> None:
    app.command()(serve)


def serve(
    context: typer.Context,
    host: Annotated[
        str,
        typer.Option(
            "--host",
            help=both(
                "Where to listen; elsewhere than on this machine, an administrator must exist.",
                "监听地址；若对外提供服务，须先有管理员。",
            ),
        ),
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help=both("The port; 0: any.", "端口；0 表示任意。"))
    ] = PORT,
    browser: Annotated[
        bool,
        typer.Option("--open/--no-open", help=both("Open it in the browser.", "在浏览器中打开。")),
    ] = True,
    name: Annotated[
        list[str] | None,
        typer.Option(
            "--name",
            metavar="HOST",
            help=both("A host name that leads here, as browsers write it.", "指向本服务器的主机名。"),
        ),
    ] = None,
    proxy: Annotated[
        str,
        typer.Option(
            "--proxy",
            metavar="ADDRESSES",
            help=both(
                "Addresses of proxies in front, whose X-Forwarded headers are believed.",
                "前置代理的地址，其 X-Forwarded 请求头将被采信。",
            ),
        ),
    ] = "",
    json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Serve the screens and the API until Ctrl-C.

    提供界面与 API，按 Ctrl-C 结束。
    """
    from tagma.cli.desk import find_folder, make_desk
    from tagma.settings import load_settings

    folder = find_folder()
    desk = make_desk(lang, json, load_settings(folder))
    serve_folder(
        context, folder, desk, host=host, port=port, browser=browser, names=name or [], proxies=proxy
    )


def serve_folder(
    context: typer.Context,
    folder: Path,
    desk: Desk,
    *,
    host: str = "127.0.0.1",
    port: int = PORT,
    browser: bool = True,
    names: list[str] | None = None,
    proxies: str = "",
) -> None:
    """Serves a workspace until a signal ends it; says where as soon as it answers.

    Raises:
        TagmaError: somebody else owns the workspace, the port is taken, nobody could log in.
    """
    from tagma.cli.carry import make_carrier
    from tagma.flows.beside import find_server
    from tagma.server.access.entry import make_entry
    from tagma.server.app import create_app
    from tagma.server.serving import check_exposure, open_socket
    from tagma.server.serving import serve as serve_until_ended
    from tagma.workspace import open_workspace

    running = find_server(folder, folder)
    if running is not None:
        raise _explain_running(running)
    with open_workspace(folder, purpose="tagma serve") as ws:
        check_exposure(ws, host, proxies)
        with open_socket(host, port) as listening:
            entry = make_entry(host, names or [])
            app = create_app(ws, entry, make_carrier(context.find_root().command))

            def tell(url: str) -> None:
                address = f"{url}/#token={entry.launch_token}"
                desk.answer(
                    {"url": url, "token": entry.launch_token},
                    desk.say(
                        f"Tagma serves “{ws.settings.name}”: open\n  {address}\nCtrl-C ends it.",
                        f"Tagma 正在提供“{ws.settings.name}”，请打开\n  {address}\n按 Ctrl-C 结束。",
                    ),
                )
                if browser and not desk.json:
                    _open_browser(f"{url}/#token={entry.make_passing_token()}")

            serve_until_ended(app, ws, listening, proxies=proxies, ready=tell)
    if not desk.json:
        desk.show(desk.say("The server has ended.", "服务器已结束。"))


def _explain_running(running: Running) -> Exception:
    from tagma.errors import BusyError, Text

    return BusyError(
        Text(
            f"the workspace is served already, at {running.url} by process {running.pid}",
            f"该工作区已在 {running.url} 提供服务（进程 {running.pid}）",
        ),
        next_step=Text("open that address, or end that process first", "请打开该地址，或先结束该进程"),
    )


def _open_browser(address: str) -> None:
    """Opens a page where there is somebody to see it."""
    import os
    import sys
    import threading
    import webbrowser

    seen = sys.platform == "darwin" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if seen and sys.stdout.isatty():
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
