"""Messages of an MQTT broker: taken, turned into events by the SELECTs of their source."""

from tagma.collect.messages.broker import Broker, Message, Subscriber, read_broker
from tagma.collect.messages.mapping import map_messages, tabulate_messages

__all__ = ["Broker", "Message", "Subscriber", "map_messages", "read_broker", "tabulate_messages"]
