"""A trial stores its arms, so that one which began with three goes on with three."""

from django.db import migrations, models


def store_arms(apps, schema_editor):
    trials = apps.get_model("tracker", "Trial").objects
    for trial in trials.select_related("routine", "other_routine").iterator(chunk_size=500):
        trials.filter(owner=trial.owner_id, pk=trial.pk).update(arms=arms_until_now(trial))


def arms_until_now(trial):
    if trial.design == "one_leg":
        return ["left", "right"]
    routines = [routine for routine in (trial.routine, trial.other_routine) if routine]
    return [*(routine.slug for routine in routines), "test_only"]


class Migration(migrations.Migration):

    dependencies = [
        ('tracker', '0013_pauses'),
    ]

    operations = [
        migrations.AddField(
            model_name='routine',
            name='notes',
            field=models.TextField(blank=True, default=''),
        ),
        migrations.AddField(
            model_name='routine',
            name='sham',
            field=models.BooleanField(default=False, verbose_name='for fair tests alone'),
        ),
        migrations.AddField(
            model_name='trial',
            name='arms',
            field=models.JSONField(default=list, verbose_name='what chance picks from'),
        ),
        migrations.RunPython(store_arms, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='session',
            name='kind',
            field=models.CharField(choices=[('routine', 'Routine'), ('test_only', 'Test-only'), ('one_leg', 'One leg first'), ('sham', 'Light touch')], default='routine', max_length=9),
        ),
        migrations.AlterField(
            model_name='trial',
            name='design',
            field=models.CharField(choices=[('control', 'Does the routine do more than sitting still?'), ('touch', 'Is it the pull, or only the attention?'), ('versus', 'Which of two routines does more?'), ('one_leg', 'Does it change the leg you do it on?')], max_length=7),
        ),
    ]
