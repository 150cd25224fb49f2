"""What a chart is: data for a picture, one sentence that says it, one table that holds it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, get_args

Place = Literal["answers", "pictures", "foot"]
PLACES: tuple[Place, ...] = get_args(Place)


@dataclass(frozen=True)
class Figure:
    """One chart; `kind` names the template and the script that draw `data`.

    `place`: where on its page it stands, beside its neighbours in their order. `parts`: the
    figures of which it consists, each on a card of its own. `summary`: name and words of what it
    answers, for the head of a page. `is_table`: the table is all there is, and is not folded away.
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
    example: bool = False

    def __post_init__(self) -> None:
        if self.place not in PLACES:
            raise ChartError(
                f"{self.key}: place is {self.place!r}, not one of {', '.join(PLACES)}."
            )

    @property
    def frame(self) -> str:
        """The template with the title, the sentence and the table around the picture."""
        return "charts/_parts.html" if self.parts else "charts/_figure.html"

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
    """A chart that cannot be shown: one sentence that names it."""
