"""Bring your own: from files of orders to a workspace with portraits."""

from tagma.flows.own.begin import Begun, begin_from_files
from tagma.flows.own.guess import OwnGuess, guess_files

__all__ = ["Begun", "OwnGuess", "begin_from_files", "guess_files"]
