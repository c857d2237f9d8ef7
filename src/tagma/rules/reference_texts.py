"""The words of the reference pages that are not in the operator table."""

from __future__ import annotations

from tagma.errors import Text

FAMILIES = {
    "comparison": Text("Comparisons", "比较"),
    "logic": Text("Logic", "逻辑"),
    "text": Text("Text", "文本"),
    "arithmetic": Text("Arithmetic", "算术"),
    "function": Text("Functions of values", "值的函数"),
    "aggregate": Text("Aggregates over events", "事件聚合"),
    "group": Text("Aggregates that group first", "先分组的聚合"),
    "sequence": Text("Order of events", "事件的先后"),
    "population": Text("Values of the whole population", "总体值"),
    "predicate": Text("Membership and consent", "归属与授权"),
}

# How operators are written that do not follow their family.
FORMS = {
    "and": "condition and condition",
    "or": "condition or condition",
    "not": "not condition",
    "in": "value [not] in (literal, ...)",
    "between": "value [not] between value and value",
    "is known": "value is known",
    "is missing": "value is missing",
    "contains": "text [not] contains literal",
    "starts with": "text [not] starts with literal",
    "ends with": "text [not] ends with literal",
    "matches": "text [not] matches literal",
    "coalesce": "coalesce(value, value, ...)",
    "if": "if(condition, value, value)",
    "distinct": "distinct(EVENT.property [where RULE] [window])",
    "days": "days(EVENT [where RULE] [window])",
    "top": "top(EVENT.property [where RULE] [window] [, k])",
    "any": "any(EVENT.property: RULE)",
    "gap": "gap(EVENT [where RULE] [then EVENT [where RULE]] [window])",
    "did": "did(EVENT [where RULE] then [not] EVENT [where RULE] [within N unit] ... [window])",
    "percentile": "percentile(number, 0..100)",
    "rank": "rank(number)",
    "segment": "segment(name)",
    "list": "list(name)",
    "share": "share(0..1, 'seed')",
    "consent": "consent(purpose)",
}

TYPES = {
    "condition": Text("condition", "条件"),
    "integer": Text("whole number", "整数"),
    "number": Text("number", "数字"),
    "float": Text("number", "数字"),
    "text": Text("text", "文本"),
    "date": Text("date", "日期"),
    "instant": Text("instant", "时刻"),
    "list": Text("list", "列表"),
    "same": Text("the type of its operand", "与参数相同"),
}

WINDOWS = (
    (
        "in last N unit",
        Text(
            "The last N units up to the instant of evaluation: (as_of − N, as_of]. Days are 24 hours; "
            "months, quarters and years count from local midnight.",
            "截至计算时刻的最近 N 个单位：(as_of − N, as_of]。天为 24 小时；月、季度、年从本地零点算起。",
        ),
    ),
    (
        "in N to M unit ago",
        Text("The older edge first: (as_of − N, as_of − M].", "较早的一端写在前面：(as_of − N, as_of − M]。"),
    ),
    (
        "in this unit",
        Text(
            "The calendar day, week, month, quarter or year so far, in the workspace’s time zone.",
            "本日、本周、本月、本季度或本年至今，按工作区时区。",
        ),
    ),
    ("in previous unit", Text("The whole calendar period before this one.", "上一个完整的日历周期。")),
    ("since D", Text("From D on, D included.", "自 D 起，含 D。")),
    ("before D", Text("Before D, D excluded.", "D 之前，不含 D。")),
    ("from D to D", Text("From the first, included, to the second, excluded.", "含起始，不含结束。")),
    (
        "in next N unit",
        Text("The N units to come; only in labels and goals.", "之后的 N 个单位；只能用于标注和目标。"),
    ),
)

UNIT_NAMES = {"day": Text("days", "天")}

HEADS = {
    "title": Text("The rule language", "规则语言"),
    "intro": Text(
        "A rule is a condition on a customer or a value of a customer. Tags, segments, labels, goals and "
        "checks are all rules. Every rule can be written as text, as JSON and as a sentence; the three say "
        "the same. This page is generated from the operator table.",
        "规则是关于客户的条件，或客户的一个值。标签、分群、标注、目标和检查都是规则。"
        "每条规则都能写成文本、JSON 和句子，三者含义相同。本页由运算符表生成。",
    ),
    "form": Text("Form", "写法"),
    "gives": Text("Gives", "结果"),
    "empty": Text("No events", "没有事件时"),
    "meaning": Text("Meaning", "含义"),
    "missing": Text("missing", "缺失"),
    "window": Text("Window", "窗口"),
    "windows": Text("Windows", "时间窗口"),
    "units": Text("No window means ever. Units:", "不写窗口表示全部历史。单位："),
    "reserved": Text("Reserved words", "保留字"),
    "reserved_text": Text(
        'These words, in any case, are names only in double quotes (`"last" = 1`); after a dot every word '
        "is a name (`order.from`). Function names are not reserved.",
        '以下词（不分大小写）须加双引号才能作名称（`"last" = 1`）；'
        "点号之后任何词都是名称（`order.from`）。函数名不是保留字。",
    ),
    "json": Text(
        "Editors work on the JSON form of a rule; its JSON Schema is `tagma.rules.rule_json_schema()`. "
        "Numbers with decimals, dates and instants travel as text, so that nothing is rounded:",
        "编辑器使用规则的 JSON 形式，其 JSON Schema 为 `tagma.rules.rule_json_schema()`。"
        "小数、日期和时刻以文本传递，避免舍入：",
    ),
}

_NAMES_EN = """\
- Names of traits, tags and scores share one namespace. A name of letters, digits and underscores, in any
  script, stands bare: `city`, `高净值`. Any other name stands in double quotes or backticks: `"unit price"`.
- Texts stand in single quotes, doubled inside: `'it''s'`. Numbers: `1000`, `12.5`. Truth: `true`, `false`.
- Dates and times are not quoted: `2017-03-01`, `2017-03-01T10:00:00`, in the workspace’s time zone.
- Inside `where`, names are properties of the event, `ts` is its instant, and `customer.city` is a trait of
  the customer.
- Full-width characters （ ） ＞ ， count as ASCII outside quotes; `--` begins a comment."""
_NAMES_ZH = """\
- 属性、标签和评分共用一个命名空间。由任意文字的字母、数字和下划线组成的名称可直接书写：`city`、`高净值`。
- 其他名称用双引号或反引号：`"unit price"`。
- 文本用单引号，内部的单引号写两遍：`'it''s'`。数字：`1000`、`12.5`。真假：`true`、`false`。
- 日期和时间不加引号：`2017-03-01`、`2017-03-01T10:00:00`，按工作区时区。
- 在 `where` 内，名称指事件的属性，`ts` 为事件发生的时刻，`customer.city` 指客户的属性。
- 引号之外的全角字符（ ） ＞ ，等同于半角；`--` 之后为注释。"""

NOTES = (
    (Text("Names and values", "名称与值"), Text(_NAMES_EN, _NAMES_ZH)),
    (
        Text("Missing values", "缺失值"),
        Text(
            "Every question has one of two answers. A missing value answers *no* to every positive question; "
            "`!=`, `not in`, `not between`, `not contains` and `not` are exact complements, so they answer "
            "*yes* for it. The customers of a rule and those of its negation always add up to all customers.",
            "每个问题只有两种回答。缺失值对任何肯定的问题都回答“否”；"
            "`!=`、`not in`、`not between`、`not contains` 和 `not` 是精确的取反，因此对缺失值回答“是”。"
            "一条规则与其反面的客户数之和总等于全部客户数。",
        ),
    ),
    (
        Text("Precedence", "优先级"),
        Text(
            "From loose to tight: `or`, `and`, `not`, comparisons (they do not chain), `+ -`, `* /`, "
            "unary `-`. Brackets group.",
            "由低到高：`or`、`and`、`not`、比较（不能连写）、`+ -`、`* /`、一元 `-`。用括号分组。",
        ),
    ),
)

JSON_EXAMPLE = "count(order where channel = 'app' in last 30 days) >= 5 and clv_12m > 99.5"
