"""A process that loads what a workspace has collected, as the thread of a server does: ``FOLDER``."""

from __future__ import annotations

import sys

from tagma.flows.collecting import attempts
from tagma.flows.collecting.load import load_collected
from tagma.workspace import open_workspace

if __name__ == "__main__":
    attempts.MOST_TRIES = 3  # the way is the same, and shorter
    with open_workspace(sys.argv[1], purpose="tests") as opened:
        load_collected(opened)
