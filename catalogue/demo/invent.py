"""An invented music catalogue, so that the product can be tried where no provider can be reached."""

from __future__ import annotations

from catalogue.demo.albums import invent_albums
from catalogue.demo.artists import invent_artists
from catalogue.demo.genres import MANNERS
from catalogue.demo.lyrics import with_lyrics
from catalogue.demo.ranks import with_ranks
from catalogue.demo.records import DemoCatalogue
from catalogue.demo.tracks import invent_tracks


def invent_catalogue(seed: int = 1) -> DemoCatalogue:
    """The same catalogue for the same ``seed``, on every machine: ids included."""
    artists = invent_artists(seed)
    albums = invent_albums(seed, artists)
    tracks = with_lyrics(with_ranks(invent_tracks(albums, artists)))
    return DemoCatalogue(tuple(manner.genre for manner in MANNERS), tuple(artists), tuple(albums), tuple(tracks))
