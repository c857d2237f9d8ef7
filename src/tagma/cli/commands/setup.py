"""``init`` and ``demo``: where a workspace begins."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from tagma.cli.commands.init import init
from tagma.cli.commands.serve import PORT
from tagma.cli.help import both
from tagma.cli.options import AsJson, Lang


def add_verbs(app: typer.Typer) -> None:
    app.command()(init)
    app.command()(demo)


def demo(
    context: typer.Context,
    folder: Annotated[
        Path,
        typer.Option(
            "--dir", metavar="DIR", help=both("Where the demo shop is made.", "演示商店所在文件夹。")
        ),
    ] = Path("tagma-demo"),
    serve: Annotated[
        bool,
        typer.Option(
            "--serve/--no-serve", help=both("Open it in the browser afterwards.", "随后在浏览器中打开。")
        ),
    ] = True,
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help=both("Where it is served.", "服务端口。"))
    ] = PORT,
    json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Make a real shop (2,469 households, one year), compute its portraits and show what was found.

    生成演示商店（2,469 个家庭，一年数据），计算画像并展示结果。
    """
    from tagma.cli.commands.serve import serve_folder
    from tagma.cli.desk import make_desk
    from tagma.cli.progress import show_progress
    from tagma.cli.render.demo import build_demo
    from tagma.flows.demo import refresh_demo, write_demo
    from tagma.flows.overview import read_overview
    from tagma.settings import load_settings
    from tagma.workspace import open_workspace

    begun = time.perf_counter()
    write_demo(folder)
    desk = make_desk(lang, json, load_settings(folder))
    with open_workspace(folder, purpose="tagma demo") as ws:
        with show_progress(desk) as progress:
            report = refresh_demo(ws, "tagma demo", desk.say("the demo shop", "演示商店"), progress)
        overview = read_overview(ws)
        seconds = time.perf_counter() - begun
        data = {**overview.to_dict(desk.language), "seconds": round(seconds, 1), "run": report.run.id}
        desk.answer(data, *build_demo(overview, ws, desk, folder, seconds))
    if serve:
        desk.show("")
        serve_folder(context, folder, desk, port=port)
