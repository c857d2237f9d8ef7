"""The only mint of identities: dense numbers for external ids, in sorted order within a load."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from tagma.engine.dialect import column, literal, query, table
from tagma.engine.protocol import Engine
from tagma.identity.stage import Staged
from tagma.identity.tables import CUSTOMERS, IDENTITIES, USER_KIND


def mint_identities(engine: Engine, staged: Sequence[Staged]) -> int:
    """Gives every external id of the staged rows that has none an identity; returns how many are new.

    Numbers go on from the highest one, in binary order of the ids, so the same loads in the same order give
    the same numbers. An identity is its own customer.
    """
    ids = [
        query('SELECT DISTINCT "_user" FROM :rows AS r WHERE NOT "_user" IS NULL', rows=_staged_table(rows))
        for rows in staged
    ]
    if not ids:
        return 0
    distinct = exp.union(*ids, distinct=True) if len(ids) > 1 else ids[0]
    fresh = query(
        """
        SELECT n."id" AS "_identity_id", :kind AS "kind", n."_user" AS "value", n."id" AS "_customer_id"
        FROM (
          SELECT u."_user", m."last" + ROW_NUMBER() OVER (ORDER BY u."_user") AS "id"
          FROM :users AS u
          CROSS JOIN (SELECT COALESCE(MAX("_identity_id"), 0) AS "last" FROM "people"."identities") AS m
          WHERE NOT EXISTS (
            SELECT 1 FROM "people"."identities" AS i WHERE i."kind" = :kind AND i."value" = u."_user")
        ) AS n
        """,
        kind=literal(USER_KIND),
        users=exp.Subquery(this=distinct),
    )
    insert = exp.insert(fresh, table(IDENTITIES.name, IDENTITIES.schema), columns=_columns(fresh))
    return engine.execute(insert, step="mint identities")


def refresh_customers(engine: Engine) -> int:
    """Rebuilds ``people.customers``: who has an event or a trait, since when; returns how many are new.

    A customer of whom nothing is left disappears and keeps the identity.
    """
    sources = [query('SELECT "_customer_id", "_ts" FROM "people"."trait_history"')]
    sources += [
        query('SELECT "_customer_id", "_ts" FROM :events', events=table(name, "events"))
        for name in engine.tables("events")
    ]
    firsts = [
        query('SELECT "_customer_id", MIN("_ts") AS "at" FROM :rows AS r GROUP BY "_customer_id"',
              rows=exp.Subquery(this=source))
        for source in sources
    ]  # fmt: skip
    known = exp.union(*firsts, distinct=False) if len(firsts) > 1 else firsts[0]
    customers = query(
        """
        SELECT f."_customer_id", i."value" AS "customer", f."first" AS "_first_at"
        FROM (SELECT "_customer_id", MIN("at") AS "first" FROM :firsts AS a GROUP BY "_customer_id") AS f
        JOIN (
          SELECT "_customer_id", MIN("value") AS "value" FROM "people"."identities"
          WHERE "kind" = :kind GROUP BY "_customer_id"
        ) AS i ON i."_customer_id" = f."_customer_id"
        ORDER BY f."_customer_id"
        """,
        firsts=exp.Subquery(this=known),
        kind=literal(USER_KIND),
    )
    before = table(CUSTOMERS.name, CUSTOMERS.schema)
    new = query(
        """
        SELECT COUNT(*) AS "new" FROM :customers AS c
        WHERE NOT EXISTS (SELECT 1 FROM :before AS b WHERE b."_customer_id" = c."_customer_id")
        """,
        customers=exp.Subquery(this=customers),
        before=before,
    )
    count = engine.query(new, step="count new customers").column(0)[0].as_py()
    engine.create(CUSTOMERS, customers, step="refresh customers")
    return int(count)


def _staged_table(staged: Staged) -> exp.Table:
    return table(staged.table.name, staged.table.schema)


def _columns(select: exp.Query) -> list[exp.Identifier]:
    return [column(name).this for name in select.named_selects]
