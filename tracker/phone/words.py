"""The texts of the rating pages and the player, online and offline."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tracker.analysis.words import Messages

SUBMIT_WORDS = Messages(
    {
        "pre": _("Save and start the routine"),
        "mid": _("Save and do the other leg"),
        "post": _("Save and see what changed"),
    }
)
PHASE_WORDS = Messages(
    {
        "pre": pgettext_lazy("phase", "Before"),
        "mid": pgettext_lazy("phase", "Between"),
        "post": pgettext_lazy("phase", "After"),
    }
)
STOP_RULE = _("Stop at sharp pain, tingling, numbness or a lasting cramp.")
