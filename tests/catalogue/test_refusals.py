"""An invalid catalogue file is refused in one sentence that names the file and the key."""

from pathlib import Path

import pytest

from tracker.catalogue.reading import read_all, read_routine, read_test
from tracker.catalogue.spec import CatalogueError, RoutineSpec, TestSpec

SHIPPED = Path(__file__).parents[2] / "tracker" / "catalogue"
ANKLE = "mobility_tests/ankle_dorsiflexion.toml"
SOCK = "routines/sock_pull.toml"

# The text to replace in a valid file, its replacement, and how the refusal starts.
WRONG_TESTS = [
    ('region = "ankle"', 'region = "ankle"\ncolour = "red"', "colour: is not a known key"),
    ('region = "ankle"\n', "", "region: is missing"),
    ("[protocol]", "[protocole]", "protocole: is not a known key"),
    ("step = 0.5\n", "", "measures[0].step: is missing"),
    ("endpoint =", "end =", "protocol.end: is not a known key"),
    ("hard_min = 0", 'hard_min = "0"', "measures[0].hard_min: must be a number"),
    ("step = 0.5", "step = true", "measures[0].step: must be a number"),
    ("hard_max = 30", "hard_max = nan", "measures[0].hard_max: must be a number"),
    ("hard_max = 30", "hard_max = inf", "measures[0].hard_max: must be a number"),
    ("hard_max = 30", "hard_max = 1" + "0" * 400, "measures[0].hard_max: must be"),
    ('name = "Ankle dorsiflexion"', "name = 4", "name: must be text"),
    ('gloss = "knee to wall"', 'gloss = " "', "gloss: must not be empty"),
    ('gloss = "knee to wall"', 'gloss = "knee\\nwall"', "gloss: must be one line"),
    ('hint = "Keep', f'hint = "{"x" * 61}', "hint: must be at most 60 characters"),
    ('gloss = "knee', 'gloss = "{side} knee', "gloss: must not hold the placeholder {side}"),
    ("position = 4", 'position = "4"', "position: must be a whole number"),
    ("position = 4", "position = 0", "position: must be between 1 and 999"),
    ("sided = true", 'sided = "yes"', "sided: must be true or false"),
    (
        'region = "ankle"',
        'region = "Ankle"',
        "region: must be one of foot, ankle, knee, hip, low_back",
    ),
    ('posture = "kneeling"', 'posture = "upright"', "posture: must be one of sitting"),
    ('unit = "cm"', 'unit = "inch"', "measures[0].unit: must be one of cm"),
    ('unit = "cm"', 'unit = "deg"', "measures[0].id: must end in _deg, its unit"),
    ("knee_to_wall_cm", "knee_to_wall", "measures[0].id: must end in _cm, its unit"),
    ('instrument = "tape"', 'instrument = "eye"', "measures[0].instrument: must be one of tape"),
    ('instrument = "tape"\n', "", "measures[0].instrument: is missing"),
    ('better = "higher"', 'better = "up"', "measures[0].better: must be one of higher, lower"),
    (
        'mdc_kind = "published_clinician"',
        'mdc_kind = "sure"',
        "measures[0].mdc_kind: must be one of",
    ),
    (
        'mdc_kind = "published_clinician"',
        'mdc_kind = "none"',
        "measures[0].mdc: must be given, unless",
    ),
    ("mdc = 1.9\n", "", "measures[0].mdc: must be given, unless"),
    ("hard_max = 30", "hard_max = 0", "measures[0].hard_max: must be larger than hard_min"),
    (
        "typical_max = 18",
        "typical_max = 31",
        "measures[0].typical_max: must lie between hard_min and hard_max",
    ),
    (
        "typical_max = 18",
        "typical_max = 4",
        "measures[0].typical_max: must be larger than typical_min",
    ),
    ("typical_min = 4\n", "", "measures[0].typical_min: needs both"),
    (
        'typical_basis = "A rough guess. No published norm was found."\n',
        "",
        "measures[2].typical_basis: is missing",
    ),
    ("step = 0.5", "step = 0", "measures[0].step: must be larger than 0"),
    ("step = 0.5", "step = -1", "measures[0].step: must be larger than 0"),
    (
        'sign_note = "If',
        'past_zero = "past"\nsign_note = "If',
        "measures[0].past_zero: needs a hard_min below 0",
    ),
    (
        "asymmetry_basis =",
        "# asymmetry_basis =",
        "measures[0].asymmetry_basis: is missing",
    ),
    (
        "shin_angle_bent_knee_deg",
        "shin_angle_straight_knee_deg",
        "measures[2].id: is used twice: shin_angle_straight_knee_deg",
    ),
    ("knee_to_wall_cm", "knee to wall", "measures[0].id: must be up to 40 of a-z"),
    ('slug = "ankle_dorsiflexion"', 'slug = "ankle"', "slug: must be ankle_dorsiflexion"),
    (
        'illustration = "ankle_dorsiflexion"',
        'illustration = "../secret"',
        "illustration: must be the name of a drawing",
    ),
    ('side_means = "the front foot, the one nearest the wall"\n', "", "side_means: is missing"),
    ("sided = true", "sided = false", "side_means: must be left out"),
    ("steps = [", 'steps = "x"\nrest = [', "protocol.rest: is not a known key"),
    ('"The arch drops."', "3", "protocol.errors[2]: must be text"),
    ('slug = "', "slug = ", "must be TOML: "),
    ("position = 4", "position = 4\nposition = 4", "must be TOML: "),
    ('gloss = "knee to wall"', f'gloss = "{"x" * 61}"', "gloss: must be at most 60"),
]

WRONG_ROUTINES = [
    ('knee = "further"', 'kne = "further"', "places.kne: is not a known key"),
    ('knee = "further"\n', "", "places.knee: is missing"),
    ('ankle = "worked"', 'ankle = "near"', "places.ankle: must be one of worked, next, further"),
    ("standard = 45\n", "", "presets.standard: is missing"),
    ("short = 30", "short = 90", "presets: must rise from short to standard to full"),
    ("short = 30", "short = 29.5", "presets.short: must be a whole number"),
    ('kind = "work"', 'kind = "rest"', "steps[1].kind: must be one of set_up, work, release"),
    ('hand = "both"', 'hand = "left"', "steps[0].hand: must be one of opposite, both"),
    ('"left", "right"', '"left", "none"', "sides[1]: must be one of left, right"),
    ('"left", "right"', '"left", "left"', "sides: must not hold the same word twice"),
    ("seconds = 10\n", "", "steps[0].seconds: is missing"),
    ("seconds = 10", "seconds = 10\nless = 5", "steps[0].less: must be left out beside seconds"),
    ("less = 15", "less = 30", "steps[4].less: must be smaller than presets.short"),
    ('slug = "sp_sides_up"', 'slug = "sp_posterior_up"', "steps[2].slug: is used twice"),
    (
        "Hands on the shin. Pull",
        "Hands on the shin and then pull it upward",
        "steps[3].say: must have at most 8 words",
    ),
    ("{Side} leg", "{foot} leg", "steps[0].say: must not hold the placeholder {foot}"),
    ("{Side} leg", "{side.x} leg", "steps[0].say: must not hold a lone brace"),
    ('cue = "Let go', f'cue = "{"x" * 91}', "steps[7].cue: must be at most 90 characters"),
    ('  "sp_sides_up",', '  "sp_side",', "variations[0].steps[1]: sp_side is no step"),
    ('["off", "on"]', '["on", "off"]', "variations[1].values: must begin with off"),
    ('["off", "on"]', '["off"]', "variations[1].values: must have 2 to 8 entries"),
    ('slug = "sp_straight_leg"', 'slug = "sp_squeeze"', "variations[1].slug: is used twice"),
    ('sides = ["left", "right"]', 'sides = "left"', "sides: must be a list"),
    ('slug = "sock_pull"', 'slug = "sock_pull"\nsafety = "x"', "safety: is not a known key"),
]


def read_copy(folder: Path, name: str, content: bytes) -> TestSpec | RoutineSpec:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return read_test(path) if "mobility_tests" in name else read_routine(path)


def changed(name: str, old: str, new: str) -> bytes:
    text = (SHIPPED / name).read_text()
    assert old in text, old
    return text.replace(old, new, 1).encode()


def refusal(folder: Path, name: str, content: bytes) -> str:
    with pytest.raises(CatalogueError) as refused:
        read_copy(folder, name, content)
    return str(refused.value)


@pytest.mark.parametrize(
    ("old", "new", "words"), WRONG_TESTS, ids=[case[2] for case in WRONG_TESTS]
)
def test_a_wrong_test_is_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    sentence = refusal(tmp_path, ANKLE, changed(ANKLE, old, new))
    assert sentence.startswith(f"{ANKLE}: {words}")
    assert "\n" not in sentence


@pytest.mark.parametrize(
    ("old", "new", "words"), WRONG_ROUTINES, ids=[case[2] for case in WRONG_ROUTINES]
)
def test_a_wrong_routine_is_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert refusal(tmp_path, SOCK, changed(SOCK, old, new)).startswith(f"{SOCK}: {words}")


def test_the_words_of_a_sentence_are_counted_as_spoken(tmp_path: Path) -> None:
    spoken = changed(SOCK, "{Hand} behind the ankle.", "Lay {hand} on it low and soft.")
    assert read_copy(tmp_path, SOCK, spoken)
    spoken = changed(SOCK, "{Hand} behind the ankle.", "Lay {hand} on it low and very soft.")
    assert "at most 8 words a sentence" in refusal(tmp_path, SOCK, spoken)


def test_a_value_instead_of_a_table_is_refused(tmp_path: Path) -> None:
    flat = (SHIPPED / SOCK).read_text().replace("[presets]", "[places]", 1)
    flat = flat.replace("[places]", "", 1).replace(
        "short = 30\nstandard = 45\nfull = 60", "presets = 30"
    )
    assert refusal(tmp_path, SOCK, flat.encode()) == f"{SOCK}: presets: must be a table"


def test_a_routine_without_work_is_refused(tmp_path: Path) -> None:
    idle = (SHIPPED / SOCK).read_text().replace('kind = "work"', 'kind = "set_up"\nseconds = 9')
    idle = idle.replace("less = 15\n", "")
    assert refusal(tmp_path, SOCK, idle.encode()) == f"{SOCK}: steps: must have one of kind work"


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, ANKLE, b'name = "\xff"') == f"{ANKLE}: must be UTF-8 text"


def test_a_folder_instead_of_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / ANKLE).mkdir(parents=True)
    with pytest.raises(CatalogueError, match=f"{ANKLE}: cannot be read: Is a directory"):
        read_test(tmp_path / ANKLE)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="cannot be read: No such file"):
        read_test(tmp_path / "ankle.toml")


def test_bottomless_nesting_is_refused(tmp_path: Path) -> None:
    assert f"{ANKLE}: must be TOML" in refusal(tmp_path, ANKLE, b"a = " + b"[" * 100_000)


def catalogue(folder: Path, *files: tuple[str, bytes]) -> Path:
    for kind in ("mobility_tests", "routines"):
        (folder / kind).mkdir()
    for name, content in files:
        (folder / name).write_bytes(content)
    return folder


def test_two_tests_in_one_position_are_refused(tmp_path: Path) -> None:
    twin = "mobility_tests/toe_touch.toml"
    folder = catalogue(
        tmp_path,
        (ANKLE, changed(ANKLE, "x", "x")),
        (twin, changed(twin, "position = 8", "position = 4")),
    )
    with pytest.raises(CatalogueError, match=f"{twin}: position: 4 is taken by {ANKLE}"):
        read_all(folder)


def test_a_test_and_a_routine_of_one_slug_are_refused(tmp_path: Path) -> None:
    twin = "routines/ankle_dorsiflexion.toml"
    routine = changed(SOCK, 'slug = "sock_pull"', 'slug = "ankle_dorsiflexion"')
    folder = catalogue(tmp_path, (ANKLE, changed(ANKLE, "x", "x")), (twin, routine))
    with pytest.raises(
        CatalogueError, match=f"{twin}: slug: ankle_dorsiflexion is taken by {ANKLE}"
    ):
        read_all(folder)


def test_a_catalogue_without_its_folders_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="mobility_tests: the folder is missing"):
        read_all(tmp_path)
