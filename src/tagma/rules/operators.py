"""The operator table: name, types, words and SQL of everything a rule can say, as data.

The checker, the compiler, the sentences, the reference pages and the rule editor read these rows. ``sql`` is a
DuckDB template: ``:a :b :c`` are the operands, ``:p`` the property, ``:cond`` the condition on the event row,
``:ts :id`` the instant and message id of the row, ``:as_of`` its instant in microseconds, ``:today`` the local day.
"""

from __future__ import annotations

from dataclasses import dataclass

from tagma.errors import Text


@dataclass(frozen=True, slots=True)
class Operator:
    """One row.

    Attributes:
        family: ``logic comparison text arithmetic function aggregate group sequence population predicate window``.
        takes: the types of its operands: ``condition number text time instant date value list literal event
            event.property event.number name share``.
        gives: the type of its result; ``same`` for the type of the first value operand.
        sql: the template, empty where the compiler builds a step of its own.
        empty: what an aggregate over no events gives: ``0`` or missing.
    """

    name: str
    family: str
    takes: tuple[str, ...]
    gives: str
    words: Text
    doc: Text
    example: str
    sql: str = ""
    empty: str = "missing"
    unit: str | None = None


def _row(
    name: str,
    family: str,
    takes: str,
    gives: str,
    words: tuple[str, str],
    doc: tuple[str, str],
    example: str,
    sql: str = "",
    **more: str,
) -> Operator:
    return Operator(name, family, tuple(takes.split()), gives, Text(*words), Text(*doc), example, sql, **more)


OPERATORS: tuple[Operator, ...] = (
    # logic
    _row("and", "logic", "condition condition", "condition", ("and", "且"), ("All hold.", "全部成立。"), "age_band = '25-34' and kids_count = '0'", ":a AND :b"),
    _row("or", "logic", "condition condition", "condition", ("or", "或"), ("At least one holds.", "至少一项成立。"), "count(order) > 9 or sum(order.amount) > 500", ":a OR :b"),
    _row("not", "logic", "condition", "condition", ("not", "并非"), ("The exact complement: every customer answers either a rule or its negation.", "精确取反：每位客户必属于规则或其反面之一。"), "not did(order in last 30 days)", "NOT :a"),
    # comparison
    _row("=", "comparison", "value value", "condition", ("is", "是"), ("Equal; a missing value is equal to nothing.", "等于；缺失值不等于任何值。"), "age_band = '25-34'", ":a = :b"),
    _row("!=", "comparison", "value value", "condition", ("is not", "不是"), ("The complement of =, so it holds where the value is missing.", "“等于”的反面，因此值缺失时也成立。"), "age_band != '25-34'", "NOT :equal"),
    _row("<", "comparison", "value value", "condition", ("is less than", "小于"), ("Less than, or earlier.", "小于，或早于。"), "days_since(last(order)) < 30", ":a < :b"),
    _row("<=", "comparison", "value value", "condition", ("is at most", "不超过"), ("At most, or not later.", "不超过，或不晚于。"), "count(order) <= 3", ":a <= :b"),
    _row(">", "comparison", "value value", "condition", ("is more than", "大于"), ("More than, or later.", "大于，或晚于。"), "sum(order.amount) > 1000", ":a > :b"),
    _row(">=", "comparison", "value value", "condition", ("is at least", "不少于"), ("At least, or not earlier.", "不少于，或不早于。"), "count(order in last 30 days) >= 5", ":a >= :b"),
    _row("in", "comparison", "value literal", "condition", ("is one of", "是以下之一"), ("Equal to one of the values; “not in” is the complement.", "等于所列值之一；“not in”为其反面。"), "age_band in ('25-34', '35-44')", ":a IN :items"),
    _row("between", "comparison", "value value value", "condition", ("is between", "介于"), ("Both ends included; “not between” is the complement.", "含两端；“not between”为其反面。"), "count(order) between 2 and 5", ":a BETWEEN :b AND :c"),
    _row("is known", "comparison", "value", "condition", ("is known", "已知"), ("There is a value.", "有值。"), "age_band is known", ":a IS NOT NULL"),
    _row("is missing", "comparison", "value", "condition", ("is unknown", "未知"), ("There is no value.", "没有值。"), "age_band is missing", ":a IS NULL"),
    # text
    _row("contains", "text", "text literal", "condition", ("contains", "包含"), ("The text contains it, or the list has it.", "文本包含该内容，或列表含有该值。"), "household_comp contains 'Kids'", "CONTAINS(:a, :b)"),
    _row("starts with", "text", "text literal", "condition", ("starts with", "开头是"), ("The text begins so.", "文本以此开头。"), "income_band starts with '50'", "STARTS_WITH(:a, :b)"),
    _row("ends with", "text", "text literal", "condition", ("ends with", "结尾是"), ("The text ends so.", "文本以此结尾。"), "household_comp ends with 'Kids'", "ENDS_WITH(:a, :b)"),
    _row("matches", "text", "text literal", "condition", ("matches", "匹配"), ("A linear-time regular expression matches somewhere; no look-around, no back-references.", "线性时间正则表达式匹配其中任意位置；不支持环视与反向引用。"), "income_band matches '^1[0-9]{2}'", "REGEXP_MATCHES(:a, :b)"),
    # arithmetic
    _row("+", "arithmetic", "number number", "number", ("plus", "加"), ("Sum.", "加。"), "sum(order.amount) + sum(order.discount) > 100", ":a + :b"),
    _row("-", "arithmetic", "number number", "number", ("minus", "减"), ("Difference.", "减。"), "sum(order.amount) - sum(order.discount) > 100", ":a - :b"),
    _row("*", "arithmetic", "number number", "number", ("times", "乘以"), ("Product.", "乘。"), "count(order) * 2 > 10", "CAST(:a AS DOUBLE) * CAST(:b AS DOUBLE)"),
    _row("/", "arithmetic", "number number", "number", ("divided by", "除以"), ("Quotient; missing where the divisor is 0.", "除；除数为 0 时结果缺失。"), "sum(order.amount) / count(order) > 50", "CAST(:a AS DOUBLE) / NULLIF(CAST(:b AS DOUBLE), 0)"),
    # functions
    _row("days_since", "function", "time", "number", ("days since", "距今天数"), ("Elapsed 24-hour days (a real number) since an instant; whole local days since a date.", "距某时刻已过去的 24 小时天数（实数）；对日期为本地整天数。"), "days_since(last(order)) > 90", unit="day"),
    _row("days_until", "function", "time", "number", ("days until", "距离天数"), ("The same, forwards.", "同上，方向向后。"), "days_until(anniversary(first(order))) <= 30", unit="day"),
    _row("anniversary", "function", "time", "date", ("the next anniversary of", "下一个周年日"), ("The next day, today included, on which it recurs; 29 February falls on the 28th in other years.", "下一个周年日，含当天；2 月 29 日在平年按 28 日计。"), "days_until(anniversary(first(order))) <= 7"),
    _row("month_of", "function", "time", "integer", ("the month of", "月份"), ("1 to 12, local time.", "1 到 12，本地时间。"), "month_of(last(order)) = 12"),
    _row("weekday_of", "function", "time", "integer", ("the weekday of", "星期"), ("1 (Monday) to 7 (Sunday), local time.", "1（周一）到 7（周日），本地时间。"), "weekday_of(last(order)) in (6, 7)"),
    _row("hour_of", "function", "instant", "integer", ("the hour of", "小时"), ("0 to 23, local time.", "0 到 23，本地时间。"), "count(order where hour_of(ts) >= 21) > 3"),
    _row("coalesce", "function", "value value", "same", ("the first known of", "首个已知值"), ("The first operand that is known.", "第一个已知的值。"), "coalesce(last(order.amount), 0) > 20", "COALESCE(:all)"),
    _row("if", "function", "condition value value", "same", ("if", "如果"), ("The second operand where the condition holds, else the third.", "条件成立取第二个值，否则取第三个。"), "if(count(order) > 10, 2, 1) = 2", "CASE WHEN :a THEN :b ELSE :c END"),
    # aggregates over an event selection
    _row("count", "aggregate", "event", "integer", ("the number of", "次数"), ("How many events.", "事件次数。"), "count(order in last 30 days) >= 5", "COUNT(*) FILTER (WHERE :cond)", empty="0"),
    _row("sum", "aggregate", "event.number", "same", ("the total of", "合计"), ("The exact total.", "精确合计。"), "sum(order.amount in last 365 days) > 1000", "SUM(:p) FILTER (WHERE :cond)", empty="0"),
    _row("avg", "aggregate", "event.number", "float", ("the average of", "平均"), ("The mean of known values.", "已知值的平均。"), "avg(order.amount in last 90 days) > 30"),
    _row("min", "aggregate", "event.property", "same", ("the smallest", "最小"), ("The smallest known value.", "最小的已知值。"), "min(order.amount) < 5", "MIN(:p) FILTER (WHERE :cond)"),
    _row("max", "aggregate", "event.property", "same", ("the largest", "最大"), ("The largest known value.", "最大的已知值。"), "max(order.amount) > 100", "MAX(:p) FILTER (WHERE :cond)"),
    _row("median", "aggregate", "event.number", "float", ("the median of", "中位"), ("The middle of the known values; the mean of the two middle ones for an even number.", "已知值的中位数；偶数个时取中间两个的平均。"), "median(order.amount) > 25", "MEDIAN(CAST(:p AS DOUBLE)) FILTER (WHERE :cond)"),
    _row("first", "aggregate", "event event.property", "same", ("the first", "首次"), ("The instant of the first event, or the value at the first event that has one.", "首次事件的时刻；带属性时为首个有值事件的值。"), "days_since(first(order)) < 90", "ARG_MIN(:p, {'ts': :ts, 'id': :id}) FILTER (WHERE :cond AND :p IS NOT NULL)"),
    _row("last", "aggregate", "event event.property", "same", ("the last", "最近一次"), ("The instant of the last event, or the value at the last event that has one.", "最近一次事件的时刻；带属性时为最近一个有值事件的值。"), "last(order.store) = '367'", "ARG_MAX(:p, {'ts': :ts, 'id': :id}) FILTER (WHERE :cond AND :p IS NOT NULL)"),
    # aggregates that group first
    _row("distinct", "group", "event.property", "integer", ("the number of different", "不同值个数"), ("How many different known values.", "不同已知值的个数。"), "distinct(order.store in last 90 days) >= 3", empty="0"),
    _row("days", "group", "event", "integer", ("the number of days with", "发生天数"), ("On how many local days.", "发生的本地天数。"), "days(order in last 30 days) >= 4", empty="0"),
    _row("top", "group", "event.property", "text", ("the most frequent", "最常见的"), ("The most frequent value, ties by the smaller value; with a number, the list of that many.", "出现最多的值，相同时取较小者；带数字时为前几名的列表。"), "top(item.department in last 90 days) = 'GROCERY'"),
    _row("any", "group", "event.property condition", "condition", ("for some", "存在某个"), ("The rule holds inside one group of the property's values.", "规则在该属性的某一个取值内成立。"), "any(item.product: count(item in last 30 days) >= 5)"),
    # order of events
    _row("gap", "sequence", "event", "float", ("the usual gap between", "间隔"), ("gap(A): median days between one and the next. gap(A then B): median days from an A to the next B.", "gap(A)：相邻两次的间隔天数中位数。gap(A then B)：从 A 到其后首个 B 的天数中位数。"), "gap(order in last 365 days) < 7", unit="day"),
    _row("did", "sequence", "event", "condition", ("did", "做过"), ("The steps happened in this order, each strictly after the one before; “within” counts from the previous step; “not” forbids an event between two steps, or after the last one once its time has passed.", "各步骤按顺序发生，后一步严格晚于前一步；“within”从上一步算起；“not”表示两步之间（或最后一步之后的限期内）没有发生。"), "did(coupon_redeem then order within 7 days in last 90 days)"),
    # population values
    _row("percentile", "population", "number share", "same", ("the percentile of", "百分位值"), ("The discrete p-th percentile over the customers whose value is known, refitted on the cadence of the tag.", "在取值已知的客户中的第 p 百分位（离散），按标签周期重新计算。"), "sum(order.amount) >= percentile(sum(order.amount), 95)"),
    _row("rank", "population", "number", "integer", ("the rank of", "排名"), ("1 for the highest value; ties by customer id.", "最高者为 1；相同时按客户编号。"), "rank(sum(order.amount)) <= 100"),
    # predicates about a customer
    _row("segment", "predicate", "name", "condition", ("is in segment", "属于分群"), ("Is a member of a segment.", "属于该分群。"), "not segment(vip)"),
    _row("list", "predicate", "name", "condition", ("is on list", "在名单中"), ("Is on the imported list of a tag.", "在该标签导入的名单中。"), "list(invited)"),
    _row("share", "predicate", "share text", "condition", ("is in a random share", "属于随机抽取的"), ("A stable random share of all customers.", "稳定的随机客户比例。"), "share(0.1, 'spring')"),
    _row("consent", "predicate", "name", "condition", ("has consented to", "已授权"), ("The newest consent for the purpose was granted.", "该用途的最新授权为同意。"), "consent(marketing)"),
)  # fmt: skip

TABLE: dict[str, Operator] = {row.name: row for row in OPERATORS}

SCALAR_FUNCTIONS = frozenset(row.name for row in OPERATORS if row.family == "function")
AGGREGATES = (*(row.name for row in OPERATORS if row.family == "aggregate"), "distinct", "days")
FUNCTIONS = frozenset(row.name for row in OPERATORS if row.name.isidentifier()) - {
    "and",
    "or",
    "not",
    "in",
    "between",
    "contains",
    "matches",
}

# Which terminal a name directly before "(" becomes.
FAMILIES: dict[str, str] = {
    **dict.fromkeys(AGGREGATES, "AGGREGATE"),
    "top": "TOP",
    "gap": "GAP",
    "percentile": "POPULATION",
    "rank": "POPULATION",
    "did": "DID",
    "any": "ANY",
    "segment": "MEMBER",
    "list": "MEMBER",
    "consent": "MEMBER",
    "share": "SHARE",
}

UNITS = ("second", "minute", "hour", "day", "week", "month", "quarter", "year")

UNIT_WORDS = tuple(form for unit in UNITS for form in (unit, f"{unit}s"))

# Reserved words and the terminals they become (case-insensitive).
RESERVED: dict[str, str] = {
    **{word: f"_{word.upper()}" for word in (
        "and", "or", "not", "between", "is", "known", "missing", "with", "where", "then", "within", "in", "last", "to", "ago",
        "next", "since", "before", "from", "customer",
    )},
    **{word: word.upper() for word in ("contains", "matches", "starts", "ends")},
    **dict.fromkeys(("this", "previous"), "PERIOD"),
    **dict.fromkeys(("true", "false"), "TRUTH"),
}  # fmt: skip

# What a terminal is called in an error message.
TERMINAL_WORDS: dict[str, Text] = {
    "NAME": Text("a name", "名称"),
    "NUMBER": Text("a number", "数字"),
    "STRING": Text("a text in single quotes", "单引号内的文本"),
    "DATE": Text("a date such as 2017-03-01", "日期，如 2017-03-01"),
    "AGGREGATE": Text("an aggregate such as count(...)", "聚合，如 count(...)"),
    "COMPARISON": Text("a comparison such as >=", "比较符，如 >="),
    "DOTNAME": Text("“.” and a property", "“.”加属性名"),
    "UNIT": Text("a unit such as days", "时间单位，如 days"),
    "LPAR": Text("“(”", "“(”"),
    "RPAR": Text("“)”", "“)”"),
    "COMMA": Text("“,”", "“,”"),
    "COLON": Text("“:”", "“:”"),
    "_AND": Text("and", "and"),
    "_OR": Text("or", "or"),
    "_IN": Text("a window such as “in last 30 days”", "窗口，如“in last 30 days”"),
    "_LAST": Text("last", "last"),
    "_TO": Text("to", "to"),
    "_AGO": Text("ago", "ago"),
    "_WITH": Text("with", "with"),
    "_KNOWN": Text("known", "known"),
    "_MISSING": Text("missing", "missing"),
    "_WHERE": Text("where", "where"),
    "_THEN": Text("then", "then"),
}
