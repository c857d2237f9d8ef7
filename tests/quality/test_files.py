"""Rows of files: screened like events that programs send, counted one by one."""

from __future__ import annotations

from tagma.flows.quality.figures import measure_quality
from tagma.flows.quality.registry import find_entry
from tagma.flows.refresh import refresh
from tests.quality.conftest import Shop

DEFINITIONS = """\
kind: event
name: order
properties:
  amount: {type: decimal, required: true}
  channel: {type: text, values: [web, store]}
  mail: {type: text, personal: true}
---
kind: source
name: orders
read: data/*.csv
events:
  order: select customer as user_id, moment as ts, id as message_id, amount, channel, mail from raw
---
kind: check
name: positive
event: order
when: amount > 0
---
kind: noise
name: tests
event: order
when: customer_type = 'staff' or amount = 1
"""
FIRST = """\
id,customer,moment,amount,channel,mail
1,a,2024-05-01 10:00,5,web,ann@example.com
1,a,2024-05-01 10:00,5,web,ann@example.com
2,a,2024-05-02 10:00,-5,web,
3,b,2024-05-03 10:00,1,web,
4,b,2024-05-03 11:00,,web,
5,c,2024-05-04 11:00,7,fax,
6,c,2024-05-05 11:00,7,store,bob@example.com
,d,yesterday,7,store,
"""
SECOND = """\
id,customer,moment,amount,channel,mail
6,c,2024-05-05 11:00,7,store,bob@example.com
7,c,2024-05-06 11:00,-7,store,
8,c,2024-05-07 11:00,9,store,
"""


def test_rows_in_are_rows_that_count_and_rows_that_are_set_aside(shop: Shop) -> None:
    (shop.ws.folder / "data").mkdir()
    shop.write("data/first.csv", FIRST)
    shop.apply(DEFINITIONS.replace("customer_type = 'staff' or ", ""))
    load = refresh(shop.ws).loads[0]
    output = load.outputs[0]
    refused = {(each.field, each.reason): each.rows for each in output.quarantined if each.refused}
    assert refused == {
        ("ts", "not a time"): 1,
        ("amount", "missing"): 1,
        ("", "check:positive"): 1,
        ("channel", "not allowed"): 1,
    }
    assert (output.read, output.loaded, output.duplicates, output.noise) == (8, 2, 1, 1)
    assert output.read == output.loaded + output.duplicates + output.noise + sum(refused.values())
    assert shop.ids("order") == ["1", "6"]
    assert shop.reasons("order") == {"2": "check:positive", "3": "noise:tests", "5": "not allowed"}
    assert load.to_dict("zh")["noise"] == 1

    shop.write("data/second.csv", SECOND)
    more = refresh(shop.ws).loads[0].outputs[0]
    assert (more.read, more.loaded, more.duplicates, more.noise) == (3, 1, 1, 0)
    assert shop.ids("order") == ["1", "6", "8"]
    assert shop.reasons("order")["7"] == "check:positive"

    whole = refresh(shop.ws, force=True).loads[0].outputs[0]
    assert (whole.read, whole.loaded, whole.duplicates, whole.noise) == (11, 3, 2, 1)
    assert shop.ids("order") == ["1", "6", "8"]
    source = next(each for each in measure_quality(shop.ws).sources if each.source == "orders")
    assert (source.rows, source.duplicates, source.tests, source.quarantined) == (3, 2, 1, 5)

    entry = find_entry(shop.ws, "order")
    mail = next(each for each in entry.properties if each.name == "mail")
    assert set(mail.examples) == {"a***@***", "b***@***"}
    assert "ann@" not in repr(shop.look('SELECT * FROM "collect"."seen"'))

    shop.apply(DEFINITIONS.split("---\nkind: check")[0])
    refresh(shop.ws)
    assert shop.ids("order") == ["1", "2", "3", "6", "7", "8"], "without the rules they count again"
    (shop.ws.folder / "data" / "first.csv").unlink()
    (shop.ws.folder / "data" / "second.csv").write_text(SECOND.replace("fax", "web"), encoding="utf-8")
    refresh(shop.ws)
    assert shop.ids("order") == ["6", "7", "8"]
    assert shop.ids("order", "aside") == []
