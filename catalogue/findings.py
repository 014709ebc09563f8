"""What an answer tells of single artists, albums and tracks, so that it can be stored."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from catalogue.models import Album, Artist, Track
from catalogue.providers.records import (
    AlbumPage,
    AlbumRecord,
    ArtistPage,
    GenreRecord,
    SearchPage,
    TrackRecord,
)
from catalogue.questions import GENRE_TRACKS, TRACKS_NAMED, Question
from catalogue.store import Findings


def findings_of(question: Question[Any], answer: Any) -> Findings:
    """Everything in the answer, completed by what its place in the answer says."""
    if question.kind.name == TRACKS_NAMED.name:
        # Whoever looks for one track has no use for the others: `catalogue.identifying` stores what it chooses.
        return Findings()
    if isinstance(answer, list):
        return _of_list(question, answer)
    if isinstance(answer, SearchPage):
        return Findings(artists=[*answer.artists], albums=[*answer.albums], tracks=[*answer.tracks])
    if isinstance(answer, ArtistPage):
        return _of_artist(answer)
    if isinstance(answer, AlbumPage):
        return _of_album(answer)
    if isinstance(answer, TrackRecord):
        return Findings(tracks=[answer], whole={(Track, answer.id)})
    return Findings()


def _of_list(question: Question[Any], answer: list[Any]) -> Findings:
    found = Findings(
        albums=[each for each in answer if isinstance(each, AlbumRecord)],
        tracks=[each for each in answer if isinstance(each, TrackRecord)],
        genres=[each for each in answer if isinstance(each, GenreRecord)],
    )
    if question.kind.name == GENRE_TRACKS.name and question.about != "0":
        number = int(question.about)
        found.tracks = [replace(each, genre_number=each.genre_number or number) for each in found.tracks]
    return found


def _of_artist(page: ArtistPage) -> Findings:
    albums = [replace(each, artist=each.artist or page.artist) for each in page.albums]
    return Findings([page.artist], albums, [*page.top_tracks], whole={(Artist, page.artist.id)})


def _of_album(page: AlbumPage) -> Findings:
    tracks = [replace(each, album=each.album or page.album) for each in page.tracks]
    return Findings(albums=[page.album], tracks=tracks, whole={(Album, page.album.id)})
