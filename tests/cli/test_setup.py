"""``init demo doctor version``, languages, and the command as a process."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from tests.cli.conftest import ENVIRONMENT, Run, run_in
from tests.cli.shop import FILES
from tests.conftest import DemoShop


def tagma(*words: str, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "tagma"), *words]
    env = {**os.environ, **ENVIRONMENT, **environment}
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd, env=env)


def test_init_makes_a_workspace_that_works(tmp_path: Path) -> None:
    folder = tmp_path / "new shop"
    said = run_in(None, "init", str(folder), "--json")
    assert "tagma.yaml" in said.data["written"]
    assert yaml.safe_load((folder / "tagma.yaml").read_text("utf-8"))["name"] == "new shop"
    assert run_in(folder, "plan").out.startswith("No changes")
    assert run_in(folder, "apply", "--refresh").code == 0
    assert run_in(folder, "count", "1 = 1", "--json").data["total"] == 0


def test_init_leaves_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "tags").mkdir()
    (tmp_path / "tags" / "examples.yaml").write_text("# mine\n", encoding="utf-8")
    assert run_in(None, "init", str(tmp_path), "--lang", "zh").code == 0
    assert (tmp_path / "tags" / "examples.yaml").read_text("utf-8") == "# mine\n"
    assert yaml.safe_load((tmp_path / "tagma.yaml").read_text("utf-8"))["language"] == "zh"
    again = run_in(None, "init", str(tmp_path), "--json")
    assert (again.code, again.error["code"]) == (3, "workspace")


def test_init_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert run_in(None, "init", str(tmp_path / "file" / "shop")).code == 3


def test_the_examples_are_valid_once_uncommented(tmp_path: Path) -> None:
    run_in(None, "init", str(tmp_path))
    for name in ("events/order.yaml", "sources/shop.yaml", "tags/examples.yaml", "segments/examples.yaml"):
        lines = (tmp_path / name).read_text("utf-8").splitlines()[3:]
        (tmp_path / name).write_text("\n".join(line.removeprefix("# ") for line in lines), encoding="utf-8")
    data = tmp_path / "data"
    (data / "orders.csv").write_text("customer,order_no,paid_at,amount,channel\n1,o1,2024-06-01,5,app\n")
    (data / "members.csv").write_text("id,city,birthday\n1,上海,1990-01-01\n", encoding="utf-8")
    source = tmp_path / "sources" / "shop.yaml"
    source.write_text(source.read_text("utf-8").replace("members.xlsx", "members.csv"), encoding="utf-8")
    said = run_in(tmp_path, "apply", "--refresh", "--json")
    assert said.code == 0, said.err
    assert said.data["run"]["customers"] == 1


def test_doctor_finds_nothing_in_a_healthy_shop(run: Run) -> None:
    said = run("doctor", "--json")
    assert said.code == 0
    assert {check["status"] for check in said.data} == {"ok"}
    assert "✓ ledger" in run("doctor").out
    assert "✓ 客户账本" in run("doctor", "--lang", "zh").out


def test_doctor_finds_what_is_wrong(work: Run, own: Path) -> None:
    (own / "data" / "views.csv").unlink()
    (own / ".tagma" / "ledger.sqlite").unlink()
    (own / "tags" / "new.yaml").write_text("kind: tag\nname: new\nwhen: active\n", encoding="utf-8")
    said = work("doctor", "--json")
    assert said.code == 1
    found = {check["name"]: check["status"] for check in said.data}
    assert (found["sources"], found["ledger"], found["definitions"]) == ("failed", "warning", "warning")
    (own / "tags" / "new.yaml").write_text("kind: tag\nname: new\nwhen: activ\n", encoding="utf-8")
    assert {check["name"]: check["status"] for check in work("doctor", "--json").data}[
        "definitions"
    ] == "failed"


def test_doctor_without_a_workspace(tmp_path: Path) -> None:
    said = run_in(tmp_path, "doctor")
    assert (said.code, "✗ settings" in said.out) == (1, True)


def test_version(tmp_path: Path) -> None:
    assert set(run_in(None, "version", "--json").data) >= {"tagma", "python", "duckdb"}
    assert run_in(None, "--version").out.startswith("tagma ")


def test_language_is_option_then_variable_then_settings_then_locale(own: Path) -> None:
    def language(*words: str, **environment: str) -> str:
        return "zh" if "客户" in run_in(own, "count", "active", *words, **environment).out else "en"

    assert language() == "en"
    assert language(LANG="zh_CN.UTF-8") == "zh"
    (own / "tagma.yaml").write_text(FILES["tagma.yaml"] + "language: zh\n", encoding="utf-8")
    assert language() == "zh"
    assert language(TAGMA_LANG="en") == "en"
    assert language("--lang", "zh", TAGMA_LANG="en") == "zh"
    assert "客户" in run_in(None, "--lang", "zh", "-w", str(own), "count", "active").out


def test_the_workspace_may_be_named_after_the_verb(shop: Path) -> None:
    assert run_in(None, "count", "active", "--json", "-w", str(shop)).data["count"] == 1
    assert run_in(None, f"--workspace={shop}", "count", "active").code == 0


def test_the_command_as_a_process(shop: Path) -> None:
    said = tagma("count", "active", "--json", cwd=shop / "tags")
    assert (said.returncode, said.stderr) == (0, "")
    assert json.loads(said.stdout)["count"] == 1
    assert tagma("-w", str(shop), "count", "activ").returncode == 2


@pytest.mark.parametrize("words", [("--help",), ("count", "--help")])
def test_help_is_quick(words: tuple[str, ...]) -> None:
    tagma(*words)
    begun = time.process_time(), time.perf_counter()
    said = tagma(*words)
    assert said.returncode == 0
    assert "Usage: tagma" in said.stdout
    assert time.perf_counter() - begun[1] < 3  # 0.2 s alone; this machine may be busy


def test_help_loads_no_engine() -> None:
    code = "import sys, tagma.cli.main, tagma; print(sorted({'duckdb', 'pyarrow', 'sqlglot', 'pydantic', 'lark'} & sys.modules.keys()))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_debugged_steps_are_printed_beside_the_answer(demo_shop: DemoShop) -> None:
    words = ("-w", str(demo_shop.folder), "count", "at_risk", "--json")
    assert tagma(*words).stderr == ""
    said = tagma(*words, TAGMA_DEBUG_STEPS="1")
    assert json.loads(said.stdout)["count"] == 190
    assert "count / _scan_order_1: " in said.stderr


def test_demo_prints_what_it_found(demo_shop: DemoShop) -> None:
    for part in (
        "2,469",
        "revenue",
        "champions",
        "Segments",
        "All of it took",
        "tagma -w demo-shop profile 1",
    ):
        assert part in demo_shop.printed


def test_demo_is_repeated_on_its_own_folder(demo_shop: DemoShop, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(demo_shop.folder, tmp_path / "demo"))
    said = run_in(None, "demo", "--dir", str(folder), "--no-serve", "--json", "--lang", "zh")
    assert said.code == 0, said.err
    assert (said.data["customers"], said.data["orders"]) == (2469, 155_848)
    assert sum(group["customers"] for group in said.data["rfm"]) <= 2469
    assert said.data["rfm"][0]["label"] == "重要价值"


def test_demo_refuses_a_folder_of_something_else(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    said = run_in(None, "demo", "--dir", str(tmp_path), "--json")
    assert (said.code, said.error["code"]) == (3, "workspace")
