"""``user`` and ``key``: they need no warehouse, so that a server may own it meanwhile."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from tagma.cli.main import app
from tagma.workspace import open_workspace
from tests.cli.conftest import ENVIRONMENT, Run, Said

PASSWORD = "correct horse battery"


def type_in(folder: Path, typed: str, *words: str) -> Said:
    """Runs a command with something on its standard input."""
    result = CliRunner().invoke(app, ["-w", str(folder), *words], input=typed, env=ENVIRONMENT)
    return Said(result.exit_code, result.stdout, result.stderr)


def test_users(own: Path, work: Run) -> None:
    assert "nobody yet" in work("user", "list").out
    added = type_in(own, PASSWORD + "\n", "user", "add", "王芳", "--role", "administrator", "--lang", "zh")
    assert (added.code, added.out) == (0, "王芳 现在可以登录，角色：管理员\n")
    assert type_in(own, PASSWORD, "user", "add", "bob").code == 0
    listed = work("user", "list", "--json").data
    assert [(each["name"], each["role"]) for each in listed] == [("bob", "viewer"), ("王芳", "administrator")]
    assert "管理员" in work("user", "list", "--lang", "zh").out
    assert type_in(own, PASSWORD + "!", "user", "password", "bob").code == 0
    assert work("user", "remove", "bob").code == 0
    missing = work("user", "remove", "bobb", "--json")
    assert (missing.code, missing.error["code"]) == (5, "not-found")


def test_users_that_cannot_be(own: Path, work: Run) -> None:
    for typed, words in (
        (PASSWORD, ("a/b",)),
        ("password123", ("ada",)),
        (PASSWORD, ("ada", "--role", "root")),
    ):
        assert type_in(own, typed, "user", "add", *words).code == 2
    type_in(own, PASSWORD, "user", "add", "ada")
    again = type_in(own, PASSWORD, "user", "add", "ada")
    assert (again.code, "already" in again.err) == (1, True)
    assert work("user", "ad").code == 2


def test_keys(work: Run) -> None:
    made = work("key", "add", "nightly", "--scope", "write", "--days", "30", "--json").data
    assert made["key"].startswith("tgk_")
    listed = work("key", "list", "--json")
    assert made["key"] not in listed.out
    assert [(each["name"], each["scope"], each["ending"]) for each in listed.data] == [
        ("nightly", "write", made["key"][-4:])
    ]
    assert "nightly" in work("key", "list", "--lang", "zh").out
    assert work("key", "remove", made["id"]).code == 0
    assert work("key", "remove", made["id"]).code == 5
    assert work("key", "add", "x", "--scope", "rot").code == 2


def test_they_work_while_somebody_owns_the_workspace(own: Path, work: Run) -> None:
    with open_workspace(own, purpose="test"):
        assert type_in(own, PASSWORD, "user", "add", "ada").code == 0
        assert work("key", "list").code == 0
        assert work("tags").code == 4


def test_help_in_both_languages(work: Run) -> None:
    assert "Who may log in" in work("user", "--help").out
    assert "谁可以登录" in work("--lang", "zh", "user", "--help").out
    assert "新建 API 密钥" in work("--lang", "zh", "key", "add", "--help").out


def test_write_keys(work: Run) -> None:
    first = work("write-key", "add", "web", "--json").data
    second = work("write-key", "rotate", "web", "--days", "3", "--json").data
    assert second["source"] == "web"
    assert second["key"] != first["key"]
    assert [each["key"] for each in work("write-key", "list", "--json").data] == [second["key"]]
    assert work("write-key", "rotate", "web", "--days", "500").code != 0
    assert "停用" in work("write-key", "disable", "web", "--lang", "zh").out
    assert work("write-key", "rotate", "app").code == 5
