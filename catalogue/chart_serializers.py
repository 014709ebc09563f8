"""The shapes of genres and charts."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from catalogue.serializers import ListedAlbumSerializer, ListedTrackSerializer
from config.addresses import AddressField

Shape = serializers.Serializer[Any]


class GenreRefSerializer(Shape):
    id = serializers.IntegerField(source="number", read_only=True)
    name = serializers.CharField(read_only=True)


class GenreSerializer(GenreRefSerializer):
    picture_medium = AddressField()


class TopTrackSerializer(ListedTrackSerializer):
    position = serializers.IntegerField(read_only=True)


class TopAlbumSerializer(ListedAlbumSerializer):
    position = serializers.IntegerField(read_only=True)


class GenreTracksSerializer(Shape):
    genre = GenreRefSerializer(read_only=True)
    tracks = ListedTrackSerializer(many=True, read_only=True)


class TopTracksSerializer(Shape):
    tracks = TopTrackSerializer(many=True, read_only=True)


class NewReleasesSerializer(Shape):
    albums = ListedAlbumSerializer(many=True, read_only=True)


class TopAlbumsSerializer(Shape):
    albums = TopAlbumSerializer(many=True, read_only=True)
