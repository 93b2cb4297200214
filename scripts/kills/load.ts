import { setTimeout as delay } from "node:timers/promises";
import type { GraphAnswer, StagesClient } from "@stages/client/client.ts";
import { offerInput } from "../story/operations.ts";
import type { Window } from "./window.ts";

/** What a client may well ask again for: the platform says so, or nobody answered. No unexpected error is among them. */
const AGAIN = new Set(["TEMPORARILY_UNAVAILABLE"]);
const PUBLISH = "mutation($input: PublishOfferInput!) { publishOffer(input: $input) { id } }";
const CHANGE = "mutation($input: ChangeOfferSeatsInput!) { changeOfferSeats(input: $input) { id } }";
const OFFER = "query($id: ID!) { offer(id: $id) { id title } }";
const CONVENTIONS = "{ conventions(first: 5) { edges { node { id status host { legalName } } } } }";
const TUTOR = { name: "Paul Roche", email: "paul.roche@atelier.example" };
const AGAIN_MS = 50;

export interface Load {
  /** The window in which what is asked now is counted. */
  readonly window: () => Window;
  readonly isOver: () => boolean;
  /** Between two requests of one client. */
  readonly pauseMs: number;
}

type Attempt = { readonly data: Record<string, unknown> } | "REFUSED" | "NO_ANSWER";

/** One request: answered, refused with a code of those that pass, or without an answer. Anything else ends the proof. */
async function attempt(client: StagesClient, query: string, variables: Record<string, unknown>, window: Window): Promise<Attempt> {
  let answer: GraphAnswer;
  try {
    answer = await client.ask(query, variables);
  } catch {
    window.note("no answer");
    return "NO_ANSWER";
  }
  const errors = answer.errors ?? [];
  if (errors.length === 0 && answer.data) return { data: answer.data };
  const codes = errors.map(({ extensions }) => extensions?.code ?? "none");
  if (codes.length === 0 || !codes.every((code) => AGAIN.has(code))) throw new Error(`unexpected answer: ${JSON.stringify(answer).slice(0, 300)}`);
  window.note(codes[0]!);
  return "REFUSED";
}

/** As a client does that means it: the same until it is answered. */
export async function untilAnswered(client: StagesClient, query: string, variables: Record<string, unknown>, { window, isOver }: Load): Promise<Record<string, unknown> | null> {
  for (;;) {
    const tried = await attempt(client, query, variables, window());
    if (typeof tried === "object") return tried.data;
    if (isOver()) return null;
    await delay(AGAIN_MS);
  }
}

export interface Publications {
  /** Ids by title, of those that were answered. */
  readonly acknowledged: Map<string, string>;
  /** Every title that was asked for. */
  readonly asked: string[];
  /** Answered, and then not shown to the same person at once. */
  readonly notShown: string[];
}

/** The id of what was published; null when nobody answered before it was over. With a key each repetition is the same act, without one it is another. */
export async function publishOne(client: StagesClient, hostId: string, title: string, withKey: boolean, load: Load): Promise<string | null> {
  const input = { ...offerInput(hostId, TUTOR), title, ...(withKey ? { idempotencyKey: crypto.randomUUID() } : {}) };
  const data = await untilAnswered(client, PUBLISH, { input }, load);
  return data && (data["publishOffer"] as { id: string }).id;
}

/** Publishes offers, each under its own title. */
export async function publish(client: StagesClient, hostId: string, name: string, withKey: boolean, load: Load): Promise<Publications> {
  const publications: Publications = { acknowledged: new Map(), asked: [], notShown: [] };
  for (let n = 0; !load.isOver(); n++) {
    const title = `${name} ${n}`;
    publications.asked.push(title);
    const id = await publishOne(client, hostId, title, withKey, load);
    if (id) {
      publications.acknowledged.set(title, id);
      load.window().wrote();
      const shown = await untilAnswered(client, OFFER, { id }, load);
      if (shown && (shown["offer"] as { title: string } | null)?.title !== title) publications.notShown.push(title);
    }
    await delay(load.pauseMs);
  }
  return publications;
}

/** Changes the seats of one offer, each change another number: what is answered was told. Gives the numbers that were answered. */
export async function changeSeats(client: StagesClient, offerId: string, load: Load): Promise<readonly number[]> {
  const answered: number[] = [];
  for (let n = 0; !load.isOver(); n++) {
    const seats = 1 + (n % 100);
    if (await untilAnswered(client, CHANGE, { input: { offerId, seats } }, load)) {
      answered.push(seats);
      load.window().wrote();
    }
    await delay(load.pauseMs);
  }
  return answered;
}

/** Reads what only its person sees, from two subgraphs. */
export async function read(client: StagesClient, load: Load): Promise<void> {
  while (!load.isOver()) {
    if (await untilAnswered(client, CONVENTIONS, {}, load)) load.window().wasRead();
    await delay(load.pauseMs);
  }
}
