from django.db import migrations, models

from catalogue.text import fold


def fold_names(apps, schema_editor):
    Playlist = apps.get_model("playlists", "Playlist")
    for playlist in Playlist.objects.only("name").iterator(chunk_size=1000):
        Playlist.objects.filter(pk=playlist.pk).update(search_name=fold(playlist.name)[:200])


class Migration(migrations.Migration):

    dependencies = [
        ("playlists", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="playlist",
            name="search_name",
            field=models.CharField(blank=True, default="", editable=False, help_text="Folded for comparison.", max_length=200),
        ),
        migrations.RunPython(fold_names, migrations.RunPython.noop),
    ]
