"""The only floor that knows a database driver: protocol, pipeline, whitelist, and one folder per engine."""

from tagma.engine.pipeline import Pipeline, Step
from tagma.engine.protocol import Capabilities, Engine, Interruptible, Table, Verifiable
from tagma.engine.whitelist import check_functions

__all__ = [
    "Capabilities",
    "Engine",
    "Interruptible",
    "Pipeline",
    "Step",
    "Table",
    "Verifiable",
    "check_functions",
]
