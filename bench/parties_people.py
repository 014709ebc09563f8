"""The listeners and parties of `bench.parties`, put straight into the database that the environment names.

`python -m bench.parties_people 1x200 50x8` prints, as JSON, each party's id with its members' tokens, the host first.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any
from uuid import uuid4

import django

MANY_TRACKS = 50


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    made: list[Any] = []
    for group in sys.argv[1:]:
        count, _, size = group.partition("x")
        made += [_party(f"{group}-{number}", int(size)) for number in range(int(count))]
    print(json.dumps(made))  # noqa: T201  (what the caller reads)


def _party(name: str, size: int) -> dict[str, Any]:
    from accounts.models import User
    from accounts.tokens import open_session
    from parties.contents import add_tracks
    from parties.joining import create_party
    from parties.models import PartyMember

    # Staff, whose texts are not held for being many.
    names = [f"{name}-{number}" for number in range(size)]
    people = User.objects.bulk_create(
        [User(username=each, email=f"{each}@example.com", is_staff=True) for each in names]
    )
    party = create_party(user=people[0], name=name)
    PartyMember.objects.bulk_create([PartyMember(party=party, user=each, is_dj=True) for each in people[1:]])
    add_tracks(party_id=party.pk, user=people[0], track_ids=[track.catalogue_id for track in _tracks()])
    return {"id": str(party.pk), "tokens": [open_session(user=each).access for each in people]}


def _tracks() -> list[Any]:
    from catalogue.ids import LOCAL
    from catalogue.models import Artist, Track

    if not Track.objects.exists():
        artist = Artist.objects.create(
            provider=LOCAL, external_id=str(uuid4()), name="An Artist", search_name="an artist"
        )
        Track.objects.bulk_create(
            Track(
                provider=LOCAL,
                external_id=str(uuid4()),
                title=f"Track {number}",
                search_title=f"track {number}",
                artist=artist,
                duration=600,
            )
            for number in range(MANY_TRACKS)
        )
    return list(Track.objects.all())


if __name__ == "__main__":
    main()
