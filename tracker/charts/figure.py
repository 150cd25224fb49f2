"""A figure: data for the chart, one sentence that sums it up, one table with all of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, get_args

Place = Literal["answers", "pictures", "foot"]
PLACES: tuple[Place, ...] = get_args(Place)


@dataclass(frozen=True)
class Figure:
    """One chart; `kind` names the template and the script that plot `data`.

    `place`: the part of the page it belongs to. `parts`: the figures it consists of, each on its
    own card. `summary`: names and words of its answers, for the top of the page. `is_table`: there
    is only the table, which is therefore not collapsed. `folded`: until it is opened, title and
    sentence alone are shown. `own_table`: the template of its kind shows the table. `comparison`:
    which of the comparisons of Compare it answers, a key of `comparisons.NAMES`. `strength`: of its
    evidence; more is stronger.
    """

    key: str
    kind: str
    title: str
    sentence: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    data: dict[str, Any]
    place: Place = "pictures"
    parts: tuple["Figure", ...] = ()
    summary: tuple[dict[str, str], ...] = ()
    is_table: bool = False
    folded: bool = False
    own_table: bool = False
    example: bool = False
    comparison: str = ""
    strength: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.place not in PLACES:
            raise ChartError(
                f"{self.key}: place is {self.place!r}, not one of {', '.join(PLACES)}."
            )

    @property
    def frame(self) -> str:
        """The template of everything around the chart: title, sentence and table."""
        if self.folded:
            return "charts/_fold.html"
        return "charts/_parts.html" if self.parts else "charts/_figure.html"

    @property
    def template(self) -> str:
        return f"charts/_{self.kind}.html"

    @property
    def data_id(self) -> str:
        """The id of the script element that carries the data."""
        return f"{self.key}-data"


class Chart(NamedTuple):
    """One module of this package: its page, its position there, and its function."""

    page: str
    order: int
    name: str
    build: Callable[..., Iterable[Figure]]


class ChartError(ValueError):
    """A chart that cannot be shown: one sentence that names it."""
