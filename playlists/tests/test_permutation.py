from __future__ import annotations

from itertools import pairwise
from random import Random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from playlists.permutation import Candidate, apart, permutation


def candidates(*artists: int) -> list[Candidate]:
    return [Candidate(entry_id=UUID(int=number), artist_id=artist) for number, artist in enumerate(artists, start=1)]


def artists(order: list[Candidate]) -> list[int]:
    return [candidate.artist_id for candidate in order]


def neighbours(order: list[Candidate]) -> int:
    return sum(one == other for one, other in pairwise(artists(order)))


def unavoidable(order: list[Candidate]) -> int:
    """How often an artist must follow themselves, at least: the others can part them only so far."""
    most = max((artists(order).count(artist) for artist in set(artists(order))), default=0)
    return max(0, most - (len(order) - most) - 1)


MIXES = st.lists(st.integers(0, 6), max_size=60).map(lambda each: candidates(*each))


@given(MIXES, st.integers())
def test_every_track_comes_once_and_no_artist_twice_in_a_row_without_need(mix: list[Candidate], seed: int) -> None:
    order = permutation(mix, rng=Random(seed))
    assert sorted(order, key=lambda each: each.entry_id) == mix
    assert neighbours(order) == unavoidable(order)


@given(MIXES, st.integers(), st.data())
def test_a_new_permutation_does_not_begin_with_the_last_ten(
    mix: list[Candidate], seed: int, data: st.DataObject
) -> None:
    heard = data.draw(st.permutations([each.entry_id for each in mix]))[:10]
    order = permutation(mix, rng=Random(seed), heard=heard)
    assert sorted(order, key=lambda each: each.entry_id) == mix
    first = [each.entry_id for each in order[: min(10, max(0, len(mix) - 10))]]
    assert not set(first) & set(heard)


def test_in_a_short_playlist_the_latest_half_comes_last() -> None:
    mix = candidates(1, 2, 3, 4)
    heard = [each.entry_id for each in mix]
    for seed in range(20):
        order = permutation(mix, rng=Random(seed), heard=heard)
        assert {each.entry_id for each in order[:2]} == set(heard[2:])


def test_the_same_seed_gives_the_same_order_and_another_seed_another() -> None:
    mix = candidates(*range(40))
    assert permutation(mix, rng=Random("a")) == permutation(mix, rng=Random("a"))
    assert permutation(mix, rng=Random("a")) != permutation(mix, rng=Random("b"))


def test_the_tracks_of_an_artist_are_spread_over_the_whole() -> None:
    mix = candidates(*[1] * 4, *range(2, 38))
    order = artists(permutation(mix, rng=Random(1)))
    assert [order[start : start + 10].count(1) for start in (0, 10, 20, 30)] in (
        [1, 1, 1, 1],
        [1, 2, 0, 1],
        [2, 0, 1, 1],
    )


def test_the_artist_handed_out_last_does_not_come_first() -> None:
    mix = candidates(1, 1, 2)
    for seed in range(20):
        assert artists(permutation(mix, rng=Random(seed), after=2))[0] == 1


def test_the_wished_order_is_kept_where_it_can_be() -> None:
    assert artists(apart(candidates(1, 2, 3, 1), after=None)) == [1, 2, 3, 1]
    assert artists(apart(candidates(1, 1, 2, 3), after=None)) == [1, 2, 1, 3]
    assert artists(apart(candidates(1, 1, 1), after=1)) == [1, 1, 1]


def test_nothing_gives_nothing() -> None:
    assert permutation([], rng=Random(1)) == []
