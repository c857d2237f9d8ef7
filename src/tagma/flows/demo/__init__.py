"""The demo shop: a workspace to look at before one has data of one's own."""

from tagma.flows.demo.build import build_demo
from tagma.flows.demo.folder import write_demo

__all__ = ["build_demo", "write_demo"]
