"""The messages of every verdict on every question: each a whole statement, without a final stop."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

Message = object  # translated once it is read, by str() or by filling in its placeholders


class Direction(NamedTuple):
    """What is said of one direction; sizes are without a sign, the limit nearer to zero first."""

    clear: Message
    barely: Message  # clear, but its nearer limit is less than a tenth from zero
    clearly: Message  # clear, without a number
    small: Message
    a_little: Message  # small, without a number
    probably: Message


class Little(NamedTuple):
    """What is said of a difference that is smaller than one that matters.

    `beside_zero` is of limits that leave out zero: not none, but in 15 tests and sides one or the
    other does so by chance, so it names no direction. `alone`: without a number.
    """

    under: Message
    beside_zero: Message
    alone: Message


CHANGE_UP = Direction(
    _("Clearly freer afterwards, by at least %(near)s (most likely %(best)s)"),
    _("Clearly freer afterwards, by just above 0 or more (most likely %(best)s)"),
    _("Clearly freer afterwards"),
    _("A little freer afterwards, by %(near)s to %(far)s"),
    _("A little freer afterwards"),
    _("Probably freer afterwards"),
)
CHANGE_DOWN = Direction(
    _("Clearly stiffer afterwards, by at least %(near)s (most likely %(best)s)"),
    _("Clearly stiffer afterwards, by just above 0 or more (most likely %(best)s)"),
    _("Clearly stiffer afterwards"),
    _("A little stiffer afterwards, by %(near)s to %(far)s"),
    _("A little stiffer afterwards"),
    _("Probably stiffer afterwards"),
)
CONTROL_UP = Direction(
    _("Clearly freer than after sitting still, by at least %(near)s (most likely %(best)s)"),
    _("Clearly freer than after sitting still, by just above 0 or more (most likely %(best)s)"),
    _("Clearly freer than after sitting still"),
    _("A little freer than after sitting still, by %(near)s to %(far)s"),
    _("A little freer than after sitting still"),
    _("Probably freer than after sitting still"),
)
CONTROL_DOWN = Direction(
    _("Clearly stiffer than after sitting still, by at least %(near)s (most likely %(best)s)"),
    _("Clearly stiffer than after sitting still, by just above 0 or more (most likely %(best)s)"),
    _("Clearly stiffer than after sitting still"),
    _("A little stiffer than after sitting still, by %(near)s to %(far)s"),
    _("A little stiffer than after sitting still"),
    _("Probably stiffer than after sitting still"),
)
# Below a question that names both kinds of session.
ARMS_UP = Direction(
    _("Clearly freer, by at least %(near)s (most likely %(best)s)"),
    _("Clearly freer, by just above 0 or more (most likely %(best)s)"),
    _("Clearly freer"),
    _("A little freer, by %(near)s to %(far)s"),
    _("A little freer"),
    _("Probably freer"),
)
ARMS_DOWN = Direction(
    _("Clearly stiffer, by at least %(near)s (most likely %(best)s)"),
    _("Clearly stiffer, by just above 0 or more (most likely %(best)s)"),
    _("Clearly stiffer"),
    _("A little stiffer, by %(near)s to %(far)s"),
    _("A little stiffer"),
    _("Probably stiffer"),
)
TOUCH_UP = Direction(
    _("Clearly freer than after light touch, by at least %(near)s (most likely %(best)s)"),
    _("Clearly freer than after light touch, by just above 0 or more (most likely %(best)s)"),
    _("Clearly freer than after light touch"),
    _("A little freer than after light touch, by %(near)s to %(far)s"),
    _("A little freer than after light touch"),
    _("Probably freer than after light touch"),
)
TOUCH_DOWN = Direction(
    _("Clearly stiffer than after light touch, by at least %(near)s (most likely %(best)s)"),
    _("Clearly stiffer than after light touch, by just above 0 or more (most likely %(best)s)"),
    _("Clearly stiffer than after light touch"),
    _("A little stiffer than after light touch, by %(near)s to %(far)s"),
    _("A little stiffer than after light touch"),
    _("Probably stiffer than after light touch"),
)
VERSUS = Direction(
    _("Clearly freer with %(name)s, by at least %(near)s (most likely %(best)s)"),
    _("Clearly freer with %(name)s, by just above 0 or more (most likely %(best)s)"),
    _("Clearly freer with %(name)s"),
    _("A little freer with %(name)s, by %(near)s to %(far)s"),
    _("A little freer with %(name)s"),
    _("Probably freer with %(name)s"),
)
LEG_UP = Direction(
    _("The worked leg is clearly freer, by at least %(near)s (most likely %(best)s)"),
    _("The worked leg is clearly freer, by just above 0 or more (most likely %(best)s)"),
    _("The worked leg is clearly freer"),
    _("The worked leg is a little freer, by %(near)s to %(far)s"),
    _("The worked leg is a little freer"),
    _("The worked leg is probably freer"),
)
LEG_DOWN = Direction(
    _("The other leg is clearly freer, by at least %(near)s (most likely %(best)s)"),
    _("The other leg is clearly freer, by just above 0 or more (most likely %(best)s)"),
    _("The other leg is clearly freer"),
    _("The other leg is a little freer, by %(near)s to %(far)s"),
    _("The other leg is a little freer"),
    _("The other leg is probably freer"),
)
LEVEL_UP = Direction(
    _("Clearly rising, by at least %(near)s in 12 weeks (most likely %(best)s)"),
    _("Clearly rising, by just above 0 or more in 12 weeks (most likely %(best)s)"),
    _("Clearly rising"),
    _("Rising a little, by %(near)s to %(far)s in 12 weeks"),
    _("Rising a little"),
    _("Probably rising"),
)
LEVEL_DOWN = Direction(
    _("Clearly falling, by at least %(near)s in 12 weeks (most likely %(best)s)"),
    _("Clearly falling, by just above 0 or more in 12 weeks (most likely %(best)s)"),
    _("Clearly falling"),
    _("Falling a little, by %(near)s to %(far)s in 12 weeks"),
    _("Falling a little"),
    _("Probably falling"),
)
GAP_UP = Direction(
    _("Left is clearly freer, by at least %(near)s (most likely %(best)s)"),
    _("Left is clearly freer, by just above 0 or more (most likely %(best)s)"),
    _("Left is clearly freer"),
    _("Left is a little freer, by %(near)s to %(far)s"),
    _("Left is a little freer"),
    _("Left is probably freer"),
)
GAP_DOWN = Direction(
    _("Right is clearly freer, by at least %(near)s (most likely %(best)s)"),
    _("Right is clearly freer, by just above 0 or more (most likely %(best)s)"),
    _("Right is clearly freer"),
    _("Right is a little freer, by %(near)s to %(far)s"),
    _("Right is a little freer"),
    _("Right is probably freer"),
)
DRIFT_UP = Direction(
    _(
        "The gap is clearly moving toward the left, by at least"
        " %(near)s in 12 weeks (most likely %(best)s)"
    ),
    _(
        "The gap is clearly moving toward the left, by just above 0"
        " or more in 12 weeks (most likely %(best)s)"
    ),
    _("The gap is clearly moving toward the left"),
    _("The gap is moving a little toward the left, by %(near)s to %(far)s in 12 weeks"),
    _("The gap is moving a little toward the left"),
    _("The gap is probably moving toward the left"),
)
DRIFT_DOWN = Direction(
    _(
        "The gap is clearly moving toward the right, by at least"
        " %(near)s in 12 weeks (most likely %(best)s)"
    ),
    _(
        "The gap is clearly moving toward the right, by just above 0"
        " or more in 12 weeks (most likely %(best)s)"
    ),
    _("The gap is clearly moving toward the right"),
    _("The gap is moving a little toward the right, by %(near)s to %(far)s in 12 weeks"),
    _("The gap is moving a little toward the right"),
    _("The gap is probably moving toward the right"),
)
NEAR_UP = Direction(
    _("Changes clearly more where you worked, by at least %(near)s (most likely %(best)s)"),
    _("Changes clearly more where you worked, by just above 0 or more (most likely %(best)s)"),
    _("Changes clearly more where you worked"),
    _("Changes a little more where you worked, by %(near)s to %(far)s"),
    _("Changes a little more where you worked"),
    _("Probably changes more where you worked"),
)
NEAR_DOWN = Direction(
    _("Changes clearly more further up, by at least %(near)s (most likely %(best)s)"),
    _("Changes clearly more further up, by just above 0 or more (most likely %(best)s)"),
    _("Changes clearly more further up"),
    _("Changes a little more further up, by %(near)s to %(far)s"),
    _("Changes a little more further up"),
    _("Probably changes more further up"),
)

# Up and down: above zero is freer, rising, left, where one worked, or the first of two.
DIRECTIONS = {
    "change": (CHANGE_UP, CHANGE_DOWN),
    "control": (CONTROL_UP, CONTROL_DOWN),
    "touch": (TOUCH_UP, TOUCH_DOWN),
    "arms": (ARMS_UP, ARMS_DOWN),
    "versus": (VERSUS, VERSUS),
    "leg": (LEG_UP, LEG_DOWN),
    "level": (LEVEL_UP, LEVEL_DOWN),
    "gap": (GAP_UP, GAP_DOWN),
    "drift": (DRIFT_UP, DRIFT_DOWN),
    "near": (NEAR_UP, NEAR_DOWN),
}
# The range stands beside it, in the picture.
BESIDE_ZERO = _("Little difference")

LITTLE = {
    "change": Little(
        _("Little change (under %(size)s)"),
        _("Little change: %(low)s to %(high)s"),
        _("Little change"),
    ),
    "control": Little(
        _("Little or no difference from sitting still (under %(size)s)"),
        _("Little difference from sitting still: %(low)s to %(high)s"),
        _("Little or no difference from sitting still"),
    ),
    "touch": Little(
        _("Little or no difference from light touch (under %(size)s)"),
        _("Little difference from light touch: %(low)s to %(high)s"),
        _("Little or no difference from light touch"),
    ),
    "arms": Little(
        _("Little or no difference (under %(size)s)"),
        _("Little difference: %(low)s to %(high)s"),
        _("Little or no difference"),
    ),
    "versus": Little(
        _("Little or no difference (under %(size)s)"),
        _("Little difference: %(low)s to %(high)s"),
        _("Little or no difference"),
    ),
    "leg": Little(
        _("Little or no difference between the legs (under %(size)s)"),
        _("Little difference between the legs: %(low)s to %(high)s"),
        _("Little or no difference between the legs"),
    ),
    "level": Little(
        _("Steady: under %(size)s either way in 12 weeks"),
        _("Little change: %(low)s to %(high)s in 12 weeks"),
        _("Steady"),
    ),
    "gap": Little(
        _("Little or no difference between the sides (under %(size)s)"),
        _("Little difference between the sides: %(low)s to %(high)s"),
        _("Little or no difference between the sides"),
    ),
    "drift": Little(
        _("The gap is steady: under %(size)s either way in 12 weeks"),
        _("The gap changes little: %(low)s to %(high)s in 12 weeks"),
        _("The gap is steady"),
    ),
    "near": Little(
        _("Little or no difference (under %(size)s)"),
        _("Little difference: %(low)s to %(high)s"),
        _("Little or no difference"),
    ),
}
