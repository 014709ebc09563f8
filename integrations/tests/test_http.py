"""The way out, over real loopback connections."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from socket import create_server
from threading import Thread

import pytest

from integrations.budget import Budget
from integrations.errors import NotFoundAtProvider, ProviderError, ProviderRejected, ProviderUnavailable, QuotaExceeded
from integrations.http import MAX_BYTES, Answer, HttpClient, decoded, status_error
from integrations.standins.deezer.server import DeezerStandin


def ask(base_url: str, path: str = "/genre", *, seconds: float = 3.0, **params: str) -> object:
    return HttpClient("deezer", base_url).get_json(path, budget=Budget(seconds), params=params)


def failure(base_url: str, path: str = "/genre", *, seconds: float = 3.0, **params: str) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        ask(base_url, path, seconds=seconds, **params)
    return caught.value


def test_a_body_of_json_comes_back_decoded(deezer: DeezerStandin) -> None:
    deezer.say({"name": "é 青"})

    assert ask(deezer.base_url, "/x", q="a b&c") == {"name": "é 青"}
    assert deezer.paths == ["/x?q=a+b%26c"]


def test_a_path_prefix_of_the_base_url_is_kept() -> None:
    with DeezerStandin(prefix="/music/v2") as standin:
        standin.say([1], under="/x")

        assert ask(standin.base_url + "/", "/x") == [1]


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, ProviderRejected),
        (401, ProviderUnavailable),
        (403, ProviderUnavailable),
        (404, NotFoundAtProvider),
        (410, NotFoundAtProvider),
        (408, ProviderUnavailable),
        (422, ProviderRejected),
        (429, QuotaExceeded),
        (500, ProviderUnavailable),
        (502, ProviderUnavailable),
        (503, ProviderUnavailable),
    ],
)
def test_each_status_has_its_error(deezer: DeezerStandin, status: int, kind: type[ProviderError]) -> None:
    deezer.http_error(status)

    error = failure(deezer.base_url)

    assert (type(error), error.service, error.detail) == (kind, "deezer", f"answered {status}")


@pytest.mark.parametrize(("said", "heard"), [("17", 17.0), ("999999", 3600.0), ("0", 0.0), ("soon", 2.0), ("", 2.0)])
def test_retry_after_is_honoured_where_it_is_a_number(deezer: DeezerStandin, said: str, heard: float) -> None:
    deezer.http_error(503, headers={"Retry-After": said})

    error = failure(deezer.base_url)

    assert isinstance(error, ProviderUnavailable)
    assert error.retry_after == heard


@pytest.mark.parametrize("body", [b"", b"<html>", b"{", b"\xff\xfe\x00", b"[" * 100_000])
def test_a_body_that_is_no_json_is_unavailable(deezer: DeezerStandin, body: bytes) -> None:
    deezer.garbage(body=body)

    assert type(failure(deezer.base_url)) is ProviderUnavailable


def test_a_slow_answer_ends_with_the_budget(deezer: DeezerStandin) -> None:
    deezer.slow(30)

    error = failure(deezer.base_url, seconds=0.2)

    assert (type(error), error.detail) == (ProviderUnavailable, "timed out")


def test_an_answer_in_drips_ends_with_the_budget(deezer: DeezerStandin) -> None:
    deezer.drip(0.02)

    error = failure(deezer.base_url, seconds=0.2)

    assert (type(error), error.detail) == (ProviderUnavailable, "timed out")


def test_a_spent_budget_sends_nothing(deezer: DeezerStandin) -> None:
    error = failure(deezer.base_url, seconds=0)

    assert (type(error), error.detail) == (ProviderUnavailable, "no time left to ask")
    assert deezer.requests == []


def test_an_answer_shorter_than_it_says_is_unavailable(deezer: DeezerStandin) -> None:
    deezer.say({}, headers={"Content-Length": "900", "Connection": "close"})

    assert type(failure(deezer.base_url, seconds=0.3)) is ProviderUnavailable


def test_an_answer_too_large_is_unavailable(deezer: DeezerStandin) -> None:
    deezer.garbage(body=b" " * (MAX_BYTES + 1))

    assert failure(deezer.base_url).detail == "answered more than 5000000 bytes"


def test_a_hung_up_connection_is_unavailable(deezer: DeezerStandin) -> None:
    deezer.down()

    error = failure(deezer.base_url)

    assert (type(error), error.detail) == (ProviderUnavailable, "cannot be reached")


def test_a_closed_port_is_unavailable() -> None:
    with create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    assert type(failure(f"http://127.0.0.1:{port}")) is ProviderUnavailable


def test_what_is_no_http_is_unavailable() -> None:
    with create_server(("127.0.0.1", 0)) as other:

        def talk() -> None:
            connection, _ = other.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(b"220 mail.example ESMTP\r\n")

        thread = Thread(target=talk)
        thread.start()
        error = failure(f"http://127.0.0.1:{other.getsockname()[1]}")
        thread.join()

    assert type(error) is ProviderUnavailable


@pytest.mark.parametrize("base_url", ["", "ftp://127.0.0.1", "http://", "http://[::1", "http://127.0.0.1:99999"])
def test_a_broken_base_url_is_unavailable(base_url: str) -> None:
    assert type(failure(base_url)) is ProviderUnavailable


def test_errors_never_quote_parameters(deezer: DeezerStandin) -> None:
    deezer.down()

    assert "hush" not in str(failure(deezer.base_url, api_key="hush"))


def test_a_redirect_on_the_same_host_is_followed(deezer: DeezerStandin) -> None:
    deezer.http_error(302, under="/old", headers={"Location": "/new?a=1"})
    deezer.say({"moved": True}, under="/new")

    assert ask(deezer.base_url, "/old", q="x") == {"moved": True}
    assert deezer.paths == ["/old?q=x", "/new?a=1"]


@pytest.mark.parametrize("location", ["http://127.0.0.2/", "//example.org/x", "https://example.org/"])
def test_a_redirect_elsewhere_is_not_followed(deezer: DeezerStandin, location: str) -> None:
    deezer.http_error(301, headers={"Location": location})

    assert failure(deezer.base_url).detail == "answered 301, leading elsewhere"


def test_a_circle_of_redirects_ends(deezer: DeezerStandin) -> None:
    deezer.http_error(307, headers={"Location": "/genre"})

    assert failure(deezer.base_url).detail == "redirects without end"
    assert len(deezer.requests) == 4


def test_the_gate_stands_around_every_send_and_sees_what_failed(deezer: DeezerStandin) -> None:
    seen: list[str] = []

    @contextmanager
    def gate(budget: Budget) -> Iterator[None]:
        seen.append("in")
        try:
            yield
        except ProviderError as error:
            seen.append(type(error).__name__)
            raise
        seen.append("out")

    http = HttpClient("deezer", deezer.base_url, gate=gate)
    http.get_json("/genre", budget=Budget())
    deezer.garbage()
    with pytest.raises(ProviderUnavailable):
        http.get_json("/genre", budget=Budget())

    assert seen == ["in", "out", "in", "ProviderUnavailable"]


def test_a_gate_that_refuses_sends_nothing(deezer: DeezerStandin) -> None:
    @contextmanager
    def shut(budget: Budget) -> Iterator[None]:
        raise ProviderUnavailable("deezer", "resting")
        yield

    with pytest.raises(ProviderUnavailable, match="resting"):
        HttpClient("deezer", deezer.base_url, gate=shut).get_json("/genre", budget=Budget())
    assert deezer.requests == []


def test_it_says_who_asks_and_keeps_no_cookies() -> None:
    heads: list[bytes] = []
    answer = b"HTTP/1.1 200 OK\r\nSet-Cookie: sid=1\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
    with create_server(("127.0.0.1", 0)) as other:

        def talk() -> None:
            connection, _ = other.accept()
            with connection:
                for _ in range(2):
                    heads.append(connection.recv(4096))
                    connection.sendall(answer)

        thread = Thread(target=talk)
        thread.start()
        http = HttpClient("lastfm", f"http://127.0.0.1:{other.getsockname()[1]}")
        http.get_json("/", budget=Budget())
        http.get_json("/", budget=Budget())
        thread.join()
        http.close()

    assert all(b"User-Agent: PlayPod/0.1.0\r\n" in head for head in heads)
    assert all(b"Cookie" not in head for head in heads)
    assert len(heads) == 2


def test_a_form_can_be_posted() -> None:
    heads: list[bytes] = []
    with create_server(("127.0.0.1", 0)) as other:

        def talk() -> None:
            connection, _ = other.accept()
            with connection:
                heads.append(connection.recv(4096))
                if b"a=1" not in heads[0]:
                    heads.append(connection.recv(4096))
                connection.sendall(b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n")

        thread = Thread(target=talk)
        thread.start()
        http = HttpClient("lastfm", f"http://127.0.0.1:{other.getsockname()[1]}")
        status = http.send("POST", "/2.0/", form={"a": "1"}, budget=Budget(), read=lambda answer: answer.status)
        thread.join()
        http.close()

    assert status == 204
    assert b"".join(heads).startswith(b"POST /2.0/ HTTP/1.1\r\n")


def test_a_good_status_is_no_error() -> None:
    answer = Answer(200, {}, b"\xef\xbb\xbf {}")

    assert status_error("deezer", answer) is None
    assert decoded("deezer", answer) == {}


@pytest.mark.parametrize("status", [502, 503, 504])
def test_what_failed_for_the_moment_is_asked_once_more(deezer: DeezerStandin, status: int) -> None:
    deezer.http_error(status)
    failure(deezer.base_url)

    assert len(deezer.requests) == 2


def test_a_connection_that_broke_is_tried_once_more(deezer: DeezerStandin) -> None:
    deezer.down()
    failure(deezer.base_url)

    assert len(deezer.requests) == 2


def test_an_upstream_that_is_back_the_second_time_answers(deezer: DeezerStandin) -> None:
    turns = iter([503, 200])

    def answer_in_turn(budget: Budget) -> nullcontext[None]:
        deezer.reset()
        deezer.say({"up": True}) if next(turns) == 200 else deezer.http_error(503)
        return nullcontext()

    http = HttpClient("deezer", deezer.base_url, gate=answer_in_turn)
    assert http.get_json("/genre", budget=Budget(), params={"q": "x"}) == {"up": True}
    assert deezer.paths == ["/genre?q=x"]


@pytest.mark.parametrize(
    ("status", "headers"), [(429, {}), (500, {}), (403, {}), (404, {}), (503, {"Retry-After": "5"})]
)
def test_what_a_second_try_does_not_help_is_asked_once(
    deezer: DeezerStandin, status: int, headers: dict[str, str]
) -> None:
    deezer.http_error(status, headers=headers)
    failure(deezer.base_url)

    assert len(deezer.requests) == 1


def test_a_timeout_is_not_tried_again(deezer: DeezerStandin) -> None:
    deezer.slow(30)
    failure(deezer.base_url, seconds=0.2)

    assert len(deezer.requests) == 1


def test_nothing_is_tried_again_without_a_second_of_budget(deezer: DeezerStandin) -> None:
    deezer.http_error(503)
    failure(deezer.base_url, seconds=0.9)

    assert len(deezer.requests) == 1


def test_what_may_have_changed_something_is_not_sent_again(deezer: DeezerStandin) -> None:
    deezer.down()

    with pytest.raises(ProviderUnavailable):
        HttpClient("deezer", deezer.base_url).send("POST", "/x", budget=Budget(), read=lambda answer: answer.status)
    assert len(deezer.requests) == 1
