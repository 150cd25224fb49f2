"""How near each part of the body is to what was worked, over all the sessions behind an answer."""

from tracker.analysis.answers.sample import ROUTINE_KINDS, Dataset

NEAR_TO_FAR = ("worked", "next", "further")


def nearness(dataset: Dataset) -> dict[str, str]:
    """Per region the nearest that any routine came to it; a region that none names is further."""
    infos = dataset.history.sessions
    routines = {
        infos[i].routine
        for i in dataset.counting
        if infos[i].day >= dataset.first_day and infos[i].kind in ROUTINE_KINDS
    }
    regions = {test.region for test in dataset.history.tests}
    return {region: _nearest(dataset, region, routines) for region in regions}


def _nearest(dataset: Dataset, region: str, routines: set[str]) -> str:
    places = [dataset.proximity.get(routine, {}).get(region, "further") for routine in routines]
    return min(places, key=NEAR_TO_FAR.index, default="further")
