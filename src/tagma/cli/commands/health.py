"""``doctor version``: is everything as it should be?"""

from __future__ import annotations

import typer

from tagma.cli.options import AsJson, Lang


def add_verbs(app: typer.Typer) -> None:
    for verb in (doctor, version):
        app.command()(verb)


def doctor(json: AsJson = False, lang: Lang = None) -> None:
    """Check versions, settings, lock, space, sources, definitions and ledger; end with 1 if one fails.

    检查版本、设置、占用、空间、数据源、定义与账本；有一项失败则以 1 结束。
    """
    from tagma.cli.desk import find_asked, make_desk
    from tagma.cli.render.upkeep import build_checks
    from tagma.flows.doctor import check_health, find_settings

    folder = find_asked().folder
    desk = make_desk(lang, json, find_settings(folder))
    checks = check_health(folder)
    desk.answer([check.to_dict(desk.language) for check in checks], *build_checks(checks, desk))
    if any(check.status == "failed" for check in checks):
        raise typer.Exit(1)


def version(json: AsJson = False, lang: Lang = None) -> None:
    """Print the version of Tagma, Python and the engine.

    显示 Tagma、Python 与引擎的版本。
    """
    from tagma.cli.desk import make_desk
    from tagma.cli.render.values import build_pairs
    from tagma.flows.doctor import list_versions

    found = list_versions()
    make_desk(lang, json).answer(found, build_pairs(found.items()))
