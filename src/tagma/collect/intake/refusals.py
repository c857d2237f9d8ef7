"""Why single events are refused, in words."""

from __future__ import annotations

from collections.abc import Mapping

from tagma.errors import Text

REASONS: Mapping[str, Text] = {
    "not_an_object": Text("is no JSON object", "不是 JSON 对象"),
    "unreadable": Text("cannot be read as JSON", "无法按 JSON 读取"),
    "unknown_type": Text("has a type that is not known", "事件类型未知"),
    "no_user_anon_id": Text("names neither a user nor a device", "既无用户编号也无设备编号"),
    "no_event_name": Text("has no event name", "缺少事件名"),
    "event_name_too_long": Text("has an event name of more than 255 characters", "事件名超过 255 个字符"),
    "no_group_id": Text("has no group id", "缺少群组编号"),
    "too_large": Text("is larger than 256 KiB", "超过 256 KiB"),
    "too_deep": Text("is nested more than 100 levels deep", "嵌套超过 100 层"),
    "too_many_keys": Text("has an object with more than 1,000 keys", "有对象超过 1000 个键"),
    "number_too_large": Text("has a number that is too large", "含有过大的数字"),
    "batch_too_long": Text("comes after the 5,000th event of its request", "超出单次请求 5000 条事件的上限"),
    "not_numbers": Text("increments by something that is no number", "递增值不是数字"),
    "not_lists": Text("appends something that is no list", "追加值不是列表"),
    "no_properties": Text("has no properties to apply", "没有可用的属性"),
    "body_unreadable": Text("came in a body that cannot be read", "所在请求体无法读取"),
}


class EventFault(Exception):  # noqa: N818 (a reason, not a failure of ours)
    """One event that is refused; its neighbours are not."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
