"""The words that a page explains where they are met, each in a sentence or two."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from tracker.analysis.words import Messages


@dataclass(frozen=True)
class Term:
    """A word as it stands on a page, and what it means."""

    slug: str
    word: str
    meaning: str


WORDS = Messages(
    {
        "before_ratings": _("before ratings"),
        "freer": _("freer"),
        "usual_swing": _("usual swing"),
        "range": _("range"),
        "evidence": _("evidence"),
        "fair_test": _("fair test"),
        "picked_by_chance": _("picked by chance"),
        "test_only": _("test-only"),
        "practice": _("practice"),
        "left_out": _("left out"),
        "further_up": _("further up"),
    }
)
MEANINGS = Messages(
    {
        "before_ratings": _("What you rate before a routine. Over weeks they show what lasts."),
        "freer": _("You rated the movement higher afterwards. Stiffer is the other direction."),
        "usual_swing": _(
            "How far two ratings can differ with nothing changed. "
            "A change within it may be nothing."
        ),
        "range": _("Where the true figure probably is. The wider the range, the less is known."),
        "evidence": _(
            "How far you can trust an answer. Strong (A) and good (B) need sessions picked by "
            "chance. Before and after alone is weak (C)."
        ),
        "fair_test": _(
            "A plan in which chance picks what each session is. It tells the routine from rating "
            "twice, warming up and stiff days."
        ),
        "picked_by_chance": _(
            "Chance decides what you do, after you have rated. So your first ratings cannot be "
            "swayed by it."
        ),
        "test_only": _(
            "You rate, sit still for as long as a routine takes, and rate again. It shows what "
            "rating twice does by itself."
        ),
        "practice": _("Your first two sessions, in which you learn to rate. They do not count."),
        "left_out": _(
            "The answers do not count this session, for instance because you changed a rating "
            "after its result."
        ),
        "further_up": _("Joints that the routine did not touch, such as the knee and the hip."),
    }
)


def term(slug: str) -> Term:
    """Raises KeyError for a word that is not explained here."""
    return Term(slug, WORDS[slug], MEANINGS[slug])


def terms() -> list[Term]:
    """All of them, in the order in which they are met."""
    return [term(slug) for slug in WORDS]
