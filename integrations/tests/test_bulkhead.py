"""Places to wait for an upstream in."""

import pytest

from integrations.bulkhead import Bulkhead
from integrations.errors import ProviderUnavailable


def test_a_request_without_a_place_is_refused_at_once() -> None:
    bulkhead = Bulkhead(2)

    with bulkhead.place("deezer"), bulkhead.place("deezer"):
        with pytest.raises(ProviderUnavailable) as refusal, bulkhead.place("deezer"):
            pass
        assert refusal.value.retry_after == 1.0


def test_a_place_is_given_back_whatever_happened_in_it() -> None:
    bulkhead = Bulkhead(1)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), bulkhead.place("deezer"):
            raise ZeroDivisionError

    with bulkhead.place("deezer"):
        pass
