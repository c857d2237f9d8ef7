"""Templates: all of them from sample to portrait; a file with other headers; the browser's way."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tagma.flows.templates import find_template, list_templates
from tagma.flows.templates.library import read_sample
from tests.cli.conftest import run_in
from tests.server.conftest import open_client
from tests.server.definitions.asking import wait
from tests.sources.conftest import open_shop

ALL = [template.name for template in list_templates()]
COUNTS = {
    "count(visit) >= 3": 31, "sum(order.amount) > 0": 100, "acquisition_cost > 80": 0, "points_balance > 0": 40,
    "count(store_visit) > 0": 47, "nps_group = 'promoter'": 13, "count(support_conversation where not solved) > 0": 0,
    "count(ticket_solved where hours > 24) > 0": 0, "wecom_friend": 39, "life_stage = '有孩家庭'": 0, "count(page_view) > 0": 60,
    "consent(sms)": 0, "city = '上海'": 0,
}  # fmt: skip


def test_every_template_from_sample_to_portrait(tmp_path: Path) -> None:
    folder = tmp_path / "all"
    words = [word for name in ALL for word in ("--template", name)]
    begun = run_in(None, "init", str(folder), *words, "--lang", "zh", "--json")
    assert begun.code == 0, begun.err
    applied = run_in(folder, "apply", "--refresh", "--json")
    assert applied.code == 0, applied.err
    listed = run_in(folder, "sources", "--json").data
    assert {item["template"] for item in listed} == set(ALL)
    assert {item["status"] for item in listed} == {"manual"}
    assert all(item["rows"] > 0 for item in listed)
    for rule in COUNTS:
        said = run_in(folder, "count", rule, "--json")
        assert said.code == 0, (rule, said.err)
        assert 0 < said.data["count"] <= said.data["total"], rule
    shown = {item["name"]: item for item in run_in(folder, "segments", "--json").data}
    assert {name for template in list_templates() for name in template.list_made("segment")} <= set(shown)


@pytest.mark.parametrize("name", ALL)
def test_what_a_template_says(name: str) -> None:
    template = find_template(name)
    assert all(len(read_sample(template, file.name)) <= 60_000 for file in template.files)
    assert 2 <= len(template.list_made("tag")) + len(template.list_made("segment")) <= 4
    assert template.label.en
    assert template.label.zh
    for body in template.bodies[1:]:
        assert set(body["label"]) == {"en", "zh"}


def write_with(path: Path, name: str, headers: dict[str, str], encoding: str = "gb18030") -> Path:
    """The sample with other headers, columns in another order, as another program would export it."""
    template = find_template(name)
    rows = list(csv.DictReader(io.StringIO(read_sample(template, template.files[0].name).decode())))
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(list(headers.values())[::-1])
        writer.writerows([[row[each] for each in list(headers)[::-1]] for row in rows])
    return path


def test_a_file_with_other_headers(tmp_path: Path) -> None:
    mine = write_with(
        tmp_path / "导出.csv",
        "loyalty-points",
        {
            "流水号": "记录编号",
            "会员号": "Member ID",
            "变动时间": "操作时间",
            "变动类型": "业务类型",
            "积分": "变动积分",
            "变动后余额": "余额",
        },
    )
    folder = tmp_path / "shop"
    begun = run_in(None, "init", str(folder), "--template", "loyalty-points", "--file", str(mine), "--json")
    assert begun.code == 0, begun.err
    columns = begun.data["sources"][0]["columns"]
    assert (columns["会员号"], columns["变动后余额"], columns["来源"]) == ("Member ID", "余额", None)
    assert run_in(folder, "apply", "--refresh", "--json").code == 0
    assert run_in(folder, "count", "points_balance > 0", "--json").data["count"] == 47

    added = run_in(folder, "source", "add", "loyalty-points", "--name", "旧积分", "--json")
    assert (added.code, len(added.data["kept"])) == (0, 6)
    written = yaml.safe_load((folder / "sources" / "旧积分.yaml").read_text(encoding="utf-8"))
    assert (written["read"], written["template"]) == ("data/旧积分/积分流水.csv", "loyalty-points")
    assert run_in(folder, "plan", "--json").code in (0, 2)


def test_what_is_wrong_is_said(tmp_path: Path) -> None:
    mine = tmp_path / "a.csv"
    mine.write_text("x,y\n1,2\n", encoding="utf-8")
    folder = tmp_path / "shop"
    failed = run_in(None, "init", str(folder), "--template", "crm", "--file", str(mine), "--lang", "zh")
    assert "--column 客户编号=列名" in failed.err
    assert not folder.exists()
    assert "third-party" in run_in(None, "init", str(folder), "--template", "third_party").err
    run_in(None, "init", str(folder))
    assert run_in(folder, "source", "add", "crm", "--name", "../x").code != 0
    assert run_in(folder, "source", "add", "crm", "--broker", "mqtt://h/t").code != 0
    ok = run_in(
        folder, "source", "add", "store-visits", "--broker", "mqtt://127.0.0.1:1/stores/+/visits", "--json"
    )
    assert ok.code == 0, ok.err
    tried = run_in(folder, "source", "test", "store-visits", "--json")
    assert (tried.code, tried.data["ok"]) == (3, False)
    assert "no broker answers" in tried.data["error"]["message"]


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Any]:
    run_in(None, "init", str(tmp_path / "shop"), "--lang", "zh")
    with open_shop(tmp_path / "shop") as ws, open_client(ws, language="zh") as opened:
        yield opened


def test_the_way_through_the_browser(client: Any) -> None:
    api = "/api/v1/source-templates"
    items = {item["name"]: item for item in client.get(api).json()["items"]}
    assert set(items) == set(ALL)
    assert [field["name"] for field in items["ad-spend"]["fields"]] == ["name", "file_1", "file_2"]
    sample = client.get(f"{api}/crm/sample")
    assert sample.content == read_sample(find_template("crm"), "客户档案.csv")
    headers = {"content-type": "application/octet-stream"}
    sent = client.post(
        f"{api}/crm/file", params={"file": "我的.csv"}, content=sample.content, headers=headers
    )
    assert sent.status_code == 201, sent.text
    draft = client.post(f"{api}/crm/draft", json={"answers": {"file": sent.json()["id"], "name": "档案"}})
    assert draft.status_code == 200, draft.text
    changes = draft.json()["changes"]
    assert (changes[0]["name"], changes[0]["body"]["read"]) == ("档案", "data/档案/我的.csv")
    plan = client.post("/api/v1/definitions/plan", json={"changes": changes})
    assert (plan.status_code, plan.json()["errors"]) == (200, []), plan.text
    body = {"changes": changes, "reason": "template", "refresh": True}
    applied = client.post("/api/v1/definitions/apply", json=body)
    assert applied.status_code == 200, applied.text
    assert wait(client, applied.json()["run"]["id"])["status"] == "done"
    assert client.get("/api/v1/sources/档案").json()["template"] == "crm"
    assert (
        client.post(f"{api}/store-visits/draft", json={"answers": {"broker": "mqtt://h/t"}}).status_code
        == 422
    )
    assert client.post(f"{api}/crm/draft", json={"answers": {"nme": "x"}}).status_code == 404
