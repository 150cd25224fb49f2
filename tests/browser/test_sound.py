"""Voice, tones, vibration and the screen lock, with spies in place of the phone."""

import datetime
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.clock import stand_still
from tests.browser.looks import audit
from tests.browser.touch import touch
from tests.factories import make_session, make_user
from tests.harness.stretches import stretches
from tracker.models import Session

SECOND = 1000
START = datetime.datetime(2026, 3, 1, 7, 0, tzinfo=datetime.UTC)
SPIES = Path(__file__).with_name("spies.js")
STOP_RULE = "Stop at sharp pain or numbness."

SignIn = Callable[[BrowserContext, Any], BrowserContext]


@pytest.fixture
def session(committed: None) -> Session:
    return make_session(owner=make_user(), stage="routine", tests=("toe_touch",))


@pytest.fixture
def loaded(phone: BrowserContext, signed_in: SignIn, session: Session) -> Page:
    """The page of the routine as the browser loads it; its clock moves only when told to."""
    page = signed_in(phone, session.owner).new_page()
    page.add_init_script(path=SPIES)
    stand_still(page, START)
    page.goto(f"/sessions/{session.uuid}/routine/")
    start_button(page).wait_for()
    return page


@pytest.fixture
def routine(loaded: Page) -> Page:
    touch(start_button(loaded))
    return loaded


def start_button(page: Page) -> Any:
    return page.get_by_role("button", name="Start", exact=True)


def run(page: Page, seconds: float) -> None:
    page.clock.run_for(round(seconds * SECOND))


def heard(page: Page, *what: str) -> list[dict[str, Any]]:
    entries = page.evaluate("window.heard")
    return [entry for entry in entries if not what or entry["what"] in what]


def now(page: Page) -> int:
    return int(page.evaluate("Date.now()"))


def whole(session: Session) -> int:
    return stretches(session.plan.routine)[-1].ends


def tap_beside(page: Page) -> None:
    """A knuckle on the middle of the drawing, where no button is."""
    touch(page.locator(".player__art"))


def tones_due(session: Session) -> list[tuple[float, int]]:
    """(second, Hz) of every note that the plan asks for."""
    notes: list[tuple[float, int]] = []
    planned = stretches(session.plan.routine)
    following = [stretch.kind for stretch in planned[1:]] + ["done"]
    for stretch, after in zip(planned, following, strict=True):
        if stretch.kind == "swap":
            notes += [
                (stretch.begins + 0.45 + 0.12 * n, hz) for n, hz in enumerate((880, 660, 880))
            ]
        if stretch.kind != "step":
            continue
        notes += [(stretch.begins, 660), (stretch.begins + 0.12, 880)]
        if stretch.ends - stretch.begins >= 12:
            notes += [(stretch.ends - left, 440) for left in (5, 4, 3, 2, 1)]
        if after != "step":
            notes += [(stretch.ends, 330)]
    return sorted(notes)


def words_due(session: Session) -> list[tuple[float, str]]:
    """(second, text) of everything that the plan asks the voice to say."""
    planned = stretches(session.plan.routine)
    spoken_due = []
    for stretch in planned:
        step, length = stretch.step, stretch.ends - stretch.begins
        side, hand = step.side.capitalize(), step.hand
        place = f"{side} foot. {hand.capitalize()}."
        opening = {
            "lead_in": f"Get ready. {place}",
            "swap": f"Swap. {place}",
            "change": f"Next: {step.name}.",
            "step": step.say,
        }[stretch.kind]
        if stretch.kind == "step" and step.kind == "work":
            opening = f"{place} {opening}"
        if stretch.kind == "step" and step is planned[0].step:
            opening = f"{opening} {STOP_RULE}"
        spoken_due.append((stretch.begins, opening))
        if stretch.kind == "step" and length >= 20:
            spoken_due += [
                (stretch.begins + length / 2, "Halfway."),
                (stretch.ends - 5, "Five seconds."),
            ]
    return [*spoken_due, (planned[-1].ends, "Routine done. Rate again.")]


def test_over_a_whole_routine_voice_and_tones_come_in_order_and_on_time(
    routine: Page, session: Session
) -> None:
    begun = now(routine)
    run(routine, whole(session) + 2)
    spoken = [((event["at"] - begun) / SECOND, event["text"]) for event in heard(routine, "speak")]
    due = words_due(session)
    assert [text for _, text in spoken] == [text for _, text in due]
    late = [at - wanted for (at, _), (wanted, _) in zip(spoken, due, strict=True)]
    assert min(late) >= 0
    assert max(late) <= 0.26
    sounded = sorted(
        ((event["at"] - begun) / SECOND, event["hz"]) for event in heard(routine, "tone")
    )
    wanted = tones_due(session)
    assert [hz for _, hz in sounded] == [hz for _, hz in wanted]
    assert max(abs(at - due) for (at, _), (due, _) in zip(sounded, wanted, strict=True)) < 0.011
    assert not any(event["waited"] for event in heard(routine, "speak"))


def test_tones_are_scheduled_far_enough_ahead_of_throttled_timers(
    routine: Page, session: Session
) -> None:
    begun = now(routine)
    run(routine, 20)
    laid = {(event["at"] - begun, event["hz"]) for event in heard(routine, "tone")}
    due = [(second, hz) for second, hz in tones_due(session) if second <= 105]
    assert {(round(second * SECOND), hz) for second, hz in due} <= {(round(a), h) for a, h in laid}


def pending(page: Page) -> int:
    """How many notes will still sound."""
    return sum(event["at"] > now(page) for event in heard(page, "tone"))


@pytest.mark.once
def test_scheduled_tones_are_cancelled_on_pause_and_moved_on_a_step(
    routine: Page,
) -> None:
    run(routine, 20)
    assert pending(routine)
    tap_beside(routine)
    assert not pending(routine)
    run(routine, 60)
    tap_beside(routine)
    begun = now(routine)
    first = min(event["at"] for event in heard(routine, "tone") if event["at"] > begun)
    assert first == begun + 35 * SECOND
    routine.keyboard.press("ArrowRight")
    first = min(event["at"] for event in heard(routine, "tone") if event["at"] > begun)
    assert first == begun + 5 * SECOND
    touch(routine.get_by_role("button", name="End the routine"))
    touch(routine.get_by_role("button", name="Sharp pain"))
    # The dialog says that it was closed a little after the tap.
    expect(routine.locator("[data-player]")).to_have_attribute("data-face", "ending")
    assert not pending(routine)
    assert heard(routine, "speak")[-1]["text"] == "Stopped."


def test_the_audio_context_and_the_voice_are_opened_inside_the_tap(routine: Page) -> None:
    first = heard(routine, "context", "open voice", "awake")[:3]
    assert [event["what"] for event in first] == ["context", "open voice", "awake"]
    assert first[0]["active"]
    assert routine.evaluate("navigator.audioSession.type") == "transient"


def test_with_all_switches_off_it_is_silent_and_stays_so(loaded: Page, session: Session) -> None:
    for name in ("Voice", "Tones", "Vibration"):
        touch(loaded.get_by_role("switch", name=re.compile(f"^{name}(?! even)")))
    loaded.reload()
    for name in ("Voice", "Tones", "Vibration"):
        expect(
            loaded.get_by_role("switch", name=re.compile(f"^{name}(?! even)"))
        ).not_to_be_checked()
    touch(start_button(loaded))
    run(loaded, whole(session) + 2)
    expect(loaded.get_by_role("heading", level=1)).to_have_text("Routine done")
    kinds = {event["what"] for event in heard(loaded)}
    assert kinds == {"awake"}


def test_vibration_marks_the_steps_where_the_phone_has_it(routine: Page, session: Session) -> None:
    run(routine, whole(session) + 2)
    planned = [stretch.kind for stretch in stretches(session.plan.routine)]
    shaken = heard(routine, "vibrate")
    halves = 8 * 2
    assert len(shaken) == len([k for k in planned if k != "lead_in"]) + halves + 1


@pytest.mark.once
def test_the_bar_turns_voice_and_tones_off_during_the_routine(routine: Page) -> None:
    voice = routine.get_by_role("button", name="Voice", exact=True)
    expect(voice).to_have_attribute("aria-pressed", "true")
    run(routine, 16)
    touch(voice)
    touch(routine.get_by_role("button", name="Tones", exact=True))
    expect(voice).to_have_attribute("aria-pressed", "false")
    spoken = len(heard(routine, "speak"))
    run(routine, 60)
    assert len(heard(routine, "speak")) == spoken
    assert not pending(routine)
    touch(voice)
    run(routine, 60)
    assert len(heard(routine, "speak")) > spoken


@pytest.mark.once
def test_two_voices_do_not_talk_at_once(routine: Page) -> None:
    regions = routine.locator("[aria-live]")
    run(routine, 16)
    assert regions.all_inner_texts() == ["", ""]
    touch(routine.get_by_role("button", name="Voice", exact=True))
    run(routine, 50)
    assert "Flex and extend" in "".join(regions.all_inner_texts())
    touch(routine.get_by_role("button", name="Voice", exact=True))
    run(routine, 50)
    assert regions.all_inner_texts() == ["", ""]


@pytest.mark.once
def test_the_sound_can_be_tested_before_the_start(loaded: Page) -> None:
    touch(loaded.get_by_role("button", name="Play a test"))
    expect(loaded.get_by_role("status").get_by_text("Turn up the volume")).to_be_visible()
    kinds = {event["what"] for event in heard(loaded)}
    assert kinds == {"context", "open voice", "speak", "tone", "vibrate"}


@pytest.mark.once
def test_tones_can_ignore_the_silent_switch(loaded: Page) -> None:
    touch(loaded.get_by_role("switch", name="Tones even in silent mode"))
    touch(start_button(loaded))
    assert loaded.evaluate("navigator.audioSession.type") == "playback"


def test_after_a_reload_it_resumes_silently_and_a_tap_unlocks_sound(
    routine: Page,
) -> None:
    run(routine, 20)
    routine.reload()
    routine.get_by_role("timer").wait_for()
    run(routine, 10)
    assert not heard(routine, "context", "speak", "tone", "vibrate")
    expect(routine.get_by_role("button", name="Tap for sound")).to_be_visible()
    tap_beside(routine)
    expect(routine.get_by_role("button", name="Tap for sound")).to_be_hidden()
    assert heard(routine, "speak")[-1]["text"].startswith("Left foot. Right hand. Pull the toes")
    run(routine, 5)
    assert pending(routine)
    expect(routine.get_by_role("timer")).to_have_text("25")
    tap_beside(routine)
    run(routine, 5)
    expect(routine.get_by_role("region").get_by_text("paused")).to_be_visible()
    tap_beside(routine)
    run(routine, 5)
    expect(routine.get_by_role("timer")).to_have_text("20")


@pytest.mark.once
def test_a_tap_anywhere_pauses_the_swap_too_and_a_button_stays_a_button(routine: Page) -> None:
    run(routine, 217)
    touch(routine.get_by_role("heading", name="Switch to your right foot"))
    run(routine, 60)
    expect(routine.get_by_role("region").get_by_text("paused")).to_be_visible()
    expect(routine.get_by_role("button", name="Voice", exact=True)).to_be_visible()
    touch(routine.get_by_role("heading", name="Switch to your right foot"))
    touch(routine.get_by_role("button", name="I’m ready"))
    expect(routine.get_by_role("heading", level=1)).to_have_text("Lace the fingers")
    expect(routine.get_by_role("region").get_by_text("paused")).to_be_hidden()


def hide(page: Page, hidden: bool) -> None:
    page.evaluate("hidden => window.hide(hidden)", hidden)


def demand_awake_again(page: Page, times: int) -> None:
    """The screen lock is asked for at the start and on each of so many returns."""
    requests = len(heard(page, "awake"))
    assert requests >= 1
    for _ in range(times):
        hide(page, True)
        run(page, 1)
        hide(page, False)
        run(page, 1)
        assert page.evaluate("window.locksHeld()") == 1
    assert len(heard(page, "awake")) == requests + times


def test_the_screen_is_kept_on_from_the_start_and_after_each_return(routine: Page) -> None:
    demand_awake_again(routine, 20)
    expect(routine.get_by_text("Paused while the screen was off")).to_be_hidden()


@pytest.mark.once
def test_control_without_a_second_request_the_screen_lock_is_lost(
    loaded: Page, session: Session
) -> None:
    def without_the_second_request(route: Route) -> None:
        answer = route.fetch()
        text = answer.text().replace('send("visible");\nrequestAgain();', 'send("visible");')
        assert text != answer.text()
        route.fulfill(response=answer, body=text)

    loaded.route(re.compile(r"/js/player/presence\b.*\.js"), without_the_second_request)
    loaded.reload()
    touch(start_button(loaded))
    with pytest.raises(AssertionError):
        demand_awake_again(loaded, 20)


def test_hidden_without_a_screen_lock_it_pauses_and_says_so(routine: Page) -> None:
    run(routine, 20)
    routine.evaluate("window.refusesAwake = true")
    hide(routine, True)
    hide(routine, False)
    run(routine, 1)
    hide(routine, True)
    routine.clock.fast_forward(300 * SECOND)
    hide(routine, False)
    run(routine, 1)
    expect(routine.get_by_text("Paused while the screen was off")).to_be_visible()
    expect(routine.get_by_role("timer")).to_have_text("39")
    tap_beside(routine)
    run(routine, 16)
    expect(routine.get_by_text("Paused while the screen was off")).to_be_hidden()
    expect(routine.get_by_role("timer")).to_have_text("23")


@pytest.mark.once
def test_a_refused_screen_lock_is_reported_once(loaded: Page) -> None:
    loaded.evaluate("window.refusesAwake = true")
    touch(start_button(loaded))
    notice = loaded.get_by_text("The screen may turn off. If it does")
    expect(notice).to_be_visible()
    run(loaded, 20)
    expect(notice).to_be_hidden()
    for _ in range(3):
        hide(loaded, True)
        hide(loaded, False)
        tap_beside(loaded)
        run(loaded, 1)
        expect(notice).to_be_hidden()


@pytest.mark.once
@pytest.mark.parametrize(
    ("secure", "words"),
    [
        ("true", "This browser cannot keep the screen on"),
        ("false", "The screen may turn off on this address"),
    ],
)
def test_an_unavailable_screen_lock_is_reported_before_the_start(
    loaded: Page, secure: str, words: str
) -> None:
    loaded.add_init_script(
        "Object.defineProperty(navigator, 'wakeLock', { value: undefined });"
        f"Object.defineProperty(window, 'isSecureContext', {{ value: {secure} }});"
    )
    loaded.reload()
    expect(loaded.get_by_text(words)).to_be_visible()
    touch(start_button(loaded))
    run(loaded, 6)
    expect(loaded.get_by_text(words)).to_be_hidden()
    assert heard(loaded, "speak")


def sleep(page: Page, seconds: float) -> None:
    """The phone was locked: first nothing runs, then the page is told."""
    page.clock.fast_forward(round(seconds * SECOND))


def go_elsewhere(page: Page, seconds: float) -> None:
    """Another app; the page's timers stand still."""
    hide(page, True)
    sleep(page, seconds)
    hide(page, False)


def go_elsewhere_for_long_ticks(page: Page, seconds: float) -> None:
    """Another page; this one may run, as one that sounds does."""
    hide(page, True)
    run(page, seconds)
    hide(page, False)


def go_on_to_another_page_and_back(page: Page, seconds: float) -> None:
    """The browser keeps the page as it is; imitated, for one without windows keeps none."""
    show = "type => dispatchEvent(new PageTransitionEvent(type, { persisted: true }))"
    page.evaluate(show, "pagehide")
    hide(page, True)
    sleep(page, seconds)
    page.evaluate(show, "pageshow")
    hide(page, False)


def set_the_clock(page: Page, seconds: float) -> None:
    page.clock.set_system_time(now(page) / SECOND + seconds)


def load_again(page: Page, seconds: float) -> None:
    address = page.url
    page.goto("about:blank")
    sleep(page, seconds)
    page.goto(address)
    page.get_by_role("timer").wait_for()


WAYS = [
    sleep,
    go_elsewhere,
    go_elsewhere_for_long_ticks,
    go_on_to_another_page_and_back,
    set_the_clock,
    load_again,
]


@pytest.mark.once
@pytest.mark.parametrize("way", WAYS)
def test_away_for_more_than_two_minutes_it_pauses_silently(
    routine: Page, way: Callable[[Page, float], None]
) -> None:
    run(routine, 20)
    way(routine, 600)
    run(routine, 0.5)
    expect(routine.get_by_text("Paused while you were away")).to_be_visible()
    expect(routine.get_by_role("heading", level=1)).to_have_text("Traction")
    expect(routine.get_by_role("timer")).to_have_text("40")
    assert not pending(routine)
    before = len(heard(routine, "speak", "vibrate"))
    run(routine, 200)
    assert len(heard(routine, "speak", "vibrate")) == before
    expect(routine.get_by_text("Paused while you were away")).to_be_hidden()
    tap_beside(routine)
    run(routine, 5)
    expect(routine.get_by_role("timer")).to_have_text("35")
    assert heard(routine, "speak")[-1]["text"].startswith("Left foot. Right hand. Pull the toes")
    touch(routine.get_by_role("button", name="End the routine"))
    touch(routine.get_by_role("button", name="Done enough"))
    expect(routine.get_by_text("Left 0:10 · Right 0:00")).to_be_visible()
    expect(routine.get_by_role("checkbox", name="Count this")).to_be_hidden()


@pytest.mark.once
@pytest.mark.parametrize("way", WAYS)
def test_away_for_up_to_two_minutes_it_continues_without_the_unseen_steps(
    routine: Page, way: Callable[[Page, float], None]
) -> None:
    run(routine, 20)
    way(routine, 80)
    run(routine, 0.5)
    expect(routine.get_by_text("Traction ended 0:40 ago")).to_be_visible()
    expect(routine.get_by_role("heading", level=1)).to_have_text("Flex and extend")
    expect(routine.get_by_role("timer")).to_have_text("10")
    touch(routine.get_by_role("button", name="End the routine"))
    touch(routine.get_by_role("button", name="Done enough"))
    expect(routine.get_by_text("Left 0:05 · Right 0:00")).to_be_visible()
    routine.get_by_role("checkbox", name=re.compile("for 1:15. Count this")).check()
    expect(routine.get_by_text("Left 1:20 · Right 0:00")).to_be_visible()


def test_a_step_that_ended_while_asleep_is_reported(routine: Page) -> None:
    run(routine, 20)
    hide(routine, True)
    routine.clock.fast_forward(82 * SECOND)
    hide(routine, False)
    run(routine, 1)
    expect(routine.get_by_text("Traction ended 0:42 ago")).to_be_visible()
    assert heard(routine, "speak")[-1]["text"].startswith("A step ended 42 seconds ago.")
    run(routine, 16)
    expect(routine.get_by_text("Traction ended 0:42 ago")).to_be_hidden()


@pytest.mark.once
def test_after_a_sleep_no_old_tone_sounds_and_the_next_ones_are_on_time(
    routine: Page, session: Session
) -> None:
    begun = now(routine)
    run(routine, 20)
    # An audio clock stands still while the machine sleeps.
    routine.evaluate("""() => {
      const { prototype } = AudioContext;
      const { get } = Object.getOwnPropertyDescriptor(prototype, "currentTime");
      Object.defineProperty(prototype, "currentTime", { get() { return get.call(this) - 60; } });
    }""")
    routine.clock.fast_forward(60 * SECOND)
    run(routine, 0.25)
    woken = now(routine) - 250
    old = [
        event for event in heard(routine) if event.get("laid", woken) < woken and event["when"] > 20
    ]
    assert old
    assert {event["what"] for event in old} == {"taken back"}
    new = [event for event in heard(routine, "tone") if event["laid"] >= woken]
    due = {round(second, 2) for second, _ in tones_due(session)}
    assert new
    assert {round((event["at"] - begun) / SECOND + 60, 2) for event in new} <= due


@pytest.mark.once
def test_a_test_only_session_has_no_stop_rule(
    phone: BrowserContext, signed_in: SignIn, committed: None
) -> None:
    kind = Session.Kind.TEST_ONLY
    session = make_session(owner=make_user(), stage="routine", tests=("toe_touch",), kind=kind)
    page = signed_in(phone, session.owner).new_page()
    page.add_init_script(path=SPIES)
    stand_still(page, START)
    page.goto(f"/sessions/{session.uuid}/routine/")
    touch(start_button(page))
    expect(page.get_by_text("Stop at sharp pain, tingling")).to_have_count(0)
    for _ in range(10):
        run(page, whole(session) / 10)
    run(page, 2)
    expect(page.get_by_text("Stop at sharp pain, tingling")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_have_text("Sitting done")
    spoken = [event["text"] for event in heard(page, "speak")]
    assert spoken == [
        "Get ready.",
        "Sit still. Hands off.",
        "Halfway.",
        "Five seconds.",
        spoken[-1],
    ]
    assert spoken[-1] == "Sitting done. Rate again."


@pytest.mark.once
def test_no_tone_is_louder_than_a_quarter_of_full_scale(
    phone: BrowserContext, signed_in: SignIn, session: Session
) -> None:
    page = signed_in(phone, session.owner).new_page()
    page.goto(f"/sessions/{session.uuid}/routine/")
    start_button(page).wait_for()
    peaks = page.evaluate("""async () => {
      const { name } = performance.getEntriesByType("resource")
        .find(({ name }) => /device\\/tones\\b.*\\.js/.test(name));
      const { play } = await import(name);
      const peak = async (tune) => {
        const audio = new OfflineAudioContext(1, 48000, 48000);
        play(audio, tune, 0);
        const samples = (await audio.startRendering()).getChannelData(0);
        return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
      };
      return Promise.all(["start", "tick", "end", "swap"].map(peak));
    }""")
    assert all(0.2 < peak <= 0.252 for peak in peaks)


@pytest.mark.once
def test_the_faces_before_the_start_and_with_a_notice_pass_the_audit(
    phone: BrowserContext, signed_in: SignIn, session: Session
) -> None:
    page = signed_in(phone, session.owner).new_page()
    page.add_init_script(path=SPIES)
    page.goto(f"/sessions/{session.uuid}/routine/")
    start_button(page).wait_for()
    audit(page)
    page.evaluate("window.refusesAwake = true")
    touch(start_button(page))
    expect(page.get_by_text("The screen may turn off")).to_be_visible()
    audit(page)
    page.reload()
    page.get_by_role("button", name="Tap for sound").wait_for()
    audit(page)
