"""What a chart is: data for a picture, one sentence that says it, one table that holds it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple


@dataclass(frozen=True)
class Figure:
    """One chart; `kind` names the template and the script that draw `data`."""

    key: str
    kind: str
    title: str
    sentence: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    data: dict[str, Any]
    example: bool = False

    @property
    def template(self) -> str:
        return f"charts/_{self.kind}.html"

    @property
    def data_id(self) -> str:
        """The id of the script element that carries the data."""
        return f"{self.key}-data"


class Chart(NamedTuple):
    """One file of this folder: the page it belongs to, its place there, and how it is built."""

    page: str
    order: int
    name: str
    build: Callable[..., Iterable[Figure]]


class ChartError(ValueError):
    """A file of this folder that is not a chart: one sentence that names it."""
