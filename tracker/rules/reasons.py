"""Why a test was skipped and why a routine was stopped: the value that is stored, and its words.

A new reason is one line here. Forms and pages offer the reasons in this order, and phones get
them from the pages. A value has at most as many letters as its column in `models`. One that
was in use stays: sessions hold it.
"""

Choices = list[tuple[str, str]]

SKIP_REASONS = {
    "pain": "Pain",
    "equipment": "No equipment",
    "time": "No time",
    "other": "Other",
}
# After "pain" the player does not go on, and says what to do instead.
STOP_REASONS = {
    "enough": "Done enough",
    "sore": "Too sore",
    "interrupted": "Interrupted",
    "pain": "Sharp pain",
}


def skip_choices() -> Choices:
    return list(SKIP_REASONS.items())


def stop_choices() -> Choices:
    return list(STOP_REASONS.items())
