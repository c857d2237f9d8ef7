"""Help and wrong usage, in both languages."""

from __future__ import annotations

from typer.core import TyperGroup
from typer.main import get_command

from tagma.cli.help import BUILT_IN
from tagma.cli.main import app
from tests.cli.conftest import Run


def test_usage_is_told_in_both_languages_with_the_nearest_name(run: Run) -> None:
    assert run("cuont", "--json").error["nearest"] == ["count"]
    assert run("cuont", "--lang", "zh").err.splitlines() == [
        "✗ 没有命令“cuont”",
        "  是否指：count",
        "  → “tagma --help”",
    ]
    assert run("count", "active", "--jsn").err.splitlines()[:2] == [
        "✗ there is no option “--jsn”",
        "  did you mean: --json",
    ]
    told = {
        ("count",): "缺少 RULE",
        ("runs", "--limit", "0"): "--limit 不能小于 1",
        ("runs", "--limit", "x"): "--limit 应为整数",
        ("history", "active", "--diff", "1"): "--diff 需要 2 个值",
        ("count", "a", ">", "1"): "多余的内容：> 1；规则请加引号",
        ("count", "active", "--lang", "fr"): "--lang 可选：en、zh",
    }
    for words, message in told.items():
        said = run(*words, TAGMA_LANG="zh")
        assert (said.code, said.err.splitlines()[0]) == (2, f"✗ {message}")


def test_help_in_both_languages(run: Run) -> None:
    english, chinese = run("count", "--help").out, run("count", "--help", "--lang", "zh").out
    assert ("Count the customers" in english, "Options" in english, "Show this message" in english) == (
        (True,) * 3
    )
    assert ("统计符合规则" in chinese, "选项" in chinese, "显示此帮助" in chinese) == ((True,) * 3)
    assert "统计" not in english
    assert "Count" not in run(TAGMA_LANG="zh").out


def test_every_help_text_is_there_in_both_languages() -> None:
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    for command in [group, *group.commands.values()]:
        for param in command.params:
            text = getattr(param, "help", "") or ""
            assert "\n\n" in text or text in BUILT_IN, f"{command.name} {param.name}"
        assert "\n\n" in (command.help or ""), command.name
