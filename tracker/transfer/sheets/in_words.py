"""One row of a sheet as it would be stored, in a few sentences."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.analysis.units import own_unit, shown, unit_of, with_unit
from tracker.analysis.words import Messages, date, figures
from tracker.transfer.sheets.brought import BroughtSession, RatedOf
from tracker.transfer.sheets.catalogue import Catalogue

# By side, and by which of the two phases there are.
SENTENCES = Messages(
    {
        "left both": gettext_lazy("%(test)s, left: before %(pre)s, after %(post)s."),
        "left pre": gettext_lazy("%(test)s, left: before %(pre)s."),
        "left post": gettext_lazy("%(test)s, left: after %(post)s."),
        "right both": gettext_lazy("%(test)s, right: before %(pre)s, after %(post)s."),
        "right pre": gettext_lazy("%(test)s, right: before %(pre)s."),
        "right post": gettext_lazy("%(test)s, right: after %(post)s."),
        "none both": gettext_lazy("%(test)s: before %(pre)s, after %(post)s."),
        "none pre": gettext_lazy("%(test)s: before %(pre)s."),
        "none post": gettext_lazy("%(test)s: after %(post)s."),
    }
)


def in_words(session: BroughtSession, catalogue: Catalogue) -> str:
    """ "12 January 2025, Sock Pull. Ankle dorsiflexion, left: before 3, after 5." """
    about = {"day": date(session.day.toordinal()), "routine": session.routine.name}
    slots = dict.fromkeys((of.test, of.side) for of in session.ratings)
    rated = [_rated(session, *slot, catalogue) for slot in slots]
    return " ".join([_("%(day)s, %(routine)s.") % about, *rated])


def _rated(session: BroughtSession, test: str, side: str, catalogue: Catalogue) -> str:
    length = catalogue.user.length
    fields = {phase: session.ratings.get(RatedOf(phase, test, side)) for phase in ("pre", "post")}
    words = {phase: _fields(given, length) for phase, given in fields.items() if given}
    kind = "both" if len(words) == 2 else next(iter(words))
    return SENTENCES[f"{side} {kind}"] % {"test": catalogue.tests[test].name, **words}


def _fields(fields: Mapping[str, Any], length: str) -> str:
    score, value = fields.get("score"), fields.get("value")
    if value is None:
        return str(score)
    unit = unit_of(fields["method"])
    own = own_unit(unit, length)
    measured = with_unit(figures(f"{shown(value, unit, own):f}"), own)
    if score is None:
        return measured
    return _("%(score)s (%(value)s)") % {"score": score, "value": measured}
