"""What came before a session, as far as somebody said so: the last run, the night, the hour."""

from django.utils.translation import pgettext_lazy

# How far or hard a run in the 24 hours before the session was.
RUNS = {
    "none": pgettext_lazy("run in the last 24 hours", "None"),
    "easy": pgettext_lazy("run in the last 24 hours", "Easy"),
    "hard": pgettext_lazy("run in the last 24 hours", "Hard"),
    "long": pgettext_lazy("run in the last 24 hours", "Long"),
}
