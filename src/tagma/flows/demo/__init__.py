"""The demo shop: a workspace to look at before one has data of one's own."""

from tagma.flows.demo.folder import write_demo
from tagma.flows.demo.portraits import refresh_demo

__all__ = ["refresh_demo", "write_demo"]
