"""Why a test was skipped, a routine stopped or a plan paused: stored values and words for them.

A new reason is one line here. Forms and pages offer the reasons in this order, and phones get
them from the pages. A value fits into its column in `models`, and is never removed or renamed
once sessions hold it.
"""

Choices = list[tuple[str, str]]

SKIP_REASONS = {
    "pain": "Pain",
    "equipment": "No equipment",
    "time": "No time",
    "other": "Other",
}
# After "pain" the player stops for good and says what to do instead.
STOP_REASONS = {
    "enough": "Done enough",
    "sore": "Too sore",
    "interrupted": "Interrupted",
    "pain": "Sharp pain",
}
# The page of a plan has a sentence for each of them, as a whole: templates/trial/_pause.html.
PAUSE_REASONS = {
    "injury": "Injury",
    "holiday": "Holiday",
    "other": "Other",
}


def skip_choices() -> Choices:
    return list(SKIP_REASONS.items())


def stop_choices() -> Choices:
    return list(STOP_REASONS.items())


def pause_choices() -> Choices:
    return list(PAUSE_REASONS.items())
