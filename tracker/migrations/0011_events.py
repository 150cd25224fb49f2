"""Entries have a kind and events, and a session that the log did not explain a further entry."""

from collections import defaultdict
from itertools import groupby

from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError

from tracker.migrations import _log_before_0011 as before
from tracker.rules.events import Kind
from tracker.rules.log import EventLog, written_order

AT_ONCE = 50  # sessions, each of which may have 2,000 entries
ROWS_AT_ONCE = 200
COLUMNS = [f"{phase}_{name}" for phase in before.PHASES for name in (*before.FIELDS, "at")]
ABOUT = [
    *("uuid", "owner_id", "plan", "stage", "dose", "stopped_reason", "note", "day", "started_at", "worked"),
    *("routine_done_at", "finished_at", "entered_later", "edited_at", "count_anyway"),
]


def forwards(apps, schema_editor):
    Session = apps.get_model("tracker", "Session")
    done = 0
    while sessions := list(Session.objects.filter(pk__gt=done).order_by("pk").only(*ABOUT)[:AT_ONCE]):
        some(apps, sessions)
        done = sessions[-1].pk


def backwards(apps, schema_editor):
    """Only while nothing was entered: what events say cannot be said in the JSON from before."""
    if apps.get_model("tracker", "Entry").objects.exists():
        raise IrreversibleError(
            "Entries are kept as events. To go back, restore the backup that was made before."
        )


def some(apps, sessions):
    Session, Rating, Entry = (apps.get_model("tracker", n) for n in ("Session", "Rating", "Entry"))
    entries, ratings = of_each(Entry, sessions), of_each(Rating, sessions)
    made, changed_sessions, changed_ratings = [], [], []
    for session in sessions:
        known, rated = entries[session.pk], ratings[session.pk]
        for entry in known:
            entry.session = session
        log, new = explained(Entry, session, known, rated)
        made += new
        changed_sessions += [session] if follow(session, before.columns(session, log)) else []
        changed_ratings += [row for row in rated if follow(row, moments(row, log))]
    known = [entry for each in entries.values() for entry in each]
    Entry.objects.bulk_update(known, ["kind", "events"], batch_size=ROWS_AT_ONCE)
    Entry.objects.bulk_create(made, batch_size=ROWS_AT_ONCE)
    follows = [*("dose", "stopped_reason", "routine_done_at", "worked", "finished_at", "edited_at")]
    Session.objects.bulk_update(changed_sessions, follows)
    ats = [name for name in COLUMNS if name.endswith("_at")]
    Rating.objects.bulk_update(changed_ratings, ats, batch_size=ROWS_AT_ONCE)


def of_each(model, sessions):
    found = defaultdict(list)
    rows = model.objects.filter(session__in=[each.pk for each in sessions]).order_by("session", "pk")
    rows = rows.select_related("test") if model.__name__ == "Rating" else rows
    for pk, some in groupby(rows.iterator(), key=lambda row: row.session_id):
        found[pk] = list(some)
    return found


def explained(Entry, session, entries, ratings):
    """The log of a session, and the entries that it lacked."""
    rows = {
        (row.test.slug, row.side, name): getattr(row, name) for row in ratings for name in COLUMNS
    }
    for entry in entries:
        entry.kind = before.kind_of(entry.payload)
    before.restore_first_edits(entries, session, rows)
    for entry in entries:
        before.convert(entry, session)
    made = []
    if missing := list(before.backfill(session, entries, rows)):
        made.append(before.new_entry(Entry, session, Kind.BACKFILL, missing))
    log = EventLog([*entries, *made])
    if wrong := list(before.corrections(session, log, rows)):
        made.append(before.new_entry(Entry, session, Kind.CORRECTION, wrong))
        log = EventLog(sorted([*entries, *made], key=written_order))
    return log, made


def moments(row, log):
    slot = (row.test.slug, row.side)
    return {f"{phase}_at": log.rating(phase, slot)["at"] for phase in before.PHASES}


def follow(row, columns):
    """Whether anything of it was different."""
    changed = {name: value for name, value in columns.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    return bool(changed)


class Migration(migrations.Migration):

    dependencies = [
        ("tracker", "0010_owner_in_every_key"),
    ]

    operations = [
        migrations.AddField(
            model_name="entry",
            name="kind",
            field=models.CharField(default="reading", max_length=10),
        ),
        migrations.AddField(
            model_name="entry",
            name="events",
            field=models.JSONField(default=dict),
        ),
        migrations.RunPython(forwards, backwards),
    ]
