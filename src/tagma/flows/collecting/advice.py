"""What to do about what is in quarantine: for each reason a name and a next step, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from tagma.errors import Text
from tagma.flows.collecting.quarantine import word_reason
from tagma.identity.quality.screen import CHECK_PREFIX, NOT_ALLOWED

Stage = Literal["door", "load", "source"]
"""Where it was refused: when it was sent, when it was loaded from the journal, when a source was loaded."""


@dataclass(frozen=True, slots=True)
class Advice:
    """A reason in words that stand alone, and what to do."""

    label: Text
    step: Text


def _advise(en: str, zh: str, step_en: str, step_zh: str) -> Advice:
    return Advice(Text(en, zh), Text(step_en, step_zh))


_SENDER = "Mend the sender, then send again. What came stays here and can be discarded."
_SENDER_ZH = "请在发送方修正后重新发送；已收到的数据保留在此，可丢弃。"

ADVICE: Mapping[str, Advice] = {
    "not_an_object": _advise("No JSON object", "不是 JSON 对象", _SENDER, _SENDER_ZH),
    "unreadable": _advise(
        "Not readable as JSON",
        "无法按 JSON 读取",
        "Look at the text: usually it was cut short or put together by hand. Mend the sender.",
        "请查看原文：多为被截断或手工拼接的 JSON。请修正发送方。",
    ),
    "unknown_type": _advise(
        "Unknown type of event",
        "事件类型未知",
        "The type must be one that the SDK knows, such as track or identify (Sensors: track, profile_set).",
        "type 须为 SDK 支持的类型，如 track、identify；神策为 track、profile_set 等。",
    ),
    "no_user_anon_id": _advise(
        "Nobody named",
        "既无用户编号也无设备编号",
        "Send a user id or an anonymous id with every event (Sensors: distinct_id).",
        "每条事件都要带用户编号或匿名编号；神策为 distinct_id。",
    ),
    "no_event_name": _advise(
        "No event name", "缺少事件名", "Give every track call a name.", "每次 track 调用都要给出事件名。"
    ),
    "event_name_too_long": _advise(
        "Event name too long",
        "事件名过长",
        "Names have at most 255 characters; put what varies into a property.",
        "事件名最长 255 个字符；会变化的内容请放进属性。",
    ),
    "no_group_id": _advise(
        "No group id",
        "缺少群组编号",
        "Send groupId with every group call.",
        "每次 group 调用都要带 groupId。",
    ),
    "too_large": _advise(
        "Event too large",
        "事件过大",
        "An event has at most 256 KiB; send files and long texts elsewhere.",
        "单条事件最大 256 KiB；文件与长文本请另行存放。",
    ),
    "too_deep": _advise("Nested too deep", "嵌套过深", "Flatten the properties.", "请将属性展平后再发送。"),
    "too_many_keys": _advise(
        "Too many keys",
        "键过多",
        "An object has at most 1,000 keys; often a list was sent as an object.",
        "单个对象最多 1000 个键；常见原因是把列表写成了对象。",
    ),
    "number_too_large": _advise(
        "Number too large", "数字过大", "Send long numbers as text.", "过长的数字请以文本发送。"
    ),
    "batch_too_long": _advise(
        "Beyond the 5,000th event",
        "超出单次 5000 条",
        "Try again: each is taken by itself then. Send at most 5,000 events in a request.",
        "请重放：届时逐条接收。单次请求最多发送 5000 条事件。",
    ),
    "not_numbers": _advise(
        "Increment without a number",
        "递增值不是数字",
        "profile_increment takes numbers only.",
        "profile_increment 只接受数字。",
    ),
    "not_lists": _advise(
        "Append without a list",
        "追加值不是列表",
        "profile_append takes lists of texts.",
        "profile_append 只接受文本列表。",
    ),
    "no_properties": _advise(
        "No properties", "没有可用的属性", "Send at least one property.", "请至少发送一个属性。"
    ),
    "body_unreadable": _advise(
        "Request not readable",
        "请求体无法读取",
        "Look at the bytes: a wrong encoding or a proxy that changes bodies. Try again after an update.",
        "请查看原始内容：可能是编码有误，或代理改动了请求体。升级后可重放。",
    ),
    "not_understood": _advise(
        "Not understood when it was loaded",
        "载入时无法理解",
        "Nothing is lost: after an update of Tagma, “tagma rebuild” loads it.",
        "数据没有丢失：升级 Tagma 后运行“tagma rebuild”即可载入。",
    ),
    "too_many_event_types": _advise(
        "Too many types of events",
        "事件类型过多",
        "More than 1,000 types were sent: names with ids or dates in them? Mend the sender.",
        "事件类型已超过 1000 种：事件名里是否含编号或日期？请修正发送方。",
    ),
    "too_many_traits": _advise(
        "Too many traits",
        "属性过多",
        "More than 1,000 traits were sent: names with ids or dates in them? Mend the sender.",
        "属性已超过 1000 个：属性名里是否含编号或日期？请修正发送方。",
    ),
    "too_many_item_types": _advise(
        "Too many types of items",
        "物品类型过多",
        "More than 1,000 types were sent: types with ids in them? Mend the sender.",
        "物品类型已超过 1000 种：类型名里是否含编号？请修正发送方。",
    ),
    "name_not_possible": _advise(
        "Name not possible", "名称不可用", "Give the trait another name.", "请更换属性名。"
    ),
    "missing": _advise(
        "Value missing",
        "缺少取值",
        "Fill the field where the data come from, or do not require it in the definition.",
        "请在数据来源处补全该字段，或在定义中取消必填。",
    ),
    "not a time": _advise(
        "Not a time",
        "不是时间",
        "Write times like 2026-03-01 09:30:00, or name the format in the source's SELECT.",
        "时间请写成 2026-03-01 09:30:00，或在数据源的 SELECT 中指明格式。",
    ),
    "damaged": _advise(
        "Damaged on disk",
        "磁盘上的数据已损坏",
        "“tagma verify” says what is damaged. Look at the disk.",
        "“tagma verify”会指出损坏之处。请检查磁盘。",
    ),
}

_TYPES: Mapping[str, Text] = {
    "bool": Text("yes or no", "是否值"),
    "integer": Text("a whole number", "整数"),
    "decimal": Text("a number", "数字"),
    "float": Text("a number", "数字"),
    "text": Text("text", "文本"),
    "date": Text("a date", "日期"),
    "instant": Text("a time", "时间"),
    "list": Text("a list", "列表"),
}
_MISFIT_STEPS: Mapping[Stage, Text] = {
    "load": Text(
        "The event itself was loaded, without this value. Send the type that the property has; "
        "or declare another type in the event's definition and run “tagma rebuild”.",
        "事件本身已载入，只是缺了这个值。请按属性的类型发送；"
        "或在事件定义中改用其他类型，再运行“tagma rebuild”。",
    ),
    "source": Text(
        "The row itself was loaded, without this value. Mend the file or the source's SELECT; "
        "the next load tries again.",
        "该行已载入，只是缺了这个值。请修正文件或数据源的 SELECT，下次载入会重新处理。",
    ),
}
_STEPS: Mapping[Stage, Text] = {
    "door": Text(_SENDER, _SENDER_ZH),
    "load": Text(
        "Change the rule or the definition, then run “tagma rebuild”; or mend the sender.",
        "请调整规则或定义后运行“tagma rebuild”，或修正发送方。",
    ),
    "source": Text(
        "Mend the file, or the source's definition; the next load tries again.",
        "请修正文件或数据源定义，下次载入会重新处理。",
    ),
}

_CHECKED = Text(
    "Mend the sender, or change the rule: what it no longer refuses comes back with the next load.",
    "请修正发送方，或修改规则：不再违反的数据会在下次载入时恢复。",
)


def advise(reason: str, stage: Stage) -> Advice:
    """The name of a reason, and what to do about it."""
    known = ADVICE.get(reason)
    if known is not None:
        return known
    if reason.startswith(CHECK_PREFIX) or reason == NOT_ALLOWED:
        words = word_reason(reason)
        return Advice(Text(words.en[:1].upper() + words.en[1:], words.zh), _CHECKED)
    kind = _TYPES.get(reason.removeprefix("not "))
    if kind is not None and reason.startswith("not "):
        label = Text(f"Not {kind.en}", f"不是{kind.zh}")
        return Advice(label, _MISFIT_STEPS.get(stage, _STEPS[stage]))
    words = word_reason(reason)
    return Advice(Text(words.en[:1].upper() + words.en[1:], words.zh), _STEPS[stage])
