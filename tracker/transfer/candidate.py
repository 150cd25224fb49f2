"""What the pages of an import show of a file before anything of it is stored, and its formats."""

import datetime
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from tracker.models import User


@dataclass(frozen=True)
class Amount:
    """How much there is of a person: rows of their tables, and the bytes of their pictures."""

    sessions: int
    entries: int
    ratings: int
    pictures: int


@dataclass(frozen=True)
class Format:
    """A kind of file to download; `name` is in its address, `write` yields its bytes.

    `size` says about how many bytes that will be, without writing them.
    """

    name: str
    file_name: str
    content_type: str
    write: Callable[[User], Iterator[bytes]]
    size: Callable[[Amount], int]

    @property
    def address(self) -> str:
        """The name of the address that it is downloaded from."""
        return f"data_{self.name}"


@dataclass(frozen=True)
class Problem:
    """Something in a file that has to be put right first: where it is, and what to do."""

    row: int  # from 1; that of a session, or a line of a sheet
    column: str
    value: str
    sentence: str


@dataclass(frozen=True)
class Line:
    """A session of a file as the page lists it."""

    day: datetime.date
    routine: str
    ratings: int
    is_here: bool


class Refused(Exception):
    """The file as a whole cannot be read; the message says why and what to do."""


class Outdated(Refused):
    """Something of its person has changed since the file was looked at; look again."""


class Candidate(Protocol):
    """A file that was read, for one person; nothing of it is stored yet."""

    @property
    def takes_settings(self) -> bool:
        """Whether its settings come in, too: there is nothing here yet."""

    @property
    def has_columns(self) -> bool:
        """Whether somebody said what its columns mean, and can say otherwise."""

    @property
    def lines(self) -> Sequence[Line]:
        """All its sessions, the oldest first."""

    @property
    def problems(self) -> Sequence[Problem]:
        """With a problem nothing comes in."""

    @property
    def counts(self) -> Mapping[str, int]:
        """What else is in it, by its name in the language of the page."""

    def bring_in(self, user: User) -> list[uuid.UUID]:
        """Store all of it, or nothing; returns the sessions that are new. Raises Outdated."""
