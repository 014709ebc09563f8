"""What listening adds up to, by day: made from the activities by `analytics.rollups.rolling`, which alone writes here.

``day`` is the listener's own calendar day, in the time zone that they had when it was rolled up; a change of the zone
rolls all their days up anew. What is added up over listeners is added up over their own days. ``listens`` are plays
and skips; ``played_ms`` is what was heard of them. A row whose counts are all 0 does not exist.

The keys to users and catalogue are not enforced by the database: a day is rolled up from rows that are, and dozens of
rows a second need no second look. They are deleted by the next run after the rows that they came from.
"""

# ruff: noqa: DJ008  (rows of sums, which nobody reads one by one)

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models


def _pointer(to: str, **options: Any) -> Any:
    """A key without a constraint or an index of its own: a primary key or an index begins with it where it is used."""
    return models.ForeignKey(to, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+", **options)


class Listens(models.Model):
    listens = models.IntegerField(default=0)
    plays = models.IntegerField(default=0)
    skips = models.IntegerField(default=0)
    played_ms = models.BigIntegerField(default=0)

    class Meta:
        abstract = True


class Counts(Listens):
    likes = models.IntegerField(default=0)
    shares = models.IntegerField(default=0)

    class Meta:
        abstract = True


class ListenerDay(Counts):
    """``hours`` has the listens of each local hour that has any: `{"0": 3, "23": 1}`."""

    pk = models.CompositePrimaryKey("user_id", "day")
    user = _pointer(settings.AUTH_USER_MODEL)
    day = models.DateField()
    recommended_listens = models.IntegerField(default=0)
    recommended_plays = models.IntegerField(default=0)
    hours = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["day", "user"], name="listener_day_by_day")]


class ListenerTrackDay(Counts):
    """``artist``, ``album`` and ``genre`` are the track's (the genre or its album's); rolled up anew when those change.
    ``first_at`` is when the first listen of that day began."""

    pk = models.CompositePrimaryKey("user_id", "day", "track_id")
    user = _pointer(settings.AUTH_USER_MODEL)
    day = models.DateField()
    track = _pointer("catalogue.Track")
    artist = _pointer("catalogue.Artist")
    album = _pointer("catalogue.Album", null=True)
    genre = _pointer("catalogue.Genre", null=True)
    first_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["track", "day", "user"], name="listener_track_by_track")]


class ListenerPlaylistDay(Listens):
    """``playlist`` is the `context` of the listens."""

    pk = models.CompositePrimaryKey("user_id", "day", "playlist")
    user = _pointer(settings.AUTH_USER_MODEL)
    day = models.DateField()
    playlist = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["playlist", "day", "user"], name="listener_playlist_by_list")]


class ListenerMonth(models.Model):
    """A listener's days of a month in one row, for who reads many months of one listener at once: made from the rows of
    `ListenerDay` and `ListenerTrackDay`, and read by `analytics.rollups.packed`.

    ``month`` is its first day. Of ``heard``, bit 0 says whether the 1st has a listen, bit 30 the 31st. ``version`` is
    another one when anything else in the row is.
    """

    pk = models.CompositePrimaryKey("user_id", "month")
    user = _pointer(settings.AUTH_USER_MODEL)
    month = models.DateField()
    heard = models.IntegerField()
    days = models.TextField()
    tracks = models.BinaryField()
    version = models.CharField(max_length=32)


class ListenerTotal(Counts):
    """Of all time. ``activities`` are listens, likes and shares."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, primary_key=True, related_name="+"
    )
    activities = models.IntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["-activities", "user"], name="listener_total_most")]


class DayTotal(Counts):
    """``listeners`` had a listen that day."""

    day = models.DateField(primary_key=True)
    recommended_listens = models.IntegerField(default=0)
    recommended_plays = models.IntegerField(default=0)
    listeners = models.IntegerField(default=0)


class HourTotal(models.Model):
    """``hour`` is its beginning, in UTC. The last 100 days."""

    hour = models.DateTimeField(primary_key=True)
    listens = models.IntegerField(default=0)
    plays = models.IntegerField(default=0)
    skips = models.IntegerField(default=0)
    likes = models.IntegerField(default=0)
    shares = models.IntegerField(default=0)


class TrackDay(Counts):
    """``listeners`` played it to count; the same in the tables below."""

    pk = models.CompositePrimaryKey("day", "track_id")
    day = models.DateField()
    track = _pointer("catalogue.Track")
    listeners = models.IntegerField(default=0)


class ArtistDay(Counts):
    pk = models.CompositePrimaryKey("day", "artist_id")
    day = models.DateField()
    artist = _pointer("catalogue.Artist")
    listeners = models.IntegerField(default=0)


class GenreDay(Counts):
    """Tracks without a genre are in none."""

    pk = models.CompositePrimaryKey("day", "genre_id")
    day = models.DateField()
    genre = _pointer("catalogue.Genre")
    listeners = models.IntegerField(default=0)


class PlaylistDay(Listens):
    pk = models.CompositePrimaryKey("day", "playlist")
    day = models.DateField()
    playlist = models.UUIDField()
    listeners = models.IntegerField(default=0)


class RollUpMark(models.Model):
    """That something changed, written by the database itself whenever an activity is added, changed or deleted, in the
    same transaction; deleted by the roll-up that has seen to it.

    With a ``moment``: at that moment. Without: everything of that listener. Without a ``user``, who is gone: only what
    is added up over all. ``weight`` is about how many activities that is.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+", null=True
    )
    moment = models.DateTimeField(null=True)
    weight = models.IntegerField(default=1)


class RollUpTrackMark(models.Model):
    """That the artist, the album or the genre of a track is another now, written by the database too."""

    track = _pointer("catalogue.Track")
