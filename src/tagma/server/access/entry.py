"""What one start of the server lets in: its names, its token, its key."""

from __future__ import annotations

import getpass
import ipaddress
import re
import socket
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tagma.govern.tokens import equals, hash_token, new_token
from tagma.server.access.limits import Limiter

if TYPE_CHECKING:
    from collections.abc import Iterable

_HOST = re.compile(r"(?:\[(?P<address>[0-9a-fA-F:.]+)\]|(?P<name>[\w.-]+))(?::(?P<port>\d{1,5}))?", re.ASCII)
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


def name_person() -> str:
    """What the person at the machine is called."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "local"


@dataclass(frozen=True)
class Entry:
    """The secrets and limits of one start; nothing of it outlives the process.

    Attributes:
        names: host names that the server answers to, besides loopback and addresses.
        open: whether others than this machine may ask.
        launch_token: is exchanged for a log-in of the person at the machine, from this machine only.
        start_key: what commands on this machine use.
        person: what the person at the machine is called.
    """

    names: frozenset[str] = frozenset()
    open: bool = False
    launch_token: str = field(default_factory=new_token, repr=False)
    start_key: str = field(default_factory=new_token, repr=False)
    person: str = field(default_factory=name_person)
    limiter: Limiter = field(default_factory=Limiter)
    _passing: set[str] = field(default_factory=set, repr=False)

    @property
    def launch(self) -> str:
        """The hash of the launch token, by which log-ins of this start are known."""
        return hash_token(self.launch_token)

    def knows_host(self, host: str) -> bool:
        """Whether a Host header names this server; a foreign name would be another site's (DNS rebinding)."""
        name, _ = split_host(host)
        if name in LOOPBACK_NAMES or name in self.names:
            return True
        return self.open and is_address(name)

    def takes_launch(self, token: str, address: str, host: str) -> bool:
        """Whether a launch token is that of this start, and comes from this machine."""
        local = is_loopback(address) and split_host(host)[0] in LOOPBACK_NAMES
        if not local:
            return False
        try:
            self._passing.remove(hash_token(token))
        except KeyError:
            return equals(token, self.launch_token)
        return True

    def make_passing_token(self) -> str:
        """A token that opens once: other users of the machine can see how a browser was started."""
        token = new_token()
        self._passing.add(hash_token(token))
        return token

    def takes_start_key(self, key: str, address: str) -> bool:
        return is_loopback(address) and equals(key, self.start_key)


def make_entry(host: str, names: Iterable[str] = ()) -> Entry:
    """The entry of a server that listens at a host, with further names that lead to it."""
    if is_loopback(host) or host == "localhost":
        return Entry(names=frozenset(name.casefold() for name in names))
    own = {host, socket.gethostname(), socket.getfqdn(), *names}
    return Entry(names=frozenset(name.casefold() for name in own), open=True)


def split_host(host: str) -> tuple[str, str]:
    """Name and port of a Host header, both empty where it is not one; IPv6 addresses lose their brackets."""
    found = _HOST.fullmatch(host)
    if found is None:
        return "", ""
    return (found["address"] or found["name"]).casefold().rstrip("."), found["port"] or ""


def is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
