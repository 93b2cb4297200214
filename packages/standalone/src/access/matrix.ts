import type { Actor, Role } from "@stages/kernel/actor.ts";
import type { Policy } from "@stages/subgraph/policy.ts";
import { inProcessTransport } from "@stages/transport/in-process.ts";
import type { Servable, SubgraphName, SubgraphTransport } from "@stages/transport/transport.ts";
import type { GraphQLSchema } from "graphql";
import { type AnswerError, type Observe, Reading } from "./observe.ts";
import { KINDS, type Kind, Oracle, RESTRICTED_FIELDS } from "./oracle.ts";
import type { Facts } from "./reach.ts";
import { anyCall, glimpseOf, isSeenIn, keyOf, kindOf, objectType, print, type Shape, wholeOf } from "./shape.ts";
import { everyOf } from "./targets.ts";

export interface Answer {
  readonly data?: Record<string, unknown> | null | undefined;
  readonly errors?: readonly AnswerError[] | undefined;
}
export interface Ask {
  (query: string, variables?: Record<string, unknown>): Promise<Answer>;
  readonly open?: (subscription: string) => Promise<Answer>;
}

/** Someone, at an instant, and what the world says that they may know. */
export interface Visitor {
  readonly name: string;
  readonly actor: Actor;
  readonly now: Temporal.Instant;
  readonly oracle: Oracle;
}

export const visitor = (name: string, actor: Actor, facts: Facts, now: Temporal.Instant): Visitor => ({ name, actor, now, oracle: new Oracle(actor, facts, now) });

/** Queries that find an object by its id, whichever subgraph answers. */
export const BY_ID: Readonly<Partial<Record<Kind, string>>> = { Student: "student", School: "school", Academy: "academy", Department: "department", Campaign: "campaign", Host: "host", Offer: "offer", Candidature: "candidature", Booking: "booking", Convention: "convention" };

/** What is told of a refused answer that is no verdict: the search before the opening, an object that must not be null and is hidden. */
const EXPECTED = new Set(["STUDENTS_NOT_OPEN", "NOT_FOUND"]);
const CHUNK = 40;

/** Everything observed, beside what was expected. */
export class Findings {
  readonly discrepancies: string[] = [];
  /** `role coordinate` → how often it was allowed, and refused. */
  readonly cells = new Map<string, { allowed: number; refused: number; readonly ways: Set<string> }>();
  /** `way role kind` → the ids shown: by `_entities`, by `Query`, and through the `gateway`. */
  readonly shown = new Map<string, Set<string>>();
  count = 0;

  observer(way: string, { name, actor, oracle }: Visitor): Observe {
    return (coordinate, id, allowed) => {
      this.count += 1;
      const expected = KINDS.includes(coordinate as Kind) ? oracle.sees(coordinate as Kind, id) : id === "" ? oracle.calls(coordinate) : oracle.reads(coordinate, id);
      if (expected !== allowed) this.discrepancies.push(`${way}: ${coordinate} ${id} is ${allowed ? "open" : "closed"} to ${name}, and should not be`);
      const key = `${actor.role} ${coordinate}`;
      const cell = this.cells.get(key) ?? { allowed: 0, refused: 0, ways: new Set() };
      this.cells.set(key, cell);
      cell[allowed ? "allowed" : "refused"] += 1;
      cell.ways.add(way);
    };
  }

  unexpected(way: string, who: Visitor, errors: readonly AnswerError[]): void {
    for (const { message, path, extensions } of errors) {
      if (!EXPECTED.has(String(extensions?.code))) this.discrepancies.push(`${way}: ${who.name} is told ${String(extensions?.code)} ${message} at ${path?.join(".") ?? "?"}`);
    }
  }

  show(key: string, id: string): void {
    const ids = this.shown.get(key) ?? new Set();
    this.shown.set(key, ids.add(id));
  }
}

/** One a subgraph, as a platform has: a query's text is parsed and validated once, and not anew for each who asks it. */
const transports = new WeakMap<Servable, SubgraphTransport>();

/** Straight to a subgraph, as the gateway would. */
export function askerOf(servable: Servable, { actor, now }: Visitor): Ask {
  const transport = transports.get(servable) ?? inProcessTransport(servable);
  transports.set(servable, transport);
  const caller = { actor, now, requestId: "matrix" };
  const ask = (query: string, variables?: Record<string, unknown>) => transport.execute({ query, variables, caller }) as Promise<Answer>;
  return Object.assign(ask, {
    /** The first result: the refusal, or where the stream begins. */
    async open(query: string): Promise<Answer> {
      const stream = transport.subscribe({ query, caller });
      const { value } = await stream.next();
      await stream.return?.();
      return value as Answer;
    },
  });
}

function* chunksOf<T>(all: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < all.length; start += size) yield all.slice(start, start + size);
}

/** Ways in of one graph, for one visitor. */
export class Ways {
  constructor(
    readonly schema: GraphQLSchema,
    readonly ask: Ask,
    readonly who: Visitor,
    readonly facts: Facts,
    readonly findings: Findings,
    /** "people", or "gateway". */
    readonly place: string,
  ) {}

  #read(way: string, { errors }: Answer): Reading {
    const reading = new Reading(errors, this.facts.targets, this.findings.observer(`${this.place} ${way}`, this.who));
    this.findings.unexpected(`${this.place} ${way}`, this.who, reading.others);
    return reading;
  }

  /** References sent straight to the subgraph, as the gateway does. */
  async entities(kind: Kind, ids: readonly string[], asked: Shape = wholeOf(objectType(this.schema, kind))): Promise<void> {
    // What another subgraph is required to send along comes back as it was sent: it tells nothing.
    const isSentAlong = this.place === "offers" && kind === "Student";
    const shape = isSentAlong ? { ...asked, fields: asked.fields.filter(({ name }) => name !== "home") } : asked;
    const query = `query($references: [_Any!]!) { _entities(representations: $references) { ... on ${kind} ${print(shape)} } }`;
    for (const chunk of chunksOf(ids, 500)) {
      const home = { __typename: "Home", latitude: 45.27, longitude: 1.77 };
      const references = chunk.map((id) => ({ __typename: kind, [keyOf(kind)]: id, ...(isSentAlong ? { home } : {}) }));
      const answer = await this.ask(query, { references });
      const reading = this.#read("_entities", answer);
      const found = (answer.data?.["_entities"] ?? []) as readonly unknown[];
      for (const [index, id] of chunk.entries()) {
        reading.object(shape, id, found[index], ["_entities", index]);
        if (isSeenIn(shape.type) && found[index]) this.findings.show(`_entities ${this.who.name} ${kind}`, id);
      }
    }
  }

  /** The root query that takes an id; null where there is none. */
  async byId(kind: Kind, ids: readonly string[], shape: Shape = wholeOf(objectType(this.schema, kind)), size = CHUNK): Promise<void> {
    const field = BY_ID[kind];
    if (!field || !(field in objectType(this.schema, "Query").getFields())) return;
    for (const chunk of chunksOf(ids, size)) {
      const asked = chunk.map((_, index) => `a${index}: ${field}(${keyOf(kind)}: $i${index}) ${print(shape)}`);
      const answer = await this.ask(`query(${chunk.map((_, index) => `$i${index}: ID!`).join(" ")}) { ${asked.join(" ")} }`, Object.fromEntries(chunk.map((id, index) => [`i${index}`, id])));
      const reading = this.#read(`Query.${field}`, answer);
      for (const [index, id] of chunk.entries()) {
        const name = `a${index}`;
        const value = answer.data?.[name];
        if (reading.isRefused([name])) reading.observe(`Query.${field}`, "", false);
        else reading.object(shape, id, value, [name]);
        if (isSeenIn(shape.type) && value) this.findings.show(`${this.place === "gateway" ? "gateway" : "Query"} ${this.who.name} ${kind}`, id);
      }
    }
  }

  /** Every root field, asked for nothing in particular: whether one may ask at all. Of a mutation, nothing can come of it. */
  async roots(operation: "Query" | "Mutation", only?: string): Promise<void> {
    const root = this.schema.getType(operation);
    if (!root) return;
    for (const field of Object.values(objectType(this.schema, operation).getFields())) {
      if (field.name.startsWith("_") || (only && only !== field.name)) continue;
      const answer = await this.ask(`${operation.toLowerCase()} { ${anyCall(field)} }`);
      const reading = new Reading(answer.errors, () => [], this.findings.observer(`${this.place} ${operation}`, this.who));
      reading.observe(`${operation}.${field.name}`, "", !reading.isRefused([field.name]));
    }
  }

  async subscriptions(): Promise<void> {
    const root = this.schema.getSubscriptionType();
    if (!root || !this.ask.open) return;
    const observe = this.findings.observer(`${this.place} Subscription`, this.who);
    for (const field of Object.values(root.getFields())) {
      const { errors } = await this.ask.open(`subscription { ${anyCall(field)} }`);
      observe(`Subscription.${field.name}`, "", new Reading(errors, () => [], observe).isRefused([field.name]) === false);
    }
  }

  /** A list to its end: neither more nor less than what one sees. */
  async list(kind: Kind, field: string): Promise<void> {
    const shape = glimpseOf(objectType(this.schema, kind));
    const seen = new Set<string>();
    for (let after: string | null = null, more = true; more; ) {
      const answer = await this.ask(`query($after: String) { ${field}(first: 100, after: $after) { edges { node ${print(shape)} } pageInfo { hasNextPage endCursor } } }`, { after });
      const reading = this.#read(`Query.${field}`, answer);
      if (reading.isRefused([field])) return;
      const page = answer.data![field] as { edges: { node: Record<string, unknown> }[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };
      for (const { node } of page.edges) seen.add(String(node[keyOf(kind)]));
      more = page.pageInfo.hasNextPage;
      after = page.pageInfo.endCursor;
    }
    const observe = this.findings.observer(`${this.place} Query.${field}`, this.who);
    for (const id of everyOf(kind, this.facts)) observe(kind, id, seen.has(id));
  }
}

/**
 * Some objects of each kind, so that every answer that the oracle gives of one, to each of these visitors, is asked for at
 * least twice: seen and not, each of its fields read and not.
 */
export function samplesFor(visitors: readonly Visitor[], facts: Facts): Readonly<Record<Kind, readonly string[]>> {
  const of = (kind: Kind) => {
    const ids = everyOf(kind, facts);
    const fields = RESTRICTED_FIELDS.filter((coordinate) => coordinate.startsWith(`${kind}.`) || (kind === "Offer" && coordinate.startsWith("OfferTutor.")) || (kind === "Candidature" && coordinate.startsWith("CandidatureChange.")));
    const chosen = new Set<string>();
    for (const { oracle } of visitors) {
      const times = new Map<string, number>();
      for (const id of ids) {
        const verdicts = [oracle.sees(kind, id), ...fields.map((field) => oracle.reads(field, id))].join();
        const before = times.get(verdicts) ?? 0;
        if (before < 2) chosen.add(id);
        times.set(verdicts, before + 1);
      }
    }
    return [...chosen];
  };
  return Object.fromEntries(KINDS.map((kind) => [kind, of(kind)])) as unknown as Record<Kind, readonly string[]>;
}

/** The kinds that a subgraph can be sent references of. */
export function referredTo(schema: GraphQLSchema): readonly Kind[] {
  const entities = schema.getType("_Entity") as { getTypes?: () => readonly { name: string }[] } | undefined;
  const names = new Set((entities?.getTypes?.() ?? []).map(({ name }) => name));
  return KINDS.filter((kind) => names.has(kind) && kindOf(objectType(schema, kind)) !== null);
}

export interface Governed {
  readonly name: SubgraphName;
  readonly servable: Servable;
  readonly policy: Policy;
}

/** All the coordinates × roles that a policy has cells for. */
export function cellsOf(policy: Policy, roles: readonly Role[]): readonly { readonly coordinate: string; readonly role: Role }[] {
  return Object.entries(policy)
    .filter(([, rule]) => typeof rule === "object")
    .flatMap(([coordinate]) => roles.map((role) => ({ coordinate, role })));
}
