"""Customers of collected events: numbered in order of first appearance, so that a rebuild numbers alike."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime

import pyarrow as pa
from sqlglot import exp

from tagma.engine.dialect import column, from_template, literal, query, table
from tagma.engine.protocol import Engine, Table
from tagma.identity.tables import CUSTOMER_COLUMNS, CUSTOMERS, IDENTITIES, USER_KIND

_USERS = Table("temp", "collected users")
_FIRSTS = Table("temp", "collected firsts")


def clean_id(user: str) -> str:
    """An id as files give it, too: NFKC, trimmed."""
    return user.strip() if user.isascii() else unicodedata.normalize("NFKC", user).strip()


def mint_users(engine: Engine, users: Sequence[str]) -> dict[str, tuple[int, int]]:
    """The identity and the customer of each id; new ids get the next numbers, in the order given."""
    distinct = list(dict.fromkeys(users))
    if not distinct:
        return {}
    engine.define(_USERS, {"user": "VARCHAR"}, step="collected users")
    engine.load(_USERS, pa.table({"user": pa.array(distinct, pa.string())}), step="collected users")
    rows = engine.query(
        query(
            """
            SELECT i."value", i."_identity_id", i."_customer_id" FROM "people"."identities" AS i
            JOIN :users AS u ON u."user" = i."value" WHERE i."kind" = :kind
            """,
            users=table(_USERS.name, _USERS.schema),
            kind=literal(USER_KIND),
        ),
        step="known users",
    ).to_pylist()
    last_query = query('SELECT COALESCE(MAX("_identity_id"), 0) AS "last" FROM "people"."identities"')
    last = int(engine.query(last_query, step="last identity").column(0)[0].as_py())
    engine.drop(_USERS, step="collected users")
    found = {row["value"]: (int(row["_identity_id"]), int(row["_customer_id"])) for row in rows}
    fresh = [user for user in distinct if user not in found]
    numbers = list(range(last + 1, last + 1 + len(fresh)))
    found.update({user: (number, number) for user, number in zip(fresh, numbers, strict=True)})
    if fresh:
        minted = {
            "_identity_id": pa.array(numbers, pa.int64()),
            "kind": pa.array([USER_KIND] * len(fresh), pa.string()),
            "value": pa.array(fresh, pa.string()),
            "_customer_id": pa.array(numbers, pa.int64()),
        }
        engine.load(IDENTITIES, pa.table(minted), step="mint identities")
    return found


def note_customers(engine: Engine, firsts: Mapping[int, tuple[str, datetime]]) -> int:
    """Makes customers known, and earlier where that is news; returns how many are new."""
    if not firsts:
        return 0
    engine.define(_FIRSTS, CUSTOMER_COLUMNS, step="collected customers")
    rows = {
        "_customer_id": pa.array(list(firsts), pa.int64()),
        "customer": pa.array([name for name, _ in firsts.values()], pa.string()),
        "_first_at": pa.array([at for _, at in firsts.values()], pa.timestamp("us")),
    }
    engine.load(_FIRSTS, pa.table(rows), step="collected customers")
    names = {"firsts": table(_FIRSTS.name, _FIRSTS.schema), "known": table(CUSTOMERS.name, CUSTOMERS.schema)}
    later = from_template(
        """
        EXISTS (SELECT 1 FROM :firsts AS f
          WHERE f."_customer_id" = "customers"."_customer_id" AND f."_first_at" < "customers"."_first_at")
        """,
        firsts=names["firsts"],
    )
    moved = engine.execute(exp.delete(names["known"].copy(), where=later), step="note customers")
    fresh = query(
        """
        SELECT f."_customer_id", f."customer", f."_first_at" FROM :firsts AS f
        WHERE NOT EXISTS (SELECT 1 FROM :known AS c WHERE c."_customer_id" = f."_customer_id")
        """,
        **names,
    )
    columns = [column(name).this for name in CUSTOMER_COLUMNS]
    added = engine.execute(exp.insert(fresh, names["known"].copy(), columns=columns), step="note customers")
    engine.drop(_FIRSTS, step="collected customers")
    return added - moved
