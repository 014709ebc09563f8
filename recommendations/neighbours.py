"""Candidates from listeners who play the same tracks, in one statement that reads a bounded number of rows.

At most `SEEDS` seeds with their `PER_TRACK` newest activities of others lead to other listeners; of the `NEIGHBOURS`
with most tracks in common the `PER_NEIGHBOUR` newest activities are read. These limits stand inside the statement,
where indexes on (track, time) and (user, time) let both readings stop at their limits, apart from the listener's own
repeats of the seeds.

Listeners whose profile is private, and closed accounts, lend nothing to others. Nobody is ever named.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection

from accounts.models import User
from analytics.models import Activity
from recommendations.candidates import Candidate
from recommendations.taste import SEEDS, Seed, Taste

PER_TRACK = 20
NEIGHBOURS = 30
PER_NEIGHBOUR = 40

# Joins each row of {rows} with the newest activities that agree with it in {column}. SQLite has no LATERAL: there CROSS
# JOIN keeps the order of the loops, and the inner one is a look-up by key.
_NEWEST = {
    "postgresql": """{rows} CROSS JOIN LATERAL (
        SELECT b.* FROM analytics_activity b WHERE b.{column} = {rows}.{column}{others}
        ORDER BY b.timestamp DESC, b.id DESC LIMIT {limit}) a""",
    "sqlite": """{rows} CROSS JOIN analytics_activity a ON a.id IN (
        SELECT b.id FROM analytics_activity b WHERE b.{column} = {rows}.{column}{others}
        ORDER BY b.timestamp DESC, b.id DESC LIMIT {limit})""",
}
_STATEMENT = """
WITH seed (track_id, place) AS (VALUES {seeds}),
common AS (
    SELECT a.user_id, COUNT(DISTINCT seed.place) AS shared, MIN(seed.place) AS place
    FROM {newest_of_seed}
    JOIN accounts_user u ON u.id = a.user_id AND u.is_active
    JOIN accounts_profile p ON p.user_id = a.user_id AND NOT p.is_private
    WHERE a.action IN ('play', 'like')
    GROUP BY a.user_id),
neighbour AS (
    SELECT user_id, shared, place FROM common ORDER BY shared DESC, place, user_id LIMIT {neighbours})
SELECT DISTINCT a.track_id, a.user_id, neighbour.place, neighbour.shared
FROM {newest_of_neighbour}
WHERE a.action IN ('play', 'like')
"""


class PlayedByNeighbours:
    """What listeners with tracks in common play and like."""

    name = "listeners"
    weight = 0.9

    def candidates(self, taste: Taste) -> Iterator[Candidate]:
        seeds = taste.seeds[:SEEDS]
        shared: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        for track_id, place, common in _common_tracks(taste.listener, seeds):
            shared[track_id][place].append(common)
        for track_id, by_place in shared.items():
            place, commons = max(by_place.items(), key=lambda pair: (sum(pair[1]), -pair[0]))
            score = sum(sum(each) for each in by_place.values())
            yield Candidate(track_id, score, _reason(seeds[place], len(commons)))


def _reason(seed: Seed, listeners: int) -> str:
    if listeners > 1:
        return f"Listeners of {seed.label} also play this"
    return f"Somebody who plays {seed.label} also plays this"


def _common_tracks(user: User, seeds: Sequence[Seed]) -> list[tuple[int, int, int]]:
    """Per neighbour and track of theirs: the track, the place of the seed they share, how many they share."""
    if not seeds:
        return []
    numbers: list[Any] = [number for place, seed in enumerate(seeds) for number in (seed.track_id, place)]
    me = Activity._meta.get_field("user").get_db_prep_value(user.pk, connection)
    with connection.cursor() as cursor:
        cursor.execute(_statement(len(seeds)), [*numbers, me])
        return [(track_id, place, common) for track_id, _, place, common in cursor.fetchall()]


def _statement(seeds: int) -> str:
    """Made of constants only: values are passed as parameters."""
    newest = _NEWEST[connection.vendor]
    return _STATEMENT.format(
        seeds=", ".join(["(%s, %s)"] * seeds),
        newest_of_seed=newest.format(rows="seed", column="track_id", others=" AND b.user_id <> %s", limit=PER_TRACK),
        newest_of_neighbour=newest.format(rows="neighbour", column="user_id", others="", limit=PER_NEIGHBOUR),
        neighbours=NEIGHBOURS,
    )
