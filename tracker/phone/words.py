"""The texts of the rating pages and the player, online and offline."""

SUBMIT_WORDS = {
    "pre": "Save and start the routine",
    "mid": "Save and do the other leg",
    "post": "Save and see what changed",
}
PHASE_WORDS = {"pre": "Before", "mid": "Between", "post": "After"}
STOP_RULE = (
    "Stop if you feel sharp or sudden pain, pins and needles, numbness, an electric feeling, "
    "or a cramp that does not let go. A mild stretch or pressure is expected."
)
