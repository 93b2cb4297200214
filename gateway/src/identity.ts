import { randomUUID } from "node:crypto";
import { resuming } from "@stages/federated-subscriptions/resuming.ts";
import { ANONYMOUS, type Actor, PLATFORM, type Role, ROLES } from "@stages/kernel/actor.ts";
import { isReckoned } from "@stages/kernel/civil-time.ts";
import { refuse } from "@stages/kernel/refusal.ts";
import { SubgraphUnavailableError } from "@stages/transport/unavailable.ts";
import type { Caller, SubgraphResult, SubgraphTransport } from "@stages/transport/transport.ts";
import { GraphQLError } from "graphql";
import { LRUCache } from "lru-cache";
import type { Bearer, GatewayConfig } from "./config.ts";
import type { Credentials } from "./credentials.ts";
import { refusalError } from "./errors.ts";
import { isLinkToken, linkBearer } from "./link-bearers.ts";
import type { Rates } from "./rates.ts";
import { createSignIns } from "./sign-ins.ts";

/** One client's presence: a request, a stream or a socket. */
export interface Session {
  /** Null for an anonymous visitor. */
  readonly expiresAt: Temporal.Instant | null;
  /** Whose token it is; null for an anonymous visitor. */
  readonly subject: string | null;
  /** In development, at an instant of its own. */
  readonly travels: boolean;
  /** Who acts, as of now: asked again for each operation and each event, so that a right withdrawn is withdrawn at once. */
  caller(): Promise<Caller>;
  /** Tells when the roles of the one who acts may have changed. Returns how to stop. */
  onChange(listener: () => void): () => void;
}

export interface Sessions {
  /** Throws UNAUTHENTICATED for a token that is invalid, and for a person whom nobody knows, or why they are not let in when `people` says it; ROLE_NOT_HELD for a role that is not theirs; without a token, it is ANONYMOUS. */
  open(credentials: Credentials): Promise<Session>;
  /** Of someone whom `people` named to the gateway itself, and whose role is asked for again each time as anyone's. */
  actingAs(subject: string, role: Role, at: Pick<Credentials, "now" | "address">): Session;
  stop(): Promise<void>;
}

const ACTOR_QUERY = "query GatewayActor($subject: String!, $role: Role) { actor(subject: $subject, role: $role) }";
const CHANGES = "subscription GatewayActorsChanged { actorsChanged }";
const CACHE_MS = 30_000;

export const unauthenticated = () => refusalError(refuse("UNAUTHENTICATED"), 401);

/** Tokens into Actors, through `people`, which alone knows who has which role. */
export function createSessions({ identity, transports, development, clock, log, rates }: Pick<GatewayConfig, "identity" | "transports" | "development" | "clock" | "log"> & { readonly rates: Pick<Rates, "guess" | "wrong"> }): Sessions {
  const actors = new ActorCache(transports.people, clock);
  const stopWatching = actors.evictOnChange((error, attempt) => {
    if (attempt === 1) log.warn("Lost the changes of actors", { cause: error });
  });

  const signIns = createSignIns({ people: transports.people, clock, log, onGiven: (subject) => actors.forget(subject) });

  // A signature costs as much as a tenth of a request. Only good tokens are remembered; their end is looked at each time.
  const bearers = new LRUCache<string, Bearer>({ max: 50_000, ttl: CACHE_MS });

  /** Who has tried too many that were wrong tries no more for a while; whoever is known comes in, from the same address too. */
  async function remembered(token: string, address: string | undefined): Promise<Bearer | null> {
    const known = bearers.get(token);
    if (known) return known;
    await rates.guess("token", address);
    const bearer = await verified(token);
    if (bearer) bearers.set(token, bearer);
    else await rates.wrong("token", address);
    return bearer;
  }

  async function bearerOf(authorization: string | undefined, address: string | undefined): Promise<Bearer | null> {
    if (!authorization) return null;
    const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    const bearer = token ? await remembered(token, address) : null;
    if (!bearer || Temporal.Instant.compare(bearer.expiresAt, clock()) <= 0) throw unauthenticated();
    return bearer;
  }

  /** Keys that cannot be had let nobody in, and are nobody's fault. */
  async function verified(token: string): Promise<Bearer | null> {
    try {
      return await (isLinkToken(token) ? linkBearer(transports.people, token, clock()) : identity.verify(token));
    } catch (error) {
      log.error("Tokens cannot be verified", { cause: error });
      throw refusalError(refuse("TEMPORARILY_UNAVAILABLE"), 503);
    }
  }

  return {
    async open({ authorization, role, now, address }) {
      const bearer = await bearerOf(authorization, address);
      const nowOf = clockOf(development ? now : undefined, clock);
      const chosen = bearer && role ? roleNamed(role) : null;
      const actor = async (): Promise<Actor> => (bearer ? actors.of(bearer.subject, chosen) : ANONYMOUS);
      // A link's bearer is known already: no issuer speaks for them, so that nothing is handed over.
      const stranger = bearer && (await signIns.of(authorization!, bearer));
      await actor().catch((error: unknown) => {
        // An unknown person is refused at the door, and so is a role that is not theirs.
        throw (isUnauthenticated(error) && stranger) || error;
      });
      return {
        expiresAt: bearer?.expiresAt ?? null,
        subject: bearer?.subject ?? null,
        travels: nowOf !== clock,
        caller: async () => ({ actor: await actor(), now: nowOf(), requestId: randomUUID(), address }),
        onChange: (listener) => (bearer ? actors.onChange(bearer.subject, listener) : () => {}),
      };
    },
    actingAs(subject, role, { now, address }) {
      const nowOf = clockOf(development ? now : undefined, clock);
      return {
        expiresAt: null,
        subject,
        travels: nowOf !== clock,
        caller: async () => ({ actor: await actors.of(subject, role), now: nowOf(), requestId: randomUUID(), address }),
        onChange: (listener) => actors.onChange(subject, listener),
      };
    },
    stop: stopWatching,
  };
}

function roleNamed(text: string): Role {
  const role = ROLES.find((one) => one === text.trim().toUpperCase());
  if (!role) throw roleNotHeld(text);
  return role;
}

const isUnauthenticated = (error: unknown) => error instanceof GraphQLError && error.extensions["code"] === "UNAUTHENTICATED";

const roleNotHeld = (role: string) => refusalError(refuse("ROLE_NOT_HELD", { role: role.slice(0, 30) }), 403);

/** Development's travel in time: exactly the instant asked for at first, from which time goes on in a socket. */
export function clockOf(travelTo: string | undefined, clock: () => Temporal.Instant): () => Temporal.Instant {
  if (travelTo === undefined) return clock;
  const destination = instantOf(travelTo);
  let leftAt: Temporal.Instant | null = null;
  return () => {
    const now = clock();
    return destination.add(now.since((leftAt ??= now)));
  };
}

function instantOf(text: string): Temporal.Instant {
  try {
    const instant = Temporal.Instant.from(text);
    if (isReckoned(instant.toZonedDateTimeISO("UTC"))) return instant;
  } catch {
    // refused below
  }
  throw refusalError(refuse("INVALID_DATE", { value: text.slice(0, 40) }, "x-stages-now"), 400);
}

const keyOf = (subject: string, role: Role | null) => `${role ?? ""} ${subject}`;

class ActorCache {
  readonly #people: SubgraphTransport;
  readonly #clock: () => Temporal.Instant;
  readonly #actors = new LRUCache<string, Promise<Actor>>({ max: 50_000, ttl: CACHE_MS });
  readonly #listeners = new Map<string, Set<() => void>>();

  constructor(people: SubgraphTransport, clock: () => Temporal.Instant) {
    this.#people = people;
    this.#clock = clock;
  }

  /** In the role chosen, otherwise in the first they have. */
  of(subject: string, role: Role | null): Promise<Actor> {
    const key = keyOf(subject, role);
    let actor = this.#actors.get(key);
    if (!actor) {
      actor = this.#ask(subject, role);
      this.#actors.set(key, actor);
      // Only answers are remembered: a refusal is asked for again.
      actor.catch(() => this.#actors.delete(key));
    }
    return actor;
  }

  onChange(subject: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(subject) ?? new Set();
    this.#listeners.set(subject, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(subject);
    };
  }

  forget(subject: string): void {
    for (const role of [null, ...ROLES]) this.#actors.delete(keyOf(subject, role));
  }

  #changed(subject: string): void {
    this.forget(subject);
    for (const listener of this.#listeners.get(subject) ?? []) listener();
  }

  /** Forgets whoever `people` says has changed; as anything may have been missed while that stream was lost, then everyone. */
  evictOnChange(onLost: (error: unknown, attempt: number) => void): () => Promise<void> {
    let lost = false;
    const changes = resuming({
      open: () => this.#changes(),
      cursorOf: () => undefined,
      onLost: (error, attempt) => {
        this.#actors.clear();
        lost = true;
        onLost(error, attempt);
      },
    });
    const watching = (async () => {
      for await (const { data } of changes) {
        if (lost) for (const subject of this.#listeners.keys()) this.#changed(subject);
        lost = false;
        if (data) this.#changed(String(data["actorsChanged"]));
      }
    })();
    return async () => {
      await changes.return!();
      await watching;
    };
  }

  /** This stream has no end of its own: a subgraph that ends it or refuses it is restarting, and will be asked again. */
  #changes(): AsyncIterator<SubgraphResult> {
    const results = this.#people.subscribe({ query: CHANGES, caller: this.#platform() });
    return {
      next: async () => {
        const step = await results.next();
        if (step.done || step.value.errors) throw new Error(step.value?.errors?.[0]?.message ?? "Ended by the subgraph");
        return step;
      },
      return: () => results.return!(),
    };
  }

  async #ask(subject: string, role: Role | null): Promise<Actor> {
    try {
      const { data, errors } = await this.#people.execute({ query: ACTOR_QUERY, variables: { subject, role }, caller: this.#platform() });
      if (errors?.[0]) throw new GraphQLError(errors[0].message, { extensions: errors[0].extensions ?? {} });
      const actor = (data?.["actor"] ?? null) as Actor | null;
      if (actor) return actor;
      if (role === null) throw unauthenticated();
      await this.of(subject, null); // whom nobody knows has no role to be told about
      throw roleNotHeld(role);
    } catch (error) {
      if (error instanceof SubgraphUnavailableError) throw refusalError(refuse("TEMPORARILY_UNAVAILABLE"), 503);
      throw error;
    }
  }

  #platform(): Caller {
    return { actor: PLATFORM, now: this.#clock(), requestId: randomUUID() };
  }
}
