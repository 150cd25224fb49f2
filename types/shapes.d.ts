/* The shapes that modules of static/js hand to each other. Nothing of this is served. */

type Side = "left" | "right" | "none";

/** What a person entered, before it has a name and a time. The keys are those of docs/sync.md. */
type EntryFields = RatingFields | MethodFields | ContextFields | NoteFields | RoutineFields | StartFields | FinishFields;

interface RatingFields {
  kind?: "reading";
  session: string;
  phase: string;
  test: string;
  side: string;
  field: string;
  value: string;
  /** Of a measured value: the id of the measure that it was read by. */
  method?: string;
  /** Of an angle that a phone measured: see docs/sync.md. */
  holds?: string;
  spreads?: string;
  zeroed?: string;
  device?: string;
  phone?: string;
  again?: string;
}

/** How a test is measured from now on: the id of a measure, or "none". */
interface MethodFields {
  kind: "method";
  session: string;
  test: string;
  method: string;
}

interface NoteFields {
  kind: "note";
  session: string;
  value: string;
  was: string;
}

/** Empty where it was not answered. */
type Answer = "yes" | "no" | "";

interface ContextFields {
  kind: "context";
  session: string;
  ran: string;
  slept_badly: Answer;
  just_woke: Answer;
}

interface RoutineFields {
  kind: "routine";
  session: string;
  leg: string;
  dose: string;
  stopped_reason: string;
  at?: string;
  after?: undefined;
}

interface StartFields extends SessionChoices {
  kind: "start";
  session: string;
  zone: string;
  tests: string;
  vary: string;
}

interface FinishFields {
  kind: "finish";
  session: string;
}

type Entry = EntryFields & { uuid: string; at: string; after?: string };
type RefusedEntry = Entry & { reason: string };

/** A row of the store `entries`: an entry and what became of it. A removed one keeps only its name. */
interface EntryRecord {
  uuid: string;
  entry: Entry | null;
  state: "waiting" | "refused" | "sent" | "removed";
  since: number;
  reason: string;
}

interface Queue {
  waiting: Entry[];
  refused: RefusedEntry[];
}

/** What the server says of one entry of a batch. */
interface EntryResult {
  uuid: string;
  status: string;
  reason?: string;
}

/** What became of a request: see `outcomeOf`. */
interface Outcome {
  kind: "answer" | "refused" | "sign in" | "other" | "none";
  results?: EntryResult[];
  reason?: string;
  wait?: number;
}

interface OutboxState {
  waiting: number;
  refused: RefusedEntry[];
  sending: boolean;
  stored: boolean;
  isRead: boolean;
  failed: boolean;
  problem: string;
  signIn: string;
  unsent: string;
}

/** A status line: its kind, its words, and perhaps a link as its words and address. */
type Status = [kind: string, text: string, link?: [text: string, href: string]];

interface PlannedStep {
  key: string;
  name: string;
  kind: string;
  side: Side;
  seconds: number;
  hand: string;
  cue: string;
  say: string;
  illustration: string;
}

interface PlannedRoutine {
  slug: string;
  name: string;
  safety: string[];
  seconds: number;
  lead_in: number;
  change: number;
  swap: number;
  steps: PlannedStep[];
}

interface PlannedTest {
  test: string;
  name: string;
  sided: boolean;
}

/** A way to measure a test. A number is null or absent where there is none. */
interface Measure {
  id: string;
  label: string;
  instrument: string;
  unit: string;
  better: string;
  hard_min: number;
  hard_max: number;
  typical_min?: number | null;
  typical_max?: number | null;
  sign_note?: string;
  past_zero?: string;
  phone?: PhoneMeasure;
}

/** Where a phone lies that measures by itself, and what is said of it: docs/catalogue.md. */
interface PhoneMeasure {
  illustration: string;
  zero: number;
  signed: boolean;
  near_min: number;
  near_max: number;
  strap: boolean;
  lies: string;
  say: string;
  move: string;
  begin: string;
  come_back: string;
}

/** A measure in the unit of its person; times `factor` a number is in the unit that is stored. */
interface ShownMeasure extends Measure {
  factor: number;
}

/** How a test is measured, as its card has it. `method` is empty while it is not chosen. */
interface MeasuredTest {
  method: string;
  measures: Measure[];
}

/** What a card is made from, as tracker/phone/tests.py has it. */
interface AboutTest extends PlannedTest, MeasuredTest {
  sided: boolean;
  name: string;
  gloss: string;
  hint: string;
  ten: string;
  zero: string;
  own: boolean;
  picture: string;
  steps: string[];
}

/** A session's plan, frozen when it started. `second` is the other leg, where legs are done apart. */
interface Plan {
  tests: PlannedTest[];
  routine: PlannedRoutine;
  second?: PlannedRoutine;
  order?: string;
  set?: string;
}

/** A stretch of a routine's time; `step` is the one it is, or leads to. */
interface Stretch {
  kind: "lead_in" | "change" | "swap" | "step";
  ms: number;
  step: PlannedStep;
}

/** What of a player's state changes as time goes by. Times are wall-clock milliseconds. */
interface PlayerMoment {
  mode: "running" | "paused" | "stopped" | "done";
  at: number;
  entry: number;
  endsAt: number | null;
  left: number;
  dose: Record<string, number>;
  unseen: Record<string, number>;
  seen: number;
}

/** The player's state, as a phone keeps it in localStorage. */
interface PlayerState extends PlayerMoment {
  version: number;
  timeline: Stretch[];
  isSitting: boolean;
  isLeg: boolean;
  clockSetBack: boolean;
  reason: string;
  hidden: PlayerMoment | null;
  waits: boolean;
  overAt?: number;
}

/** What the player plays: one leg of a session's plan. */
interface PlayerPlan {
  tests: PlannedTest[];
  routine: PlannedRoutine;
  isLeg: boolean;
}

/** What is to be said or sounded once. */
interface Cue {
  kind: string;
  say: string;
  step?: PlannedStep;
}

/** A page of the server, fetched but not shown. */
interface FetchedPage {
  url: string;
  html: string;
  status: number;
  ok: boolean;
}

/** A sentence for a form that stays, and perhaps the address that leads out of it. */
interface Trouble {
  words: string;
  way?: string;
}

/** A row of the store `kept`, by its name: "user", "kit" or "session:…". */
interface KeptRow {
  name: string;
  value: any;
}

/** The end of a phase or a leg; `isLast` if the runner ends the session there. */
interface PhaseEnd {
  user?: string;
  session: string;
  phase: string;
  isLast?: boolean;
}

/** A day of a person, such as "2026-03-10", and the session on it that asked what came before. */
interface Asked {
  day: string;
  session: string;
}

/** The rule book's rows for a session: see static/js/phone/stages.js. */
interface Course {
  next?: Record<string, string>;
  may?: Record<string, string[]>;
}

/** A session as the phone knows it: its frozen plan and how far it is. */
interface Snapshot extends Course {
  uuid: string;
  plan: Plan;
  kind: string;
  title: string;
  stage: string;
  started: string;
  /** Whether the server has to draw at random before the routine. */
  draws: boolean;
  /** Of its tests those of which the page without a network knows nothing by itself; absent from an older one. */
  tests?: AboutTest[];
}

/** By their columns, as User.preferences in tracker/models/user.py has them; a new one is said there alone. */
type Preferences = Record<string, boolean | number | string>;

/** What GET /offline/kit/ returns: everything that a session without a network needs. */
interface OfflineBundle {
  user: number;
  /** Of its texts; absent from an older one. */
  language?: string;
  /** When the server made it, or saved the settings that it has. */
  made: string;
  theme: string;
  /** Percent of the browser's; absent from an older one. */
  text_size?: number;
  preferences?: Preferences;
  safety_read: boolean;
  /** The hour at which the person's day begins, and when they were last asked what came before a session; absent from an older one. */
  day_starts_at?: number;
  asked?: Asked | null;
  /** Whether the next session of a trial is to be drawn. */
  chance: boolean;
  routines: BundledRoutine[];
  /** The names of routines that did not fit in. */
  elsewhere?: string[];
  /** In the person's order, without the hidden ones. An older one has only their names and sides. */
  tests: AboutTest[];
  /** The names of tests that did not fit in. */
  tests_elsewhere?: string[];
  quick: string[];
  /** Whether the short set is "My three". */
  has_mine?: boolean;
  /** What the start form says of the sets of tests, by place in the form; absent from an older one. */
  words?: Record<string, string>;
  /** By routine the tests that are set for it. */
  usual?: Record<string, ChosenTests>;
  last: SessionChoices & ChosenTests;
  /** The variations chosen last time, as JSON. */
  vary: string;
  open: Snapshot | null;
  /** For a session that is started on the phone. */
  course: Course & { stage: string };
  /** When this phone stored it. */
  kept: number;
}

/** A routine with all its plans, by seconds and order: for each step its number and seconds. */
interface BundledRoutine {
  slug: string;
  name: string;
  gloss: string;
  minutes: number;
  about: Omit<PlannedRoutine, "seconds" | "steps">;
  steps: Omit<PlannedStep, "seconds">[];
  plans: Record<string, [number: number, seconds: number][]>;
}

/** A set as in a plan, and the tests if it is "own". */
interface ChosenTests {
  set: string;
  tests: string[];
}

/** What is chosen to start a session, as the start form sends it. */
interface SessionChoices {
  set: string;
  routine: string;
  seconds: string;
  order: string;
}

/** One session on the page that stands in without a network; `page` is its stage, or "result". */
interface SessionHere {
  user: string;
  bundle: OfflineBundle | null;
  outbox: import("../static/js/outbox/index.js").Outbox;
  snapshot: Snapshot;
  page: string;
}

interface ChartDots {
  x: number[];
  y: number[];
}

interface ChartLine {
  phase: string;
  x: number[];
  y: (number | null)[];
  dots?: ChartDots;
}

interface ChartPanel {
  side: Side;
  lines: ChartLine[];
}

/** The usual swing: `by` points up and down around `at`, and the words in it. */
interface ChartSwing {
  at: number;
  by: number;
  says: string;
}

/** The data of a line chart, as tracker/charts/lines.py makes it. Days count from 1 January of year 1. */
interface LineChart {
  from: number;
  to: number;
  panels: ChartPanel[];
  y: { min: number; max: number; step: number };
  unit?: string;
  /** Decimals of a value at most. */
  places?: number;
  /** Weeks in a point, or none for single days. */
  weeks?: number;
  /** The weekday with which a week starts, 0 for Monday. */
  week_starts?: number;
  small?: boolean;
  /** Single marks that no line joins. */
  marks?: boolean;
  /** All panels on one axis. */
  overlay?: boolean;
  swing?: ChartSwing | null;
}

/** The words of phases and reasons by their values, as tracker/rules/vocabulary.py has them. */
interface Vocabulary {
  phases: Record<string, string>;
  skip_reasons: Record<string, string>;
  /** Only those of which this phone has the names. */
  tests?: Record<string, string>;
}
