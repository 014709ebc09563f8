from django.db import migrations, models

COUNTED = """
INSERT INTO analytics_signupday (day, accounts)
SELECT day, COUNT(*) FROM (SELECT {day} AS day FROM accounts_user) AS users WHERE day < {today} GROUP BY day
"""
WRITTEN = {
    "postgresql": {"day": "(date_joined AT TIME ZONE 'UTC')::date", "today": "(now() AT TIME ZONE 'UTC')::date"},
    "sqlite": {"day": "substr(date_joined, 1, 10)", "today": "date('now')"},
}


def count(apps, schema_editor):
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        cursor.execute(COUNTED.format(**WRITTEN[connection.vendor]))


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_audit_of_exports_and_deletions'),
        ('analytics', '0007_listeners_months'),
    ]

    operations = [
        migrations.CreateModel(
            name='SignUpDay',
            fields=[
                ('day', models.DateField(primary_key=True, serialize=False)),
                ('accounts', models.IntegerField()),
            ],
        ),
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
