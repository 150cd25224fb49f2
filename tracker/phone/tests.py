"""What a phone and a page know of a test: how it is rated and how it can be measured."""

from typing import Any

from tracker.models import MobilityTest, TestSetting

# Of a measure, what is needed to enter a value by it and to say what it is.
OF_A_MEASURE = (
    *("id", "label", "instrument", "unit", "better", "step", "hard_min", "hard_max"),
    *("typical_min", "typical_max", "sign_note", "past_zero"),
)


def for_phone(test: MobilityTest, setting: TestSetting | None) -> dict[str, Any]:
    """JSON-ready, in the language of now; without an address the picture is empty."""
    measures = [
        {name: measure[name] for name in OF_A_MEASURE if name in measure}
        for measure in test.measures
    ]
    return {
        "test": test.slug,
        "name": test.name,
        "gloss": test.gloss,
        "hint": test.hint,
        "sided": test.sided,
        "own": test.owner_id is not None,
        "ten": test.ten_means,
        "zero": test.zero_means,
        "picture": "",
        "steps": test.protocol.get("steps", []),
        "method": setting.method if setting else "",
        "measures": measures,
    }
