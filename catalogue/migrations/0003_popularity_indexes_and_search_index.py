from django.db import migrations, models

from catalogue.matching import index_of


def make_tables(apps, schema_editor):
    index_of(schema_editor.connection).make_tables(schema_editor.connection)


def drop_tables(apps, schema_editor):
    index_of(schema_editor.connection).drop(schema_editor.connection)


class Migration(migrations.Migration):
    """The tables of the search index; its triggers come after all migrations, see `catalogue.matching`."""

    dependencies = [
        ("catalogue", "0002_hidden_indexes_and_related_at"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="album",
            index=models.Index(fields=["nb_fan"], name="album_popularity"),
        ),
        migrations.AddIndex(
            model_name="artist",
            index=models.Index(fields=["nb_fan"], name="artist_popularity"),
        ),
        migrations.AddIndex(
            model_name="track",
            index=models.Index(fields=["rank"], name="track_popularity"),
        ),
        migrations.AddIndex(
            model_name="track",
            index=models.Index(fields=["search_title"], name="track_search_title"),
        ),
        migrations.RunPython(make_tables, drop_tables),
    ]
