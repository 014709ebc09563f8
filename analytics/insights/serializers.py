"""The shapes of insights: what the answers look like, for the OpenAPI document. The answers are made as dictionaries;
a test holds the two together.
"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from analytics.insights.spans import PERIODS
from config.addresses import AddressField

Shape = serializers.Serializer[Any]


class ActionCountsSerializer(Shape):
    play = serializers.IntegerField()
    like = serializers.IntegerField()
    skip = serializers.IntegerField()
    share = serializers.IntegerField()


class ActiveUserSerializer(Shape):
    user_id = serializers.UUIDField()
    email = serializers.EmailField()
    activity_count = serializers.IntegerField()


class ActiveCountsSerializer(Shape):
    day = serializers.IntegerField(help_text="Today, in UTC.")
    week = serializers.IntegerField(help_text="As of the last look at the trends of the week.")
    month = serializers.IntegerField(help_text="As of the last look at the trends of the month.")


class SummarySerializer(Shape):
    total_users = serializers.IntegerField()
    total_activities = serializers.IntegerField()
    total_recommendations = serializers.IntegerField()
    activities_by_action = ActionCountsSerializer()
    most_active_users = ActiveUserSerializer(many=True)
    total_minutes = serializers.IntegerField(help_text="Heard, over all listeners.")
    skip_rate = serializers.FloatField(allow_null=True, help_text="Of all listens, 0 to 1; null while there are none.")
    active_users = ActiveCountsSerializer()
    generated_at = serializers.DateTimeField()


class FavoriteArtistSerializer(Shape):
    artist_id = serializers.CharField()
    name = serializers.CharField()
    count = serializers.IntegerField(help_text="Plays.")


class FavoriteTrackSerializer(Shape):
    track_id = serializers.CharField()
    track_name = serializers.CharField()
    artist_name = serializers.CharField()
    count = serializers.IntegerField(help_text="Plays.")


class AmountSerializer(Shape):
    plays = serializers.IntegerField(help_text="Without skips.")
    minutes = serializers.IntegerField(help_text="Heard, skipped listens included.")


class NamedTrackSerializer(Shape):
    track_id = serializers.CharField()
    track_title = serializers.CharField()
    artist_id = serializers.CharField()
    artist_name = serializers.CharField()
    album_title = serializers.CharField()
    album_cover = AddressField()
    duration = serializers.IntegerField(help_text="Seconds.")


class HeardTrackSerializer(AmountSerializer, NamedTrackSerializer):
    pass


class HeardArtistSerializer(AmountSerializer):
    artist_id = serializers.CharField()
    artist_name = serializers.CharField()
    picture_medium = AddressField()
    tracks = serializers.IntegerField(help_text="Different ones.")


class HeardAlbumSerializer(AmountSerializer):
    album_id = serializers.CharField()
    album_title = serializers.CharField()
    artist_name = serializers.CharField(allow_null=True)
    album_cover = AddressField()
    tracks = serializers.IntegerField(help_text="Different ones.")


class HeardGenreSerializer(AmountSerializer):
    id = serializers.IntegerField()
    name = serializers.CharField()


class FirstListenSerializer(NamedTrackSerializer):
    at = serializers.DateTimeField()


class MostReplayedSerializer(NamedTrackSerializer):
    day = serializers.DateField()
    plays = serializers.IntegerField()


class BestDiscoverySerializer(NamedTrackSerializer):
    plays = serializers.IntegerField()


class TotalsSerializer(Shape):
    minutes = serializers.IntegerField()
    listens = serializers.IntegerField(help_text="Plays and skips.")
    plays = serializers.IntegerField()
    skips = serializers.IntegerField()
    likes = serializers.IntegerField()
    shares = serializers.IntegerField()
    active_days = serializers.IntegerField(help_text="Days with a listen.")


class PreviousSerializer(TotalsSerializer):
    first_day = serializers.DateField()
    last_day = serializers.DateField()


class ChangeSerializer(Shape):
    """0.25 is a quarter more than before; null where there was nothing before."""

    minutes = serializers.FloatField(allow_null=True)
    listens = serializers.FloatField(allow_null=True)
    plays = serializers.FloatField(allow_null=True)
    skips = serializers.FloatField(allow_null=True)
    likes = serializers.FloatField(allow_null=True)
    shares = serializers.FloatField(allow_null=True)
    active_days = serializers.FloatField(allow_null=True)


class YearStreaksSerializer(Shape):
    longest = serializers.IntegerField(help_text="Days in a row with a listen.")
    longest_from = serializers.DateField(allow_null=True)
    longest_to = serializers.DateField(allow_null=True)


class StreaksSerializer(YearStreaksSerializer):
    current = serializers.IntegerField(help_text="Days in a row up to now; today need not have a listen yet.")


class DiscoverySerializer(Shape):
    new_tracks = serializers.IntegerField(help_text="Never heard before.")
    new_artists = serializers.IntegerField(help_text="Never heard before.")
    rate = serializers.FloatField(allow_null=True, help_text="New tracks of all different ones, 0 to 1.")


class InsightsShape(TotalsSerializer):
    """What a period and a year have in common."""

    time_zone = serializers.CharField(help_text="Whose days these are: the listener's, see `analytics/settings/`.")
    skip_rate = serializers.FloatField(allow_null=True, help_text="Of all listens, 0 to 1; null while there are none.")
    distinct_tracks = serializers.IntegerField()
    distinct_artists = serializers.IntegerField()
    top_tracks = HeardTrackSerializer(many=True)
    top_artists = HeardArtistSerializer(many=True)
    top_albums = HeardAlbumSerializer(many=True)
    top_genres = HeardGenreSerializer(many=True)
    clock = serializers.ListField(
        child=serializers.IntegerField(), min_length=24, max_length=24, help_text="Listens begun in each hour, from 0."
    )
    weekdays = serializers.ListField(
        child=serializers.IntegerField(), min_length=7, max_length=7, help_text="Listens on each day, from Monday."
    )
    discovery = DiscoverySerializer()
    first_listen = FirstListenSerializer(allow_null=True)
    most_replayed = MostReplayedSerializer(allow_null=True, help_text="The most plays of one track in one day.")
    previous = PreviousSerializer(allow_null=True)
    change = ChangeSerializer(allow_null=True)


class InsightsSerializer(InsightsShape):
    period = serializers.ChoiceField(choices=PERIODS)
    first_day = serializers.DateField(allow_null=True, help_text="Null where there is none yet.")
    last_day = serializers.DateField()
    streaks = StreaksSerializer()


class MonthSerializer(Shape):
    month = serializers.IntegerField(min_value=1, max_value=12)
    minutes = serializers.IntegerField()
    listens = serializers.IntegerField()


class BestDaySerializer(Shape):
    day = serializers.DateField()
    minutes = serializers.IntegerField()
    listens = serializers.IntegerField()


class YearSerializer(InsightsShape):
    year = serializers.IntegerField()
    first_day = serializers.DateField()
    last_day = serializers.DateField(help_text="The last day of the year, or today.")
    is_complete = serializers.BooleanField(help_text="Whether the year is over.")
    streaks = YearStreaksSerializer()
    months = MonthSerializer(many=True)
    best_day = BestDaySerializer(allow_null=True, help_text="The day with the most minutes.")
    best_discovery = BestDiscoverySerializer(allow_null=True, help_text="Of what was new, what was played most.")
