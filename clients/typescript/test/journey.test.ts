// A listener's first minutes, with the client: `PLAYPOD_ADDRESS=http://localhost:8000 npm test`, on a server with music.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Refused, expect, playpod, type Tokens } from "../src/index.js";

const address = process.env["PLAYPOD_ADDRESS"];
assert.ok(address, "PLAYPOD_ADDRESS says where the server is.");
const account = { username: "joan", email: "joan@example.com", password: "a client needs a passphrase" };

let tokens: Tokens = { access: "" };
const signedIn = () => playpod({ address, tokens });

test("signs up and in", async () => {
  const nobody = playpod({ address });
  const made = await expect(nobody.POST("/api/accounts/register/", { body: account }));
  assert.equal(made.username, "joan");
  tokens = await expect(nobody.POST("/api/accounts/token/", { body: account }));
});

test("is refused without a token", async () => {
  const asked = expect(playpod({ address }).GET("/api/accounts/profile/"));
  await assert.rejects(asked, (problem: unknown) => {
    assert.ok(problem instanceof Refused);
    assert.deepEqual([problem.status, problem.code], [401, "not_authenticated"]);
    return true;
  });
});

test("searches, fills a playlist, queues, plays next and reads the history", async () => {
  const api = signedIn();
  const charts = await expect(api.GET("/api/charts/top/", { params: { query: { limit: 1 } } }));
  const artist = charts.tracks[0]?.artist.name ?? "";
  const query = { q: artist, limit: 10 };
  const found = await expect(api.GET("/api/catalogue/search/", { params: { query } }));
  const [first, ...others] = found.tracks.flatMap(({ id }) => id ?? []);
  assert.ok(first && others.length > 1);

  const playlist = await expect(api.POST("/api/playlists/playlists/", { body: { name: "By a client" } }));
  const path = { playlist_id: playlist.id };
  const added = await expect(
    api.POST("/api/playlists/playlists/{playlist_id}/add_tracks/", { params: { path }, body: { tracks: others } }),
  );
  assert.equal(added.added_count, others.length);

  const filled = await expect(api.POST("/api/playlists/playlists/{playlist_id}/play/", { params: { path } }));
  assert.deepEqual([filled.queue_length, filled.current_track.track_id], [others.length, others[0]]);
  const body = { track_id: first, next: true };
  const enqueued = await expect(api.POST("/api/playlists/queue/enqueue/", { body }));
  assert.equal(enqueued.position, 1);
  const playing = await expect(api.POST("/api/playlists/queue/next/"));
  assert.equal(playing.current_track.track_id, first);

  const history = await expect(api.GET("/api/playlists/queue/history/"));
  assert.deepEqual(
    history.history.map((listen) => listen.track_id),
    [first, others[0]],
  );
});

test("renews an expired token once, for two requests at once", async () => {
  const kept: Tokens[] = [];
  const { refresh = "" } = tokens;
  const api = playpod({ address, tokens: { access: "expired", refresh }, keep: (pair) => kept.push(pair) });
  const asked = [1, 2].map(() => expect(api.GET("/api/accounts/profile/")));
  assert.deepEqual(
    (await Promise.all(asked)).map((profile) => profile.username),
    ["joan", "joan"],
  );
  assert.equal(kept.length, 1);
  assert.notEqual(kept[0]?.refresh, refresh);
});

test("looks with an API key", async () => {
  const body = { name: "a script", scopes: ["read" as const] };
  const { key } = await expect(signedIn().POST("/api/accounts/api-keys/", { body }));
  const profile = await expect(playpod({ address, key }).GET("/api/accounts/profile/"));
  assert.equal(profile.username, "joan");
});
