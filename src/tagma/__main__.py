"""``python -m tagma`` is the command ``tagma``."""

from tagma.cli.main import run

run()
