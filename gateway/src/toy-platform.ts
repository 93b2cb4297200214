import { composeServices } from "@apollo/composition";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { rememberOrigin, traceparentNow } from "@stages/telemetry/tracing.ts";
import { inProcessTransport } from "@stages/transport/in-process.ts";
import type { Caller, Servable, SubgraphName, SubgraphTransport, SubgraphTransports } from "@stages/transport/transport.ts";
import { GraphQLError, parse } from "graphql";
import type { Bearer, GatewayConfig } from "./config.ts";
import { type RunningGateway, startGateway } from "./gateway.ts";

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@inaccessible"])`;

const SDL: Record<SubgraphName, string> = {
  people: `${LINK}
    scalar ActorDocument @inaccessible
    scalar PlatformDocument @inaccessible
    scalar Date
    enum Role { ANONYMOUS PLATFORM STUDENT LEGAL_REPRESENTATIVE HOST_MANAGER TUTOR SCHOOL_HEAD REFERENT_TEACHER EDUCATION_ADVISER RECTORAT MINISTRY }
    type Query { viewer: Student actor(subject: String!, role: Role): ActorDocument @inaccessible linkBearer(secretHash: String!): PlatformDocument @inaccessible academy(code: ID!): Academy mailbox: [PlatformDocument!]! @inaccessible }
    type Mutation { redeemExport(tokenHash: String!): PlatformDocument @inaccessible noteReaders(requestId: String!, readerIds: [ID!]!): Boolean @inaccessible signIn(subject: String!, speaksFor: [String!]!, ine: String, email: String, emailVerified: Boolean, givenName: String, familyName: String, uai: String, isSchoolHead: Boolean, siret: String): Boolean @inaccessible }
    type Subscription { actorsChanged: String! @inaccessible }
    type Academy { code: ID! name: String! coverage(campaignId: ID, on: Date): Coverage departments: [Department!]! schools(first: Int!, after: String): SchoolConnection }
    type Department { code: ID! name: String! academy: Academy coverage(campaignId: ID, on: Date): Coverage }
    type School { uai: ID! name: String! communeName: String! academy: Academy department: Department coverage(campaignId: ID, on: Date): Coverage }
    type SchoolConnection { edges: [SchoolEdge!]! pageInfo: PageInfo! }
    type SchoolEdge { node: School! }
    type PageInfo { hasNextPage: Boolean! endCursor: String }
    type Coverage { enrolled: Int! covered: Int! partlyCovered: Int! uncovered: Int! onPaper: Int! rate: Float! }
    type Student @key(fields: "id") { id: ID! firstName: String! nested: Student! }`,
  conventions: `${LINK}
    scalar PlatformDocument @inaccessible
    type Query { verifyDocument(code: String!, sha256: String): Boolean! uploadPermit(tokenHash: String!): PlatformDocument @inaccessible convention: Convention orphan: Convention crash: String refuse: String now: String! role: String! echo(number: Int!): Int! }
    type Mutation { sign(id: ID!): Convention redeemDownload(tokenHash: String!): PlatformDocument @inaccessible receiveUpload(tokenHash: String!, content: String!): PlatformDocument @inaccessible }
    type Subscription { conventionStatusChanged: Change! changesAfter(after: String, unlike: Int): Change! }
    type Change { convention: Convention! cursor: String }
    type Convention @key(fields: "id") { id: ID! status: String! student: Student! offer: Offer }
    type Student @key(fields: "id", resolvable: false) { id: ID! }
    type Offer @key(fields: "id", resolvable: false) { id: ID! }`,
  offers: `${LINK}
    type Query { offer: Offer }
    type Offer @key(fields: "id") { id: ID! title: String! }`,
  candidatures: `${LINK}
    type Query { candidatures: Int! }`,
};

/** The supergraph of the four, or of what a test makes of their SDL. */
export function composed(change: (sdl: string) => string = (sdl) => sdl): string {
  const { supergraphSdl, errors } = composeServices(Object.entries(SDL).map(([name, sdl]) => ({ name, typeDefs: parse(change(sdl)), url: `http://${name}.internal` })));
  if (!supergraphSdl) throw new Error(errors?.join("\n"));
  return supergraphSdl;
}

const COVERAGE = { enrolled: 200, covered: 106, partlyCovered: 20, uncovered: 74, onPaper: 3, rate: 0.53 };
const CONVENTION = { id: "c1", status: "SIGNED", student: { id: "s1" }, offer: { id: "o1" } };

/** Four toy subgraphs behind a real gateway on a real port, with tokens that are plain names: `name` or `name@instant`. */
export class ToyPlatform {
  readonly supergraphSdl: string;
  readonly logged: { message: string; details: object | undefined }[] = [];
  readonly people = new Map<string, object>([
    ["head", { role: "SCHOOL_HEAD", personId: "person_1", schoolUais: [] }],
    ["ministry", { role: "MINISTRY", personId: "person_2" }],
  ]);
  /** The other roles of a subject. */
  readonly others = new Map<string, { readonly role: string }[]>();
  /** SHA-256 of the tokens of opened links. */
  readonly links = new Map<string, { readonly subject: string; readonly expiresAt: string }>();
  readonly mails: object[] = [];
  /** What the SHA-256 of a token leads to. */
  readonly downloads = new Map<string, { readonly fileName: string; readonly mediaType: string; readonly content: string }>();
  /** What figures the SHA-256 of a token leads to, and as whom. */
  readonly exports = new Map<string, object>();
  /** Of which every académie has as many; and what comes before a page of them is answered. */
  schools: readonly string[] = [];
  beforeSchools: (from: number, caller: Caller) => void | Promise<void> = () => {};
  /** How many bytes the SHA-256 of a token lets in; and those that came. */
  readonly permits = new Map<string, number>();
  readonly deposits: Buffer[] = [];
  /** Codes, and the fingerprints of their files. */
  readonly genuine = new Map<string, string>();
  /** Who was said to have read what is given to several. */
  readonly readersNoted: { readonly requestId: string; readonly readerIds: readonly string[] }[] = [];
  registerIsClosed = false;
  down: SubgraphName | null = null;
  openSubscriptions = 0;
  actorsAsked = 0;
  /** What the gateway handed to people, in order. */
  readonly signedIn: { readonly subject: string; readonly [attribute: string]: unknown }[] = [];
  /** Whom people knows again, and as whom; or the code of why not. */
  readonly awaited = new Map<string, object | string>();
  /** The roles in which the stream of changes was opened, in order. */
  readonly openedAs: string[] = [];
  /** Once the gateway runs: what it is told when its supergraph is another. */
  replaceSupergraph: (sdl: string) => void = () => {};
  now = () => Temporal.Now.instant();
  #listeners = new Set<(event: object | null) => void>();
  #actorListeners = new Set<(event: object | null) => void>();
  /** What those who come back are told of. */
  readonly #log: { readonly cursor: string }[] = [];
  #followers = new Set<(event: object | null) => void>();
  #watchers: (() => void)[] = [];

  constructor() {
    this.supergraphSdl = composed();
  }

  start(change: Partial<GatewayConfig> = {}): Promise<RunningGateway> {
    const log = (message: string, details?: object) => void this.logged.push({ message, details });
    return startGateway({
      port: 0,
      host: "127.0.0.1",
      supergraph: { sdl: this.supergraphSdl, onChange: (listener) => ((this.replaceSupergraph = listener), () => {}) },
      transports: this.transports(),
      identity: { verify: async (token) => bearerOf(token) },
      development: null,
      clock: () => this.now(),
      log: { info: log, warn: log, error: log },
      ...change,
    });
  }

  changeStatus(status: string): void {
    const cursor = String(this.#log.length + 1);
    const change = { cursor, changesAfter: { cursor, convention: { ...CONVENTION, status } } };
    this.#log.push(change);
    // As a subgraph's live feed does.
    rememberOrigin(change, traceparentNow());
    for (const listener of this.#followers) listener(change);
    for (const listener of this.#listeners) listener({ conventionStatusChanged: { convention: { ...CONVENTION, status } } });
  }

  changeActor(subject: string): void {
    for (const listener of this.#actorListeners) listener({ actorsChanged: subject });
  }

  async whenSubscribed(count: number): Promise<void> {
    while (this.openSubscriptions !== count) await new Promise<void>((resolve) => this.#watchers.push(resolve));
  }

  transports(): SubgraphTransports {
    const transports = Object.fromEntries(Object.keys(SDL).map((name) => [name, this.#transport(name as SubgraphName)]));
    return transports as SubgraphTransports;
  }

  /** One of the four, to be served over HTTP. */
  servable(name: SubgraphName): Servable {
    const schema = buildSubgraphSchema([{ typeDefs: parse(SDL[name]), resolvers: this.#resolvers()[name] as never }]);
    const onUnexpected = (error: unknown, reference: string) =>
      void this.logged.push({ message: "Unexpected error", details: { reference, message: String(error) } });
    return { name, schema, contextOf: (caller, opened) => ({ ...caller, ...opened }), onUnexpected };
  }

  #transport(name: SubgraphName): SubgraphTransport {
    const transport = inProcessTransport(this.servable(name));
    return { ...transport, execute: async (request) => (this.down === name ? this.#lost(name) : transport.execute(request)) };
  }

  async #lost(name: SubgraphName): Promise<never> {
    const { SubgraphUnavailableError } = await import("@stages/transport/unavailable.ts");
    throw new SubgraphUnavailableError(name, new Error("connect ECONNREFUSED 10.0.0.7:4001"));
  }

  #resolvers(): Record<SubgraphName, object> {
    const student = ({ id }: { id: string }) => (id === "unknown" ? null : { id, firstName: "Lou" });
    return {
      people: {
        Query: {
          viewer: () => student({ id: "s1" }),
          linkBearer: (_: unknown, { secretHash }: { secretHash: string }) => this.links.get(secretHash) ?? null,
          mailbox: () => this.mails,
          academy: (_: unknown, { code }: { code: string }) => ({ code, name: `Académie ${code}`, coverage: COVERAGE, departments: [{ code: "19", name: "Corrèze", coverage: COVERAGE }] }),
          actor: (_: unknown, { subject, role }: { subject: string; role?: string | null }) => {
            this.actorsAsked += 1;
            const held = [this.people.get(subject), ...(this.others.get(subject) ?? [])] as ({ readonly role: string } | undefined)[];
            return held.find((actor) => actor && (!role || actor.role === role)) ?? null;
          },
        },
        Academy: {
          schools: async (_: unknown, { first, after }: { first: number; after?: string | null }, caller: Caller) => {
            const from = Number(after ?? 0);
            await this.beforeSchools(from, caller);
            const until = Math.min(from + first, this.schools.length);
            const edges = this.schools.slice(from, until).map((name, index) => ({ node: { uai: `s${from + index}`, name, communeName: "Tulle", coverage: COVERAGE } }));
            return { edges, pageInfo: { hasNextPage: until < this.schools.length, endCursor: String(until) } };
          },
        },
        Mutation: {
          redeemExport: (_: unknown, { tokenHash }: { tokenHash: string }, { actor }: Caller) => (actor.role === "PLATFORM" ? (this.exports.get(tokenHash) ?? null) : null),
          noteReaders: (_: unknown, noted: { readonly requestId: string; readonly readerIds: readonly string[] }) => {
            if (this.registerIsClosed) throw new Error("The register is closed");
            this.readersNoted.push(noted);
            return true;
          },
          signIn: (_: unknown, { ...bearer }: { subject: string }) => {
            this.signedIn.push(bearer);
            const awaited = this.awaited.get(bearer.subject);
            if (typeof awaited === "string") throw new GraphQLError(`No: ${awaited}`, { extensions: { code: awaited } });
            if (!awaited || this.people.has(bearer.subject)) return false;
            this.people.set(bearer.subject, awaited);
            return true;
          },
        },
        Subscription: { actorsChanged: { subscribe: () => listen(this.#actorListeners, () => {}) } },
        Student: { __resolveReference: student, nested: student },
      },
      conventions: {
        Query: {
          convention: () => CONVENTION,
          orphan: () => ({ ...CONVENTION, student: { id: "unknown" } }),
          crash: () => {
            throw new Error('relation "conventions.convention" does not exist at 10.0.0.7');
          },
          refuse: () => {
            const refusals = [{ code: "NOT_FOUND", message: "Convention : introuvable.", field: "id" }];
            throw new GraphQLError("Convention : introuvable.", {
              extensions: { code: "NOT_FOUND", field: "id", refusals, host: "db-1", stacktrace: ["at secret"] },
            });
          },
          now: (_: unknown, __: unknown, { now }: Caller) => now.toString(),
          role: (_: unknown, __: unknown, { actor }: Caller) => actor.role,
          verifyDocument: (_: unknown, { code, sha256 }: { code: string; sha256?: string | null }) => this.genuine.has(code) && (!sha256 || this.genuine.get(code) === sha256),
          uploadPermit: (_: unknown, { tokenHash }: { tokenHash: string }) => (this.permits.has(tokenHash) ? { bytes: this.permits.get(tokenHash) } : null),
          echo: (_: unknown, { number }: { number: number }) => number,
        },
        Mutation: {
          sign: (_: unknown, { id }: { id: string }) => ({ ...CONVENTION, id }),
          redeemDownload: (_: unknown, { tokenHash }: { tokenHash: string }, { actor }: Caller) => (actor.role === "PLATFORM" ? (this.downloads.get(tokenHash) ?? null) : null),
          receiveUpload: (_: unknown, { content }: { content: string }) => {
            const bytes = Buffer.from(content, "base64");
            if (!bytes.toString("latin1").startsWith("%PDF")) throw new GraphQLError("un PDF est attendu", { extensions: { code: "FILE_TYPE_REFUSED" } });
            this.deposits.push(bytes);
            return { fileId: `file_${this.deposits.length}` };
          },
        },
        Subscription: {
          conventionStatusChanged: {
            subscribe: (_: unknown, __: unknown, { actor }: Caller) => {
              this.openedAs.push(actor.role);
              return listen(this.#listeners, (by) => this.#count(by));
            },
          },
          changesAfter: {
            // The gateway takes the client's cursor out of the arguments, and gives it beside them.
            subscribe: (_: unknown, __: unknown, { resumeFrom: after }: { resumeFrom?: string }) => {
              if (after === "too-old") throw new GraphQLError("Rechargez la page.", { extensions: { code: "CURSOR_TOO_OLD" } });
              const missed = after == null ? [] : this.#log.filter(({ cursor }) => Number(cursor) > Number(after));
              return listen(this.#followers, (by) => this.#count(by), missed);
            },
          },
        },
      },
      offers: { Offer: { __resolveReference: ({ id }: { id: string }) => ({ id, title: "Menuiserie" }) } },
      candidatures: { Query: { candidatures: () => 3 } },
    };
  }

  #count(by: number): void {
    this.openSubscriptions += by;
    for (const wake of this.#watchers.splice(0)) wake();
  }
}

function bearerOf(token: string): Bearer | null {
  const [subject, expiresAt] = token.split("@");
  if (subject === "forged") return null;
  return { subject: subject!, expiresAt: Temporal.Instant.from(expiresAt ?? "2100-01-01T00:00:00Z") };
}

function listen(listeners: Set<(event: object | null) => void>, count: (by: 1 | -1) => void, missed: readonly object[] = []): AsyncIterableIterator<object> {
  const queue: (object | null)[] = [...missed];
  let wake = () => {};
  const listener = (event: object | null) => {
    queue.push(event);
    wake();
  };
  listeners.add(listener);
  count(1);
  return {
    async next() {
      while (queue.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      const event = queue.shift()!;
      return event === null ? { done: true, value: undefined } : { done: false, value: event };
    },
    async return() {
      if (listeners.delete(listener)) count(-1);
      listener(null);
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
