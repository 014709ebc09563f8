from django.db import migrations

from analytics.partitions import partition, split_before


def by_month(apps, schema_editor):
    """Each step is a transaction of its own; stopped anywhere, it goes on from there."""
    partition()
    split_before()


class Migration(migrations.Migration):
    """On PostgreSQL the table of activities becomes one that is partitioned by month; elsewhere nothing happens."""

    atomic = False

    dependencies = [
        ("analytics", "0003_rollups_settings_and_reported_events"),
    ]

    operations = [migrations.RunPython(by_month, migrations.RunPython.noop)]
