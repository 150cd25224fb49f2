"""Where a person's fair test stands: what Progress and Today say of it."""

from dataclasses import dataclass

from tracker.analysis import words
from tracker.analysis.answers.headline import of_running_plan
from tracker.analysis.answers.plan_answer import PlanAnswer
from tracker.analysis.answers.plan_sentences import AskedPlan, counts, practice, sentence
from tracker.analysis.sentences import GRADES
from tracker.models import Trial, User
from tracker.queries.trials import asked_by, first_ever, judgement_of
from tracker.sessions.trials import judge

SEGMENTS = 40  # sessions of a plan that are shown as one segment each
LASTING = ("control", "touch", "one_leg")  # designs that can show what is still there next time


@dataclass(frozen=True)
class Standing:
    """The plan that runs, or the last one that gave an answer. `finished` counts its sessions."""

    trial: Trial
    plan: AskedPlan
    answer: PlanAnswer
    finished: int
    practice: str

    @property
    def has_answer(self) -> bool:
        return self.answer.question.verdict != "too_early"

    @property
    def says(self) -> str:
        if self.has_answer:
            return sentence(self.plan, self.answer)
        return of_running_plan(self.finished, self.trial.planned)

    @property
    def counts(self) -> str:
        return counts(self.plan, self.answer)

    @property
    def missing(self) -> str:
        """What is missing for an answer, as a sentence; empty once there is one."""
        return "" if self.has_answer else sentence(self.plan, self.answer)

    @property
    def grade(self) -> dict[str, str]:
        grade = self.answer.question.grade
        return {"letter": grade[0], "says": GRADES[grade]}

    @property
    def is_reached(self) -> bool:
        """Whether as many sessions are done as were planned."""
        return self.finished >= self.trial.planned

    @property
    def ended_on(self) -> str:
        ended = self.trial.ended_at
        return words.date(self.trial.owner.day_of(ended).toordinal()) if ended else ""

    @property
    def can_last(self) -> bool:
        return self.trial.is_running and self.trial.design in LASTING

    @property
    def segments(self) -> list[bool]:
        """A segment a session that was planned, and whether it is done; none if they are many."""
        planned = self.trial.planned
        return [place < self.finished for place in range(planned)] if planned <= SEGMENTS else []


def plan_of(user: User) -> Standing | None:
    """The plan that runs, else the last one that ended with an answer, which never changes."""
    plans = user.trials.select_related("routine", "other_routine").order_by("-started_at")
    for trial in sorted(plans, key=lambda trial: not trial.is_running):
        standing = _running(trial) if trial.is_running else _ended(trial)
        if trial.is_running or standing.has_answer:
            return standing
    return None


def _running(trial: Trial) -> Standing:
    judgement = judgement_of(trial)
    return Standing(
        trial,
        asked_by(trial, judgement.shown_names),
        judgement.answer,
        judgement.counts.finished,
        practice(first_ever(trial)),
    )


def _ended(trial: Trial) -> Standing:
    judgement = judge(trial)
    plan = asked_by(trial, judgement.shown_names)
    return Standing(trial, plan, judgement.answer, judgement.counts.finished, "")
