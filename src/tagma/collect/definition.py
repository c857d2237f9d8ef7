"""The kind ``source``, and the file of an imported list; the kind ``event`` is in ``event.py``."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, StringConstraints, model_validator

from tagma.catalog import (
    DefinitionModel,
    Kind,
    Label,
    Name,
    Part,
    Reference,
    described,
    refuse,
    text_format,
)
from tagma.clock import Calendar
from tagma.collect.event import EVENT as EVENT
from tagma.collect.event import SYSTEM_OUTPUTS as SYSTEM_OUTPUTS
from tagma.collect.event import EventDefinition as EventDefinition
from tagma.collect.event import TypeName, check_spellings
from tagma.collect.inputs import Kind as InputKind
from tagma.collect.inputs import Reading, ReadOptions, check_input, find_kind
from tagma.collect.schedule import Schedule, read_schedule
from tagma.errors import DefinitionError, Text, WorkspaceError

RAW_RELATION = "raw"
_OF_ADDRESSES = ("table", "query", "cursor", "key", "args")
_OFTEN = timedelta(minutes=1)
FORMATS = ("csv", "xlsx", "json", "parquet")

Sql = Annotated[str, StringConstraints(min_length=1), text_format("sql")]


class TraitField(Part):
    """Words and type of one trait."""

    type: TypeName | None = described(
        "Type; default: the type of the column.", "类型；默认取列的类型。", default=None
    )
    unit: str | None = described("Unit, such as CNY or year.", "单位，如 CNY 或 year。", default=None)
    label: Label | None = described("The name that people see.", "展示给人看的名称。", default=None)
    description: Label | None = described("What it means.", "含义。", default=None)
    value_labels: dict[str, Label] = described("Words for values.", "各取值的名称。", default_factory=dict)


class TraitsSpec(Part):
    """Traits of customers from one query."""

    sql: Sql = described(
        "SELECT user_id, [ts,] and one column per trait.", "SELECT user_id、[ts]，以及每个属性一列。"
    )
    fields: Annotated[dict[Name, TraitField], AfterValidator(check_spellings)] = described(
        "Words and types of the traits.", "各属性的名称与类型。", default_factory=dict
    )


def _widen_read(value: Any) -> Any:
    return {RAW_RELATION: value} if isinstance(value, str) else value


def _widen_sql(value: Any) -> Any:
    return {"sql": value} if isinstance(value, str) else value


def _check_time_zone(name: str) -> str:
    try:
        Calendar(name)
    except WorkspaceError as error:
        error.where = None
        raise refuse(error) from None
    return name


def _check_schedule(text: str) -> str:
    try:
        return read_schedule(text).text
    except DefinitionError as error:
        raise refuse(error) from None


FilePath = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class SourceDefinition(DefinitionModel):
    """Files, and the SELECTs that turn their rows into events, traits and consents."""

    kind: Literal["source"] = described("What is defined.", "定义的类别。")
    read: Annotated[
        dict[Annotated[str, StringConstraints(min_length=1)], FilePath],
        BeforeValidator(_widen_read, json_schema_input_type=str | dict[str, str]),
    ] = described(
        "A file or glob (the relation “raw” of the SELECTs), or several by relation name; or an address: "
        "postgresql://user:${PASSWORD}@host/database, mysql://..., dlt://FILE.py:FUNCTION, mqtt://HOST/TOPIC.",
        "文件或通配路径（SELECT 中的关系名为 raw），或按关系名列出多个；也可以是地址："
        "postgresql://user:${PASSWORD}@host/database、mysql://...、dlt://文件.py:函数、mqtt://主机/主题。",
        min_length=1,
    )
    table: str | None = described(
        "The table of the database, such as orders or shop.orders.",
        "数据库中的表，如 orders 或 shop.orders。",
        default=None,
        min_length=1,
    )
    query: Sql | None = described(
        "A SELECT in the database's own SQL, in place of a table.",
        "数据库自身语法的 SELECT，用于代替 table。",
        default=None,
    )
    cursor: str | None = described(
        "A number or time that only grows, such as updated_at: only rows from the last one on are brought.",
        "只增不减的数字列或时间列，如 updated_at：只传输上次之后的行。",
        default=None,
        min_length=1,
    )
    key: str | None = described(
        "The column that names a row: of its versions the newest by cursor counts.",
        "标识一行的列：同一行有多个版本时，以 cursor 最大者为准。",
        default=None,
        min_length=1,
    )
    args: dict[str, Any] = described(
        "What the dlt function is called with; ${NAME} is taken from the environment.",
        "调用 dlt 函数的参数；${NAME} 取自环境变量。",
        default_factory=dict,
    )
    schedule: Annotated[str, AfterValidator(_check_schedule)] | None = described(
        "When the server loads it: every 15 minutes, hourly, daily at 03:00, cron 30 3 * * 1-5.",
        "服务器何时载入：every 15 minutes、hourly、daily at 03:00、cron 30 3 * * 1-5。",
        default=None,
    )
    template: str | None = described(
        "The template that it was made from.", "创建时所用的模板。", default=None, max_length=64
    )
    format: Literal["csv", "xlsx", "json", "parquet"] | None = described(
        "Format; default: by the ending of the file.", "格式；默认按文件后缀判断。", default=None
    )
    time_zone: Annotated[str, AfterValidator(_check_time_zone)] | None = described(
        "Time zone of times that carry none; default: the workspace's.",
        "不带时区的时间所属时区；默认取工作区时区。",
        default=None,
    )
    options: ReadOptions = described("How the files are read.", "文件读取方式。", default_factory=ReadOptions)
    columns: dict[Annotated[str, StringConstraints(min_length=1)], Reading] = described(
        "How columns are read that people write in many ways: money with signs and separators, dates, "
        "codes with leading zeros.",
        "写法多样的列如何读取：带货币符号与千分位的金额、各种日期、以 0 开头的编号。",
        default_factory=dict,
    )
    events: Annotated[dict[Name, Sql], AfterValidator(check_spellings)] = described(
        "Per event a SELECT of user_id, ts, [message_id,] and its properties.",
        "每个事件一条 SELECT：user_id、ts、[message_id] 与各属性。",
        default_factory=dict,
    )
    traits: (
        Annotated[TraitsSpec, BeforeValidator(_widen_sql, json_schema_input_type=Sql | TraitsSpec)] | None
    ) = described("Traits of customers.", "客户属性。", default=None)
    consents: Sql | None = described(
        "SELECT user_id, purpose, granted, ts.", "SELECT user_id、purpose、granted、ts。", default=None
    )
    purposes: tuple[Name, ...] = described(
        "The purposes that the consents speak of, so that rules may ask for them before the first load.",
        "授权涉及的用途；声明后，首次载入前规则即可引用。",
        default=(),
    )

    @model_validator(mode="after")
    def _check_input(self) -> SourceDefinition:
        given = [name for name in _OF_ADDRESSES if getattr(self, name)]
        check_input(tuple(self.read.values()), given)
        if self.schedule is not None:
            self._check_pace(read_schedule(self.schedule))
        return self

    def _check_pace(self, schedule: Schedule) -> None:
        """Refuses a schedule that reads everything several times a minute, or of what comes by itself."""
        often = schedule.every is not None and schedule.every < _OFTEN
        if self.reads == "mqtt":
            what = Text("messages come by themselves", "消息会自动到达，无需计划")
            step = Text("remove “schedule”", "请删除“schedule”")
        elif often and self.reads == "database" and self.cursor is None:
            what = Text(
                "without “cursor” every load reads the whole table", "没有“cursor”时每次都会读取整张表"
            )
            step = Text(
                "name a cursor column, or choose a pause of a minute or more",
                "请指定 cursor 列，或把间隔设为一分钟以上",
            )
        else:
            return
        raise refuse(DefinitionError(what, next_step=step), "schedule")

    @property
    def reads(self) -> InputKind:
        """Where the rows come from."""
        return find_kind(self.read.values())

    @model_validator(mode="after")
    def _check_output(self) -> SourceDefinition:
        if self.reads == "mqtt" and (self.traits or self.consents):
            raise refuse(
                DefinitionError(
                    Text("messages give events only", "消息只能产出事件"),
                    next_step=Text(
                        "keep “events”; traits come from a source of files",
                        "请只保留“events”；属性请由文件类数据源提供",
                    ),
                ),
                "traits" if self.traits else "consents",
            )
        if not (self.events or self.traits or self.consents):
            raise refuse(
                DefinitionError(
                    Text("the source gives nothing", "该数据源没有任何产出"),
                    next_step=Text(
                        "add “events”, “traits” or “consents”", "请添加“events”“traits”或“consents”"
                    ),
                )
            )
        return self


class MembersSpec(Part):
    """The file of an imported list: one row per customer."""

    file: FilePath = described("CSV or Excel file in the workspace.", "工作区内的 CSV 或 Excel 文件。")
    column: str = described("The column that holds the customer id.", "客户编号所在列。", min_length=1)
    value_column: str | None = described("The column that holds the value.", "取值所在列。", default=None)
    since_column: str | None = described("From when it holds.", "生效时间所在列。", default=None)
    until_column: str | None = described(
        "Until when it holds (excluded).", "失效时间所在列（不含）。", default=None
    )


def _source_meaning(model: SourceDefinition) -> Any:
    traits = model.traits
    later = {"header_row", "number_rows"}  # options that came later count where they are used
    options = model.options.model_dump(exclude=later)
    options |= {name: value for name, value in model.options.model_dump(include=later).items() if value}
    database = {name: getattr(model, name) for name in ("table", "query", "cursor", "key")}
    later_fields = {name: value for name, value in database.items() if value is not None}
    later_fields |= {"columns": dict(model.columns)} if model.columns else {}
    later_fields |= {"args": model.args} if model.args else {}
    later_fields |= {"schedule": model.schedule} if model.schedule else {}
    return later_fields | {
        "read": model.read,
        "format": model.format,
        "time_zone": model.time_zone,
        "options": options,
        "events": model.events,
        "traits": traits
        and [traits.sql, {name: [spec.type, spec.unit] for name, spec in traits.fields.items()}],
        "consents": model.consents,
    }


def _source_makes(model: SourceDefinition) -> tuple[Reference, ...]:
    events = tuple(Reference("event", name, ("events", name)) for name in model.events)
    named = () if model.traits is None else model.traits.fields
    return events + tuple(Reference("field", name, ("traits", "fields", name)) for name in named)


SOURCE = Kind(
    name="source",
    model=SourceDefinition,
    label=Text("source", "数据源"),
    space="source",
    meaning=_source_meaning,
    makes=_source_makes,
)
