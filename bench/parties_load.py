"""The members of `bench.parties`: real sockets, each a client that measures the server's clock and misses nothing.

Reads, as JSON from its input, the servers and parties; prints, as JSON, what was measured.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from datetime import datetime
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

Event = dict[str, Any]


class Member:
    """One listener: what they know of the party, and how far their clock is off."""

    def __init__(self, party: Party, server: str, token: str) -> None:
        self.party = party
        self.server = server
        self.token = token
        self.seen: set[int] = set()
        self.last = 0
        self.state: Event = {}
        self.offset = 0.0
        self.is_open = False
        self.gaps = 0
        self._answers: dict[str, asyncio.Future[Event]] = {}
        self._number = 0

    async def enter(self) -> None:
        address = f"{self.server}/ws/parties/{self.party.id}/"
        offered = [Subprotocol("bearer"), Subprotocol(self.token)]
        self.line: ClientConnection = await connect(
            address, subprotocols=offered, compression=None, ping_interval=None, open_timeout=60
        )
        self._take(json.loads(await self.line.recv()))
        self._reading = asyncio.create_task(self._read())
        await self.measure()
        self.is_open = True

    async def measure(self) -> None:
        """Half of the time that the shortest of three pings took is how old its answer was."""
        best = 1e9
        for _ in range(3):
            sent = time.time()
            answer = await self.ask("ping")
            took = time.time() - sent
            if took < best:
                best, self.offset = took, _seconds(answer["server_time"]) - (sent + took / 2)

    async def leave(self) -> None:
        self.is_open = False
        self._reading.cancel()
        await self.line.close()

    async def ask(self, type_: str, **about: Any) -> Event:
        self._number += 1
        name = str(self._number)
        answer = self._answers[name] = asyncio.get_running_loop().create_future()
        await self.line.send(json.dumps({"type": type_, "id": name, **about}))
        return await asyncio.wait_for(answer, 60)

    def position(self) -> float:
        """Where this client takes the track to be, in ms."""
        if not self.state.get("playing"):
            return float(self.state.get("position_ms", 0))
        now = time.time() + self.offset
        return float(self.state["position_ms"]) + (now - _seconds(self.state["at"])) * 1000

    async def catch_up(self) -> None:
        """What a client does after a gap: ask what it missed."""
        told = await self.ask("sync")
        self.last = told["last_number"]
        self.state = told["state"]

    async def _read(self) -> None:
        try:
            async for text in self.line:
                self._take(json.loads(text))
        except ConnectionClosed:
            self.is_open = False

    def _take(self, event: Event) -> None:
        kind = event["type"]
        if "re" in event:
            if waiting := self._answers.pop(event["re"], None):
                waiting.set_result(event)
        elif kind == "chat.message":
            self._heard(event["message"])
        elif kind == "state.changed":
            if event["state"]["version"] > self.state.get("version", -1):
                self.state = event["state"]
            self.party.count(f"state {event['state']['version']}")
        elif kind == "hello":
            self.state = event["state"]
            for message in event["chat"]["messages"]:
                self.seen.add(message["number"])
            self.last = event["chat"]["last_number"]

    def _heard(self, message: Event) -> None:
        if self.last and message["number"] > self.last + 1:
            self.gaps += 1
        self.last = max(self.last, message["number"])
        self.seen.add(message["number"])
        self.party.count(message["text"])


class Party:
    def __init__(self, id_: str, members: list[tuple[str, str]]) -> None:
        self.id = id_
        self.members = [Member(self, server, token) for server, token in members]
        self.waits: dict[str, list[float]] = {}

    def count(self, what: str) -> None:
        if (times := self.waits.get(what)) is not None:
            times.append(time.perf_counter())

    async def say(self, sender: Member, text: str) -> tuple[float, int]:
        """Seconds from sending until the last of those who were there had it, and how many of them did not."""
        expected = sum(each.is_open for each in self.members)
        times = self.waits[text] = []
        began = time.perf_counter()
        await sender.ask("chat.send", text=text)
        while len(times) < expected and time.perf_counter() - began < 5:
            await asyncio.sleep(0.005)
        del self.waits[text]
        return (max(times, default=began + 5) - began), expected - len(times)

    async def play(self, **command: Any) -> float:
        """As `say`, of a command of the host's."""
        host = self.members[0]
        version = host.state["version"]
        times = self.waits[f"state {version + 1}"] = []
        expected = sum(each.is_open for each in self.members)
        began = time.perf_counter()
        await host.ask("state.set", version=version, **command)
        while len(times) < expected and time.perf_counter() - began < 5:
            await asyncio.sleep(0.005)
        del self.waits[f"state {version + 1}"]
        return max(times, default=began + 5) - began


async def main() -> None:
    given = json.load(sys.stdin)
    parties = [
        Party(
            each["id"], [(given["servers"][n % len(given["servers"])], token) for n, token in enumerate(each["tokens"])]
        )
        for each in given["parties"]
    ]
    everybody = [member for party in parties for member in party.members]
    began = time.perf_counter()
    for start in range(0, len(everybody), 20):
        await asyncio.gather(*(member.enter() for member in everybody[start : start + 20]))
    found: Event = {"members": len(everybody), "entering": time.perf_counter() - began}
    await asyncio.sleep(2)
    large, small = parties[0], parties[1:]
    found["large"] = await _fan_out([large], given["rounds"], pause=0.25)
    found["small"] = await _fan_out(small, given["rounds"] // 4, pause=1.0)
    found["both"] = await _fan_out(parties, given["rounds"] // 4, pause=1.0)
    found["storm"] = await _storm(parties if given["all"] else [large], given["seconds"], given["share"])
    found["lost"] = await _lost(parties)
    found["gaps"] = sum(member.gaps for member in everybody)
    print(json.dumps(found))  # noqa: T201  (what the caller reads)


async def _fan_out(parties: list[Party], rounds: int, *, pause: float) -> list[float]:
    """One text after the other in each party, all parties beside each other."""

    async def talk(party: Party) -> list[float]:
        await asyncio.sleep(random.random() * pause)  # noqa: S311  (a spread)
        took = []
        for number in range(rounds):
            sender = party.members[number % len(party.members)]
            seconds, _ = await party.say(sender, f"{number} of {rounds} by {id(sender)} at {time.time()}")
            took.append(seconds)
            await asyncio.sleep(max(0.0, pause - seconds))
        return took

    return [each for took in await asyncio.gather(*(talk(party) for party in parties)) for each in took]


async def _storm(parties: list[Party], seconds: int, share: float) -> Event:
    """``share`` of the members come anew each second, while hosts jump about and somebody writes."""
    spreads: list[float] = []
    entering: list[float] = []
    commands: list[float] = []
    spoken: list[float] = []
    for party in parties:
        await party.play(action="play")

    async def come_anew(member: Member) -> None:
        began = time.perf_counter()
        await member.leave()
        await member.enter()
        entering.append(time.perf_counter() - began)

    async def disturb(party: Party, second: int) -> None:
        commands.append(await party.play(action="seek", position_ms=1000 * second))
        sender = random.choice([each for each in party.members if each.is_open])  # noqa: S311  (no secret)
        spoken.append((await party.say(sender, f"second {second} at {time.time()}"))[0])

    running: list[asyncio.Task[None]] = []
    for second in range(seconds):
        began = time.perf_counter()
        for party in parties:
            present = [each for each in party.members[1:] if each.is_open]
            chosen = random.sample(present, min(len(present), round(len(party.members) * share)))
            running += [_later(come_anew(each)) for each in chosen]
        talking = [
            asyncio.create_task(disturb(party, second)) for party in random.sample(parties, min(5, len(parties)))
        ]
        for _ in range(4):
            await asyncio.sleep(0.25)
            spreads += [_spread(party) for party in parties]
        await asyncio.gather(*talking)
        await asyncio.sleep(max(0.0, 1 - (time.perf_counter() - began)))
    await asyncio.gather(*running)
    return {"spreads": spreads, "entering": entering, "commands": commands, "spoken": spoken}


def _later(work: Any) -> asyncio.Task[None]:
    async def wait() -> None:
        await asyncio.sleep(random.random())  # noqa: S311  (a spread over the second)
        await work

    return asyncio.create_task(wait())


def _spread(party: Party) -> float:
    """Between those who are there and know the present state: milliseconds from the first to the last."""
    there = [each for each in party.members if each.is_open]
    newest = max((each.state["version"] for each in there), default=0)
    places = [each.position() for each in there if each.state["version"] == newest]
    return max(places) - min(places) if len(places) > 1 else 0.0


async def _lost(parties: list[Party]) -> int:
    """Messages that a member does not have, once they have asked what they missed."""
    lost = 0
    for party in parties:
        everything = set().union(*(member.seen for member in party.members))
        for member in party.members:
            told = await member.ask("sync")
            if member.last < told["last_number"] or member.seen != everything:
                member.seen |= await _fetched(member, everything)
            lost += len(everything - member.seen)
    return lost


async def _fetched(member: Member, everything: set[int]) -> set[int]:
    """By REST, a page after the other, from the first one that is missing."""
    import urllib.request

    found: set[int] = set()
    after = min(everything - member.seen, default=1) - 1
    while True:
        address = member.server.replace("ws", "http", 1) + f"/api/parties/{member.party.id}/messages/"
        request = urllib.request.Request(f"{address}?limit=200&after={after}")  # noqa: S310  (loopback)
        request.add_header("Authorization", f"Bearer {member.token}")
        answer = await asyncio.to_thread(lambda asked: urllib.request.urlopen(asked).read(), request)  # noqa: S310  (as above)
        page = [each["number"] for each in json.loads(answer)]
        found |= set(page)
        if len(page) < 200:
            return found
        after = page[-1]


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(moment.replace("Z", "+00:00")).timestamp()


if __name__ == "__main__":
    asyncio.run(main())
