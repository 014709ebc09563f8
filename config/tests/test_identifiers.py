"""Ids of our own rows."""

import threading
import time
from uuid import RFC_4122, UUID

from config.identifiers import uuid7


def test_an_id_is_version_7_and_carries_the_time() -> None:
    before = time.time_ns() // 1_000_000
    made = uuid7()
    after = time.time_ns() // 1_000_000

    assert (made.version, made.variant) == (7, RFC_4122)
    assert before <= made.int >> 80 <= after + 1


def test_ids_of_many_threads_are_distinct_and_grow_within_each() -> None:
    made: list[list[UUID]] = [[] for _ in range(8)]

    def fill(ids: list[UUID]) -> None:
        ids.extend(uuid7() for _ in range(500))

    threads = [threading.Thread(target=fill, args=(ids,)) for ids in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert all(ids == sorted(ids) for ids in made)
    assert len({one for ids in made for one in ids}) == 4000
