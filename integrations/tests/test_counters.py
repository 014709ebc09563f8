"""What a process counts."""

from integrations.counters import LATENCY_BOUNDS, count, observe, snapshot


def test_counts_are_kept_by_name_and_labels() -> None:
    before = snapshot().counts.get(("test_hits", (("outcome", "hit"), ("tier", "memory"))), 0)
    count("test_hits", tier="memory", outcome="hit")
    count("test_hits", outcome="hit", tier="memory")

    assert snapshot().counts[("test_hits", (("outcome", "hit"), ("tier", "memory")))] == before + 2


def test_durations_fall_into_the_smallest_bucket_that_holds_them() -> None:
    for seconds in (0.01, 0.011, 99.0):
        observe("test_seconds", seconds, upstream="x")

    found = snapshot().durations[("test_seconds", (("upstream", "x"),))]
    assert found.buckets == [1, 1, *[0] * (len(LATENCY_BOUNDS) - 2), 1]
    assert found.seconds == 0.01 + 0.011 + 99.0
