"""The messages of a plan's one answer, by its question and verdict.

No number is in them: the answer is about the mean of tests and sides, and left and right are never
one number.
"""

from typing import Any

from django.utils.translation import ngettext_lazy

ANSWERS: dict[str, dict[str, Any]] = {
    "control": {
        "clear_gain": ngettext_lazy(
            "After %(first)s: clearly freer than after sitting still, in the test you named.",
            "After %(first)s: clearly freer than after sitting still, in the tests you named.",
            "tests",
        ),
        "clear_small_gain": ngettext_lazy(
            "After %(first)s: a little freer than after sitting still, in the test you named.",
            "After %(first)s: a little freer than after sitting still, in the tests you named.",
            "tests",
        ),
        "probably_gain": ngettext_lazy(
            "After %(first)s: probably freer than after sitting still, in the test you named.",
            "After %(first)s: probably freer than after sitting still, in the tests you named.",
            "tests",
        ),
        "little": ngettext_lazy(
            "After %(first)s: little difference from sitting still, in the test you named.",
            "After %(first)s: little difference from sitting still, in the tests you named.",
            "tests",
        ),
        "little_or_none": ngettext_lazy(
            "After %(first)s: little or no difference from sitting still, in the test you named.",
            "After %(first)s: little or no difference from sitting still, in the tests you named.",
            "tests",
        ),
        "probably_loss": ngettext_lazy(
            "After %(first)s: probably stiffer than after sitting still, in the test you named.",
            "After %(first)s: probably stiffer than after sitting still, in the tests you named.",
            "tests",
        ),
        "clear_small_loss": ngettext_lazy(
            "After %(first)s: a little stiffer than after sitting still, in the test you named.",
            "After %(first)s: a little stiffer than after sitting still, in the tests you named.",
            "tests",
        ),
        "clear_loss": ngettext_lazy(
            "After %(first)s: clearly stiffer than after sitting still, in the test you named.",
            "After %(first)s: clearly stiffer than after sitting still, in the tests you named.",
            "tests",
        ),
        "not_yet_known": ngettext_lazy(
            "Not clear yet whether %(first)s does more than sitting still, in the test you named.",
            "Not clear yet whether %(first)s does more than sitting still, in the tests you named.",
            "tests",
        ),
        "not_known": ngettext_lazy(
            "Not clear whether %(first)s does more than sitting still, in the test you named.",
            "Not clear whether %(first)s does more than sitting still, in the tests you named.",
            "tests",
        ),
    },
    "touch": {
        "clear_gain": ngettext_lazy(
            "After %(first)s: clearly freer than after light touch, in the test you named.",
            "After %(first)s: clearly freer than after light touch, in the tests you named.",
            "tests",
        ),
        "clear_small_gain": ngettext_lazy(
            "After %(first)s: a little freer than after light touch, in the test you named.",
            "After %(first)s: a little freer than after light touch, in the tests you named.",
            "tests",
        ),
        "probably_gain": ngettext_lazy(
            "After %(first)s: probably freer than after light touch, in the test you named.",
            "After %(first)s: probably freer than after light touch, in the tests you named.",
            "tests",
        ),
        "little": ngettext_lazy(
            "After %(first)s: little difference from light touch, in the test you named.",
            "After %(first)s: little difference from light touch, in the tests you named.",
            "tests",
        ),
        "little_or_none": ngettext_lazy(
            "After %(first)s: little or no difference from light touch, in the test you named.",
            "After %(first)s: little or no difference from light touch, in the tests you named.",
            "tests",
        ),
        "probably_loss": ngettext_lazy(
            "After %(first)s: probably stiffer than after light touch, in the test you named.",
            "After %(first)s: probably stiffer than after light touch, in the tests you named.",
            "tests",
        ),
        "clear_small_loss": ngettext_lazy(
            "After %(first)s: a little stiffer than after light touch, in the test you named.",
            "After %(first)s: a little stiffer than after light touch, in the tests you named.",
            "tests",
        ),
        "clear_loss": ngettext_lazy(
            "After %(first)s: clearly stiffer than after light touch, in the test you named.",
            "After %(first)s: clearly stiffer than after light touch, in the tests you named.",
            "tests",
        ),
        "not_yet_known": ngettext_lazy(
            "Not clear yet whether %(first)s does more than light touch, in the test you named.",
            "Not clear yet whether %(first)s does more than light touch, in the tests you named.",
            "tests",
        ),
        "not_known": ngettext_lazy(
            "Not clear whether %(first)s does more than light touch, in the test you named.",
            "Not clear whether %(first)s does more than light touch, in the tests you named.",
            "tests",
        ),
    },
    "versus": {
        "clear_gain": ngettext_lazy(
            "Clearly freer after %(first)s than after %(second)s, in the test you named.",
            "Clearly freer after %(first)s than after %(second)s, in the tests you named.",
            "tests",
        ),
        "clear_small_gain": ngettext_lazy(
            "A little freer after %(first)s than after %(second)s, in the test you named.",
            "A little freer after %(first)s than after %(second)s, in the tests you named.",
            "tests",
        ),
        "probably_gain": ngettext_lazy(
            "Probably freer after %(first)s than after %(second)s, in the test you named.",
            "Probably freer after %(first)s than after %(second)s, in the tests you named.",
            "tests",
        ),
        "little": ngettext_lazy(
            "Little difference between %(first)s and %(second)s, in the test you named.",
            "Little difference between %(first)s and %(second)s, in the tests you named.",
            "tests",
        ),
        "little_or_none": ngettext_lazy(
            "Little or no difference between %(first)s and %(second)s, in the test you named.",
            "Little or no difference between %(first)s and %(second)s, in the tests you named.",
            "tests",
        ),
        "probably_loss": ngettext_lazy(
            "Probably freer after %(second)s than after %(first)s, in the test you named.",
            "Probably freer after %(second)s than after %(first)s, in the tests you named.",
            "tests",
        ),
        "clear_small_loss": ngettext_lazy(
            "A little freer after %(second)s than after %(first)s, in the test you named.",
            "A little freer after %(second)s than after %(first)s, in the tests you named.",
            "tests",
        ),
        "clear_loss": ngettext_lazy(
            "Clearly freer after %(second)s than after %(first)s, in the test you named.",
            "Clearly freer after %(second)s than after %(first)s, in the tests you named.",
            "tests",
        ),
        "not_yet_known": ngettext_lazy(
            "Not clear yet which of %(first)s and %(second)s does more, in the test you named.",
            "Not clear yet which of %(first)s and %(second)s does more, in the tests you named.",
            "tests",
        ),
        "not_known": ngettext_lazy(
            "Not clear which of %(first)s and %(second)s does more, in the test you named.",
            "Not clear which of %(first)s and %(second)s does more, in the tests you named.",
            "tests",
        ),
    },
    "one_leg": {
        "clear_gain": ngettext_lazy(
            "After %(first)s: the leg you worked clearly freer than the other, in the test you"
            " named.",
            "After %(first)s: the leg you worked clearly freer than the other, in the tests you"
            " named.",
            "tests",
        ),
        "clear_small_gain": ngettext_lazy(
            "After %(first)s: the leg you worked a little freer than the other, in the test you"
            " named.",
            "After %(first)s: the leg you worked a little freer than the other, in the tests you"
            " named.",
            "tests",
        ),
        "probably_gain": ngettext_lazy(
            "After %(first)s: the leg you worked probably freer than the other, in the test you"
            " named.",
            "After %(first)s: the leg you worked probably freer than the other, in the tests you"
            " named.",
            "tests",
        ),
        "little": ngettext_lazy(
            "After %(first)s: little difference between your legs, in the test you named.",
            "After %(first)s: little difference between your legs, in the tests you named.",
            "tests",
        ),
        "little_or_none": ngettext_lazy(
            "After %(first)s: little or no difference between your legs, in the test you named.",
            "After %(first)s: little or no difference between your legs, in the tests you named.",
            "tests",
        ),
        "probably_loss": ngettext_lazy(
            "After %(first)s: the leg you worked probably stiffer than the other, in the test"
            " you named.",
            "After %(first)s: the leg you worked probably stiffer than the other, in the tests"
            " you named.",
            "tests",
        ),
        "clear_small_loss": ngettext_lazy(
            "After %(first)s: the leg you worked a little stiffer than the other, in the test"
            " you named.",
            "After %(first)s: the leg you worked a little stiffer than the other, in the tests"
            " you named.",
            "tests",
        ),
        "clear_loss": ngettext_lazy(
            "After %(first)s: the leg you worked clearly stiffer than the other, in the test you"
            " named.",
            "After %(first)s: the leg you worked clearly stiffer than the other, in the tests"
            " you named.",
            "tests",
        ),
        "not_yet_known": ngettext_lazy(
            "Not clear yet whether %(first)s does more for the leg you work, in the test you"
            " named.",
            "Not clear yet whether %(first)s does more for the leg you work, in the tests you"
            " named.",
            "tests",
        ),
        "not_known": ngettext_lazy(
            "Not clear whether %(first)s does more for the leg you work, in the test you named.",
            "Not clear whether %(first)s does more for the leg you work, in the tests you named.",
            "tests",
        ),
    },
}
