"""The sessions behind each of the three answers: how many there are, and the first day of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tracker.analysis.answers.sample import ROUTINE_KINDS, Dataset


class Basis(NamedTuple):
    """`first_day` is an ordinal; None without a session."""

    sessions: int
    first_day: int | None


@dataclass(frozen=True)
class Bases:
    """What each answer rests on: the newest 60, all of them, those that chance picked."""

    changes: Basis
    levels: Basis
    carryovers: Basis


def bases(dataset: Dataset) -> Bases:
    return Bases(
        changes=_basis(dataset, dataset.sessions(lambda s: s.kind in ROUTINE_KINDS)),
        levels=_basis(dataset, dataset.sessions(lambda _: True, capped=False)),
        carryovers=_basis(dataset, dataset.sessions(lambda s: s.randomised, as_assigned=True)),
    )


def _basis(dataset: Dataset, chosen: Sequence[int]) -> Basis:
    first = dataset.history.sessions[chosen[0]].day if chosen else None
    return Basis(len(chosen), first)
