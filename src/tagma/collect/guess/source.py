"""The definitions that turn the rows of guessed files into orders, items, refunds and traits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tagma.catalog import fold_name
from tagma.collect.guess.facts import ColumnFacts
from tagma.collect.guess.guess import FileGuess
from tagma.collect.guess.properties import (
    TRAITS,
    Body,
    find_type,
    label,
    name_extra,
    spec_extra,
    spec_properties,
)
from tagma.collect.guess.shape import Shape, money, quote_column, write_amount, write_given_back, write_unpaid


def build_orders(
    guess: FileGuess, read: str, currency: str, *, name: str = "orders", only_items: bool = False
) -> list[Body]:
    """The source of an order file and its events.

    Args:
        read: the path or pattern of its files in the workspace.
        only_items: leaves out the orders, which another file has.
    """
    assert guess.shape is not None
    shape, roles = guess.shape, guess.columns_by_role
    extra = name_extra(guess.left_over)
    events: dict[str, str] = {}
    specs: dict[str, Body] = {}
    if shape.lines:
        events["order"], specs["order"] = (
            _write_grouped(shape, roles, refund=False),
            spec_properties(_grouped_names(roles), currency),
        )
        events["item"], specs["item"] = (
            _write_items(shape, roles, extra),
            _spec_items(shape, roles, extra, currency),
        )
    else:
        events["order"] = _write_rows(shape, roles, extra)
        specs["order"] = spec_properties(_row_names(roles), currency) | spec_extra(extra)
    if _given_back(shape, roles) is not None:
        events["refund"] = (
            _write_grouped(shape, roles, refund=True) if shape.lines else _write_refunds(shape, roles)
        )
        specs["refund"] = spec_properties(
            ["amount", "status"] if "status" in roles and not shape.lines else ["amount"], currency
        )
        if write_amount(roles) is None:
            specs["refund"].pop("amount", None)
    if shape.unpaid:
        events["unpaid_order"] = _write_unpaid_rows(shape, roles)
        specs["unpaid_order"] = spec_properties(["status"], currency)
    if only_items:
        events, specs = {"item": events["item"]}, {"item": specs["item"]}
    source: Body = {
        "kind": "source",
        "name": name,
        "label": label("Orders", "订单"),
        "read": read,
        "format": guess.table.format,
    }
    source |= _describe_reading(guess)
    source["events"] = events
    if traits := _write_traits(roles):
        source["traits"] = traits
    return [source, *(_event(name, spec) for name, spec in specs.items())]


def build_customers(guess: FileGuess, read: str, taken: set[str], name: str = "customers") -> list[Body]:
    """The source of a file of customers: one trait per column."""
    roles = guess.columns_by_role
    customer = quote_column(roles["customer"])
    fields: dict[str, Body] = {}
    selected = []
    for role in TRAITS:
        if role in roles and role not in taken:
            selected.append(f"{quote_column(roles[role])} as {role}")
            fields[role] = {"type": "text", "label": label(*TRAITS[role])}
    rest = [
        column
        for column in guess.table.columns
        if column.name not in {roles[role] for role in (*TRAITS, "customer") if role in roles}
    ]
    for alias, column in name_extra(rest, most=40, private=True).items():
        if fold_name(alias) not in {fold_name(each) for each in taken}:
            kind = find_type(column)
            quoted = quote_column(column.name)
            selected.append(
                f"{quoted} as {quote_column(alias)}"
                if kind != "text"
                else f"cast({quoted} as varchar) as {quote_column(alias)}"
            )
            fields[alias] = {"type": kind, "label": label(column.name, column.name)}
    if not selected:
        return []
    sql = _lay_out([f"{customer} as user_id", "file_row", *selected], ["from raw"])
    source: Body = {
        "kind": "source", "name": name, "label": label("Customers", "客户资料"), "read": read,
        "format": guess.table.format,
    }  # fmt: skip
    source |= _describe_reading(guess)
    source["traits"] = {"sql": sql, "fields": fields}
    return [source]


def _describe_reading(guess: FileGuess) -> Body:
    options = guess.table.options.model_dump(exclude_defaults=True) | {"number_rows": True}
    if not guess.table.options.header:
        options["header"] = False
    used = dict(guess.readings)
    return {"options": options, "columns": used} if used else {"options": options}


def _write_rows(shape: Shape, roles: Mapping[str, str], extra: Mapping[str, ColumnFacts]) -> str:
    """One order a row. The amount is passed on as it is written, so that what is no number is reported."""
    columns = _system(roles, shape)
    columns += [f"{_value(name, roles)} as {name}" for name in _row_names(roles)]
    columns += [f"{quote_column(column.name)} as {quote_column(alias)}" for alias, column in extra.items()]
    return _lay_out(columns, ["from raw", *_where(_paid(shape, roles))])


def _write_refunds(shape: Shape, roles: Mapping[str, str]) -> str:
    amount = write_amount(roles)
    given_back = _given_back(shape, roles) or "false"
    time = quote_column(roles["time"])
    columns = [f"{quote_column(roles['customer'])} as user_id", f"{time} as ts"]
    if "order" in roles:
        columns.append(f"concat({_number(shape, roles)}, '-refund') as message_id")
    columns.append("file_row")
    if "refund" in roles:
        refunded = money(quote_column(roles["refund"]))
        columns.append(
            f"coalesce(nullif({refunded}, 0), abs({amount})) as amount" if amount else f"{refunded} as amount"
        )
        given_back = f"{given_back} or coalesce({refunded}, 0) > 0"
    elif amount:
        columns.append(f"abs({amount}) as amount")
    if "status" in roles:
        columns.append(f"{quote_column(roles['status'])} as status")
    return _lay_out(columns, ["from raw", f"where {given_back}"])


def _write_unpaid_rows(shape: Shape, roles: Mapping[str, str]) -> str:
    customer, time, status = (quote_column(roles[role]) for role in ("customer", "time", "status"))
    columns = [f"{customer} as user_id", f"{time} as ts", "file_row", f"{status} as status"]
    return _lay_out(columns, ["from raw", f"where {write_unpaid(roles, tuple(shape.statuses))}"])


def _write_items(shape: Shape, roles: Mapping[str, str], extra: Mapping[str, ColumnFacts]) -> str:
    columns = [f"{quote_column(roles['customer'])} as user_id", f"{quote_column(roles['time'])} as ts"]
    if "line" in roles:
        columns.append(f"{quote_column(roles['line'])} as message_id")
    columns.append("file_row")
    if "order" in roles:
        columns.append(f"{quote_column(roles['order'])} as order_no")
    columns += [f"{_value(name, roles)} as {name}" for name in _item_names(shape, roles)]
    columns += [f"{quote_column(column.name)} as {quote_column(alias)}" for alias, column in extra.items()]
    return _lay_out(columns, ["from raw", *_where(_paid(shape, roles))])


def _write_grouped(shape: Shape, roles: Mapping[str, str], *, refund: bool) -> str:
    """The lines of each order together."""
    customer, time, number = (
        quote_column(roles["customer"]),
        quote_column(roles["time"]),
        _number(shape, roles),
    )
    amount = write_amount(roles)
    message = f"concat({number}, '-refund')" if refund else number
    columns = [
        f"{customer} as user_id",
        f"min({time}) as ts",
        f"{message} as message_id",
        "min(file_row) as file_row",
    ]
    if amount:
        total = f"max({amount})" if shape.whole_amounts else f"sum({amount})"
        columns.append(f"abs({total}) as amount" if refund else f"{total} as amount")
    if not refund:
        columns.append("count(*) as lines")
        if "quantity" in roles:
            columns.append(f"sum({money(quote_column(roles['quantity']))}) as quantity")
        if "discount" in roles:
            columns.append(f"sum({money(quote_column(roles['discount']))}) as discount")
        columns += [
            f"min({quote_column(roles[role])}) as {role}" for role in ("store", "channel") if role in roles
        ]
    condition = _given_back(shape, roles) if refund else _paid(shape, roles)
    return _lay_out(columns, ["from raw", *_where(condition), f"group by {customer}, {number}"])


def _system(roles: Mapping[str, str], shape: Shape) -> list[str]:
    columns = [f"{quote_column(roles['customer'])} as user_id", f"{quote_column(roles['time'])} as ts"]
    if "order" in roles:
        columns.append(f"{_number(shape, roles)} as message_id")
    return [*columns, "file_row"]


def _number(shape: Shape, roles: Mapping[str, str]) -> str:
    """What tells one order from another."""
    customer = quote_column(roles["customer"])
    if "order" not in roles:
        return f"concat({customer}, ' ', {quote_column(roles['time'])})"
    order = quote_column(roles["order"])
    if shape.blank_orders:
        order = f"coalesce({order}, concat('row ', file_row))"
    return f"concat({order}, '-', {customer})" if shape.shared_numbers else order


def _given_back(shape: Shape, roles: Mapping[str, str]) -> str | None:
    return write_given_back(roles, tuple(shape.statuses), negative_quantity=shape.negative_quantity)


def _paid(shape: Shape, roles: Mapping[str, str]) -> str | None:
    conditions = [f"not ({given_back})" for given_back in (_given_back(shape, roles),) if given_back]
    if shape.unpaid:
        conditions.append(f"not {write_unpaid(roles, tuple(shape.statuses))}")
    return "\n  and ".join(conditions) or None


def _where(condition: str | None) -> list[str]:
    return [f"where {condition}"] if condition else []


def _lay_out(columns: Sequence[str], rest: Sequence[str]) -> str:
    """A SELECT of one column a line, as people read it."""
    return "select\n  " + ",\n  ".join(columns) + "\n" + "\n".join(rest) + "\n"


def _row_names(roles: Mapping[str, str]) -> list[str]:
    names = ["amount"] if write_amount(roles) else []
    return names + [
        role
        for role in ("quantity", "discount", "product", "category", "store", "channel", "status")
        if role in roles
    ]


def _item_names(shape: Shape, roles: Mapping[str, str]) -> list[str]:
    names = [role for role in ("product", "category", "quantity", "price") if role in roles]
    return names + (["amount"] if write_amount(roles) and not shape.whole_amounts else [])


def _grouped_names(roles: Mapping[str, str]) -> list[str]:
    names = ["amount"] if write_amount(roles) else []
    return [
        *names,
        "lines",
        *(role for role in ("quantity", "discount", "store", "channel") if role in roles),
    ]


def _value(name: str, roles: Mapping[str, str]) -> str:
    if name == "amount" and "amount" not in roles:
        return str(write_amount(roles))
    return quote_column(roles[name])


def _spec_items(
    shape: Shape, roles: Mapping[str, str], extra: Mapping[str, ColumnFacts], currency: str
) -> Body:
    names = (["order_no"] if "order" in roles else []) + _item_names(shape, roles)
    return spec_properties(names, currency) | spec_extra(extra)


def _write_traits(roles: Mapping[str, str]) -> Body | None:
    """The newest contact of each customer, known from the first order on."""
    named = [role for role in TRAITS if role in roles]
    if not named:
        return None
    customer, time = quote_column(roles["customer"]), quote_column(roles["time"])
    columns = [f"{customer} as user_id", f"min({time}) as ts"]
    columns += [f"arg_max({quote_column(roles[role])}, {time}) as {role}" for role in named]
    rest = ["from raw", f"where {customer} is not null and {time} is not null", f"group by {customer}"]
    return {
        "sql": _lay_out(columns, rest),
        "fields": {role: {"type": "text", "label": label(*TRAITS[role])} for role in named},
    }


_EVENTS = {
    "order": (label("Order", "订单"), 5),
    "item": (label("Item", "商品明细"), 1),
    "refund": (label("Refund", "退款"), 1),
    "unpaid_order": (label("Unpaid order", "未付款订单"), 1),
}


def _event(name: str, properties: Body) -> Body:
    title, weight = _EVENTS[name]
    return {"kind": "event", "name": name, "label": title, "weight": weight, "properties": properties}
