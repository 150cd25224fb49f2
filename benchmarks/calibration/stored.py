"""Stores a run: what it printed in docs, and the figures that the pages quote beside the product.

The figures are read from what was printed, so that both always agree.
"""

import json
import math
import re
from collections.abc import Mapping
from pathlib import Path

TOP = Path(__file__).parents[2]
PRINTED = TOP / "docs" / "calibration.md"
QUOTING = TOP / "docs" / "statistics.md"
FIGURES = TOP / "tracker" / "analysis" / "error_rates.json"
BEGIN, END = "<!-- quoted from calibration.md -->\n", "<!-- end of the quotation -->\n"

STILL = "No effect, plan against sitting still"
HALF = "Half 0, a quarter 0.5, a quarter 1, plan"
HANDS = "Nothing but hope of 0.5 where hands are laid on"
IN_THE_PLAN = "false “clear” in the plan"
BEFORE_AND_AFTER = "“clear” for change"
# Per field of `ErrorRates`: the kind of person, and the measure.
ERRORS: Mapping[str, tuple[str, str]] = {
    "anywhere": (STILL, "false “clear” anywhere"),
    "plan": (STILL, IN_THE_PLAN),
    "rest": (STILL, "false “clear” outside the plan"),
    "alike": ("No effect, sessions alike (gains .3, days .6)", "false “clear” anywhere"),
    "own_tests": ("No effect, 20 own tests as well, in a plan", "false “clear” anywhere"),
    "probably": (STILL, "“probably” for the change on the day"),
    "chosen": (
        "Two routines, chosen: the first when stiff",
        "“clear” for one against the other",
    ),
    "false_clear": (HALF, "of all “clear”, false"),
    "false_probably": (HALF, "of all “probably”, false"),
    "warm_up": ("Nothing but warm-up of 0.4", BEFORE_AND_AFTER),
    "warm_up_in_a_plan": ("Nothing but warm-up of 0.4", IN_THE_PLAN),
    "hope": ("Nothing but hope of 0.5, in all sessions", BEFORE_AND_AFTER),
    "hope_in_a_plan": (f"{HANDS}, sitting still", IN_THE_PLAN),
    "hope_against_touch": (f"{HANDS}, light touch", IN_THE_PLAN),
    "season": ("No effect, season (1 point up and down)", "“clear” for level"),
}
POWER: Mapping[str, tuple[str, str]] = {
    "single_test_by_40": (
        "+1 in one of 15 tests, before and after",
        "change: clear by session 40",
    ),
    "rise_by_week_26": ("A rise of 1 point in 12 weeks", "level: clear by session 52"),
} | {
    f"{field}_by_{n}": (row, f"plan: clear by session {n}")
    for field, row in (
        ("one_point", "+1, plan against sitting still"),
        ("half", "+0.5, plan"),
        ("unchanged", "+1, 40% unchanged, plan"),
    )
    for n in (24, 40, 60)
}
A_KIND = re.compile(r"^\| (.+) \((\d+) people\) \|")
A_LINE = re.compile(r"^\| (.+?) \| .*?\| (-?[\d.]+)% ± ")
A_SEED = re.compile(r"seed (\d+)")


def printed_figures(text: str) -> dict[tuple[str, str], float]:
    """Per kind of person and measure, in percent."""
    figures, kind = dict[tuple[str, str], float](), ""
    for line in text.splitlines():
        if heading := A_KIND.match(line):
            kind = heading[1]
        elif match := A_LINE.match(line):
            figures[kind, match[1]] = float(match[2])
    return figures


def rates(text: str) -> dict[str, int]:
    """The fields of `ErrorRates` from what was printed: errors rounded up, what is found down."""
    figures = printed_figures(text)
    quoted = {kind for kind, _ in [*ERRORS.values(), *POWER.values()]}
    kinds = [match for line in text.splitlines() if (match := A_KIND.match(line))]
    people = min(int(match[2]) for match in kinds if match[1] in quoted)
    seed = next(int(match[1]) for match in [A_SEED.search(text)] if match)
    errors = {field: math.ceil(figures[place]) for field, place in ERRORS.items()}
    power = {field: math.floor(figures[place]) for field, place in POWER.items()}
    return {"people": people, "seed": seed} | errors | power


def quotation(text: str) -> str:
    """The lines behind the figures of the pages, as one table."""
    places, kind = {*ERRORS.values(), *POWER.values()}, ""
    rows = ["| People | Measure | Goal | Result | |", "|---|---|---|---|---|"]
    for line in text.splitlines():
        if heading := A_KIND.match(line):
            kind = heading[1]
        elif (match := A_LINE.match(line)) and (kind, match[1]) in places:
            rows.append(f"| {kind} {line}")
    return "\n".join([*rows, ""])


def with_quotation(document: str, text: str) -> str:
    """The document with its quotation renewed."""
    before, _, rest = document.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{quotation(text)}{END}{after}"


def store(text: str) -> None:
    PRINTED.write_text(text)
    FIGURES.write_text(json.dumps(rates(text), indent=2) + "\n")
    QUOTING.write_text(with_quotation(QUOTING.read_text(), text))
