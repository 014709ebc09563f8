import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def published_when_made(apps, schema_editor):
    Playlist = apps.get_model("playlists", "Playlist")
    Playlist.objects.filter(is_public=True).update(published_at=models.F("created_at"))


class Migration(migrations.Migration):

    dependencies = [
        ("playlists", "0002_search_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="playlist",
            name="version",
            field=models.PositiveBigIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="playlist",
            name="published_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="playlist",
            name="hidden_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="playlist",
            name="copied_from",
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="playlists.playlist"),
        ),
        migrations.AddIndex(
            model_name="playlist",
            index=models.Index(fields=["owner", "-published_at"], name="playlist_owner_published"),
        ),
        migrations.RunPython(published_when_made, migrations.RunPython.noop),
    ]
