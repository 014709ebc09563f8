"""The reasons in words. Each is true for the listener, and none names another one."""

from __future__ import annotations

from recommendations.taste import Bond

POPULAR_HERE = "Popular with listeners here"
NEW_HERE = "New in the catalogue"

_BECAUSE = {
    Bond.PLAYED: "Because you played {}",
    Bond.LIKED: "Because you like {}",
    Bond.COLLECTED: "Because {} is in a playlist of yours",
    Bond.ASKED: "Because you asked for more like {}",
    Bond.CHOSEN: "Goes with {}",
}
_MORE = {
    Bond.PLAYED: "More by {artist}, because you played {title}",
    Bond.LIKED: "More by {artist}, because you like {title}",
    Bond.COLLECTED: "More by {artist}, because {title} is in a playlist of yours",
    Bond.ASKED: "More by {artist}, because you asked for more like {title}",
    Bond.CHOSEN: "More by {artist}",
}
_GENRE = {
    None: "a genre you like",
    Bond.PLAYED: "a genre you listen to",
    Bond.LIKED: "a genre you like",
    Bond.COLLECTED: "a genre in your playlists",
    Bond.ASKED: "a genre you like",
}


def because(bond: Bond, label: str) -> str:
    """``label`` is a track with its artist."""
    return _BECAUSE[bond].format(label)


def more_by(bond: Bond, *, artist: str, title: str) -> str:
    return _MORE[bond].format(artist=artist, title=title)


def of_genre(bond: Bond | None, label: str) -> str:
    """What a genre is to the listener; ``label`` is the track that stands for it where they chose just that."""
    return _GENRE.get(bond) or f"the genre of {label}"


def for_mood(mood: str) -> str:
    return f"For your mood: {mood}"


def label_of(title: str, artist: str) -> str:
    return f"{title} by {artist}"
