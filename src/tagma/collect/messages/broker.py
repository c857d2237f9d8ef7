"""A subscription that a broker keeps while we are away; a message is acknowledged when we say so."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from tagma.collect.inputs import read_topic
from tagma.collect.sources.functions.code import fill_variables
from tagma.errors import Place, SourceError, Text

if TYPE_CHECKING:
    from types import ModuleType

_PORTS = {"mqtt": 1883, "mqtts": 8883}
_KEEPALIVE = 30
_SLOWEST = 30


@dataclass(frozen=True, slots=True)
class Broker:
    """Where a broker is, as whom it is asked, and for which topics; never shown."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    topic: str
    tls: bool


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it came.

    Attributes:
        received_at: microseconds since 1970.
        number: by which it is acknowledged.
    """

    topic: str
    payload: bytes
    received_at: int
    number: int = 0
    qos: int = 0


def read_broker(address: str) -> Broker:
    """The address with the values of its variables.

    Raises:
        SourceError: a variable is not set, or the port is no number.
    """
    scheme, _, rest = address.partition("://")
    place, _, _ = rest.partition("/")
    credentials, _, host = place.rpartition("@")
    user, _, password = credentials.partition(":")
    name, _, port = host.partition(":") if not host.startswith("[") else _split_ipv6(host)
    if port and not port.isdigit():
        raise SourceError(
            Text(f"the port “{port}” is no number", f"端口“{port}”不是数字"),
            where=Place(field="read"),
            next_step=Text("write mqtt://host:1883/topic", "请写成 mqtt://host:1883/topic"),
        )

    def fill(text: str) -> str:
        filled: str = fill_variables(text)
        return filled if "${" in text else unquote(filled)

    return Broker(
        host=fill(name),
        port=int(port) if port else _PORTS[scheme.lower()],
        user=fill(user),
        password=fill(password),
        topic=read_topic(address) or "#",
        tls=scheme.lower() == "mqtts",
    )


class Subscriber:
    """A client of a broker that reconnects by itself.

    Attributes:
        connected: whether the broker has taken the subscription.
        error: why not, while that is known.
    """

    def __init__(
        self, broker: Broker, client: str, take: Callable[[Any], None], *, keep: bool = True
    ) -> None:
        """Makes a client.

        Args:
            client: by which name the broker knows us again.
            take: is given each message, in a thread of the client's own.
            keep: whether the broker shall hold back messages while we are away.
        """
        mqtt = import_mqtt()
        self.connected = False
        self.error: SourceError | None = None
        self._broker = broker
        self._client = mqtt.Client(
            mqtt.CallbackAPIVersion.VERSION2, client_id=client, clean_session=not keep, manual_ack=True
        )
        self._client.reconnect_delay_set(1, _SLOWEST)
        if broker.user:
            self._client.username_pw_set(broker.user, broker.password or None)
        if broker.tls:
            self._client.tls_set_context(ssl.create_default_context())
        self._client.on_connect = self._on_connect
        self._client.on_subscribe = self._on_subscribe
        self._client.on_disconnect = self._on_disconnect
        self._client.on_connect_fail = self._on_connect_fail
        self._client.on_message = lambda client, data, message: take(message)

    def start(self) -> None:
        """Connects in the background, as often as it takes."""
        self._client.connect_async(self._broker.host, self._broker.port, _KEEPALIVE)
        self._client.loop_start()

    def connect(self) -> None:
        """Connects once, and waits for the socket only.

        Raises:
            OSError: nobody is there.
        """
        self._client.connect_timeout = 5.0
        self._client.connect(self._broker.host, self._broker.port, _KEEPALIVE)
        self._client.loop_start()

    def acknowledge(self, message: Message) -> None:
        """Tells the broker that a message is kept; until then it comes again."""
        if message.qos:
            self._client.ack(message.number, message.qos)

    def stop(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()
        self.connected = False

    def _on_connect(self, client: Any, data: Any, flags: Any, reason: Any, properties: Any) -> None:
        if reason.is_failure:
            self.error = word_refusal(str(reason))
            return
        client.subscribe(self._broker.topic, qos=1)

    def _on_subscribe(self, client: Any, data: Any, mid: Any, reasons: Any, properties: Any) -> None:
        if any(reason.is_failure for reason in reasons):
            self.error = word_refusal("Not authorized to subscribe")
            return
        self.connected, self.error = True, None

    def _on_disconnect(self, client: Any, data: Any, flags: Any, reason: Any, properties: Any) -> None:
        self.connected = False
        if reason.is_failure and self.error is None:
            self.error = word_absence(self._broker, str(reason))

    def _on_connect_fail(self, client: Any, data: Any) -> None:
        self.connected, self.error = False, word_absence(self._broker, "")


def word_refusal(said: str) -> SourceError:
    """A broker that does not let us in."""
    return SourceError(
        Text(f"the broker refuses: {said}", f"代理服务器拒绝：{said}"),
        where=Place(field="read"),
        next_step=Text(
            "check user, password and the right to read the topic", "请检查用户、密码以及订阅该主题的权限"
        ),
    )


def word_absence(broker: Broker, said: str) -> SourceError:
    """A broker that cannot be reached."""
    more = f": {said}" if said else ""
    return SourceError(
        Text(
            f"no broker answers at {broker.host}:{broker.port}{more}",
            f"{broker.host}:{broker.port} 没有代理服务器应答{more}",
        ),
        where=Place(field="read"),
        next_step=Text("check host and port, and that it runs", "请检查主机与端口，并确认其已运行"),
    )


def import_mqtt() -> ModuleType:
    """The client library.

    Raises:
        SourceError: it is not installed.
    """
    try:
        import paho.mqtt.client as mqtt
    except ImportError:
        raise SourceError(
            Text("the MQTT client paho-mqtt is not installed", "尚未安装 MQTT 客户端 paho-mqtt"),
            where=Place(field="read"),
            next_step=Text("install it: pip install 'tagma[mqtt]'", "请安装：pip install 'tagma[mqtt]'"),
        ) from None
    module: ModuleType = mqtt
    return module


def _split_ipv6(host: str) -> tuple[str, str, str]:
    name, _, port = host[1:].partition("]")
    return name, ":", port.removeprefix(":")
