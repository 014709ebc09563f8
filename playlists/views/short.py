"""The same playlists at addresses without the second `playlists/`, as operations of their own in the document."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from playlists import serializers as shapes
from playlists.views.entries import Entries, ShuffleNext
from playlists.views.playlists import TAGS, OnePlaylist, Playlists


@extend_schema_view(
    get=extend_schema(operation_id="playlists_short_list"),
    post=extend_schema(operation_id="playlists_short_create"),
)
class ShortPlaylists(Playlists):
    pass


@extend_schema_view(
    get=extend_schema(operation_id="playlists_short_retrieve"),
    patch=extend_schema(operation_id="playlists_short_update"),
    delete=extend_schema(operation_id="playlists_short_delete"),
)
class ShortPlaylist(OnePlaylist):
    @extend_schema(
        operation_id="playlists_short_rename",
        summary="Rename a playlist",
        description="The same as PATCH: what is not given stays.",
        tags=TAGS,
        request=shapes.PlaylistDetailsSerializer(partial=True),
        responses=shapes.PlaylistSerializer,
    )
    def put(self, request: Request, playlist_id: UUID) -> Response:
        return self.patch(request, playlist_id)


@extend_schema_view(
    get=extend_schema(operation_id="playlists_short_tracks_list"),
    post=extend_schema(operation_id="playlists_short_tracks_add"),
)
class ShortEntries(Entries):
    pass


@extend_schema_view(get=extend_schema(operation_id="playlists_short_shuffle_next"))
class ShortShuffleNext(ShuffleNext):
    pass
