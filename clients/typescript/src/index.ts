// A typed client of PlayPod's API. `schema.ts` is written from the OpenAPI document; here is what a document cannot
// say: how a listener stays signed in, and what a refusal is.

import createClient, { type Client } from "openapi-fetch";

import type { components, paths } from "./schema.js";

export type { components, operations, paths } from "./schema.js";

/** The bodies of the API by name: `Schemas["Playlist"]`. */
export type Schemas = components["schemas"];

/** Of a listener who signed in. */
export interface Tokens {
  access: string;
  refresh?: string;
}

export interface Options {
  /** Where the server is: `https://music.example.org`. */
  address: string;
  /** Without them: what is open to everybody, such as signing in. */
  tokens?: Tokens;
  /** An API key instead of tokens. */
  key?: string;
  /** Is given each new pair: a refresh token is good for one renewal. */
  keep?: (tokens: Tokens) => void;
  /** Another fetch than the platform's. */
  fetch?: (request: Request) => Promise<Response>;
}

/** The answer was a problem document. `code` is stable, for programs; `body` is all of it. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly code: string;

  constructor(
    readonly status: number,
    readonly body: { code?: string; detail?: string } | undefined,
  ) {
    super(`${status} ${body?.code ?? ""}: ${body?.detail ?? "no answer that the document knows"}`);
    this.code = body?.code ?? "";
  }
}

/** What the request is answered with. Throws `Refused` for a problem document. */
export async function expect<Data>(
  asked: Promise<{ data?: Data; error?: unknown; response: Response }>,
): Promise<NonNullable<Data>> {
  const { data, error, response } = await asked;
  if (!response.ok || data === undefined || data === null) {
    const body = typeof error === "object" && error !== null ? error : undefined;
    throw new Refused(response.status, body);
  }
  return data;
}

/** A client: `api.GET("/api/playlists/queue/")`, with the paths, parameters and bodies checked by the compiler. */
export function playpod(options: Options): Client<paths> {
  const address = options.address.replace(/\/+$/, "");
  return createClient<paths>({ baseUrl: address, fetch: signed({ ...options, address }) });
}

/** Sends the access token, and renews the pair when it has expired: once, for however many requests at a time. */
function signed({ address, tokens, key, keep, fetch = (request) => globalThis.fetch(request) }: Options) {
  let held: Tokens | undefined = tokens;
  let renewing: Promise<void> | undefined;

  const send = (request: Request) => {
    if (key) request.headers.set("Authorization", `Api-Key ${key}`);
    else if (held) request.headers.set("Authorization", `Bearer ${held.access}`);
    return fetch(request);
  };

  const renew = async (refresh: string) => {
    const body = JSON.stringify({ refresh });
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch(
      new Request(`${address}/api/accounts/token/refresh/`, { method: "POST", headers, body }),
    );
    if (!answer.ok) return;
    const pair = (await answer.json()) as Schemas["TokenPair"];
    held = { access: pair.access, refresh: pair.refresh ?? refresh };
    keep?.(held);
  };

  return async (request: Request): Promise<Response> => {
    const sentWith = held;
    if (key || !sentWith?.refresh) return send(request);
    const again = request.clone();
    const answer = await send(request);
    if (answer.status !== 401) return answer;
    // Another request may have renewed it in the meantime.
    if (held === sentWith) {
      renewing ??= renew(sentWith.refresh).finally(() => (renewing = undefined));
      await renewing;
    }
    return held === sentWith ? answer : send(again);
  };
}
