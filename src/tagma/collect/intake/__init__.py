"""Bytes of a request in, events for the journal out: pure functions, one file per family of protocols."""

from tagma.collect.intake.bodies import BodyError, inflate_body
from tagma.collect.intake.envelope import Arrival, Envelope, Intake
from tagma.collect.intake.occurrence import Occurrence, Operation
from tagma.collect.intake.posthog import accept_posthog, read_posthog
from tagma.collect.intake.refusals import REASONS
from tagma.collect.intake.segment import accept_segment, read_segment
from tagma.collect.intake.sensors import accept_sensors, read_sensors
from tagma.collect.intake.stored import interpret_body

__all__ = [
    "REASONS",
    "Arrival",
    "BodyError",
    "Envelope",
    "Intake",
    "Occurrence",
    "Operation",
    "accept_posthog",
    "accept_segment",
    "accept_sensors",
    "inflate_body",
    "interpret_body",
    "read_posthog",
    "read_segment",
    "read_sensors",
]
