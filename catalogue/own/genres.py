"""Genres by what people call them. Ours are numbered from 1,000,000 up; a name that is known keeps its number."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import Max

from catalogue.genre_names import DEEZER_GENRES
from catalogue.models import OWN_GENRES_FROM, Genre
from catalogue.text import fold

ATTEMPTS = 5


def genres_named(names: Iterable[str]) -> dict[str, Genre]:
    """The genre of each folded name, made where there is none. One statement when all are there."""
    wanted = {fold(name): " ".join(name.split())[:120] for name in names if name.strip()}
    if not wanted:
        return {}
    held = {fold(row.name): row for row in Genre.objects.order_by("-number")}
    return {folded: held.get(folded) or _made(name) for folded, name in wanted.items()}


def genre_named(name: str) -> Genre:
    return genres_named([name])[fold(name)]


def _made(name: str) -> Genre:
    """Deezer's number where Deezer has a genre of this name, else the next of ours. Two at once get two numbers."""
    known = next((number for number, each in DEEZER_GENRES.items() if fold(each) == fold(name)), None)
    if known is not None:
        return Genre.objects.get_or_create(number=known, defaults={"name": DEEZER_GENRES[known]})[0]
    for attempt in range(ATTEMPTS):
        last: int | None = Genre.objects.aggregate(last=Max("number"))["last"]
        try:
            with transaction.atomic():
                return Genre.objects.create(number=max(OWN_GENRES_FROM, (last or 0) + 1), name=name)
        except IntegrityError:
            if attempt == ATTEMPTS - 1:
                raise
    raise AssertionError
