"""How a track is shown wherever a list points to one: the flat keys of the contract."""

from rest_framework import serializers

from config.addresses import AddressField


class TrackEntrySerializer(serializers.Serializer[object]):
    """Any row with a `track`, loaded with its artist and album. Subclasses list the keys they serve."""

    track_id = serializers.CharField(source="track.catalogue_id", read_only=True)
    track_title = serializers.CharField(source="track.title", read_only=True)
    artist_id = serializers.CharField(source="track.artist.catalogue_id", read_only=True)
    artist_name = serializers.CharField(source="track.artist.name", read_only=True)
    album_title = serializers.CharField(source="track.album.title", read_only=True, default="")
    album_cover = AddressField(source="track.album.cover_medium", default=None)
    duration = serializers.IntegerField(source="track.duration", read_only=True, help_text="Seconds.")
