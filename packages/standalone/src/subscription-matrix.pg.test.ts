import { mkdtempSync, rmSync } from "node:fs";
import { NO_RATES } from "@stages/gateway/limits.ts";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Way } from "@stages/client/client.ts";
import { AUDIENCE as CANDIDATURES_AUDIENCE } from "@stages/candidatures/domain/audience.ts";
import { policy as candidaturesPolicy } from "@stages/candidatures/policy.ts";
import { federatedUnder as candidaturesUnder } from "@stages/candidatures/subgraph.ts";
import { policy as conventionsPolicy } from "@stages/conventions/policy.ts";
import { ALERTED } from "@stages/conventions/domain/absence.ts";
import { AUDIENCE } from "@stages/conventions/domain/audience.ts";
import { federatedUnder } from "@stages/conventions/subgraph.ts";
import { demonstrationWorld } from "@stages/demonstration/world.ts";
import type { Bus } from "@stages/events/bus.ts";
import { startLiveFeed } from "@stages/events/live-feed.ts";
import { postgresBus } from "@stages/events/postgres-bus.ts";
import { type Actor, ANONYMOUS, PLATFORM, type Role, ROLES } from "@stages/kernel/actor.ts";
import { civilDateOf, systemClock } from "@stages/kernel/civil-time.ts";
import { policy as peoplePolicy } from "@stages/people/policy.ts";
import { federatedUnder as peopleUnder } from "@stages/people/subgraph.ts";
import type { RequestContext } from "@stages/subgraph/context.ts";
import type { Cell, Policy } from "@stages/subgraph/policy.ts";
import type { TestDatabase } from "@stages/testing/database.ts";
import { inProcessTransport } from "@stages/transport/in-process.ts";
import type { Servable } from "@stages/transport/transport.ts";
import type { GraphQLSchema } from "graphql";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Bearer, Bearers, circleOf } from "./access/bearers.ts";
import { FIELDS, type Heard, listen, NAMED, namesOf, OWNERS } from "./access/ears.ts";
import { GoingsOn, type Place, placesOf } from "./access/goings-on.ts";
import { hears, type StreamField, type Told } from "./access/hearing.ts";
import { Findings, type Visitor, visitor } from "./access/matrix.ts";
import { type AnswerError, Reading } from "./access/observe.ts";
import { type Facts, factsOf } from "./access/reach.ts";
import { objectType, print, type Shape, wholeOf } from "./access/shape.ts";
import { publicSchema, withoutRowPolicies } from "./access/stage.ts";
import { MODES, preparedDatabase, startOfRun } from "./platform-under-test.ts";
import { type Platform, startPlatform } from "./platform.ts";
import { createSubgraphs, type Subgraphs } from "./subgraphs.ts";

const PATIENCE = { timeout: 30_000, interval: 20 };
const WAYS: readonly Way[] = ["websocket", "sse"];
const POLICIES = { candidatures: candidaturesPolicy, conventions: conventionsPolicy, people: peoplePolicy } as const;
const UNDER = { candidatures: candidaturesUnder, conventions: federatedUnder, people: peopleUnder } as const;
const OF_CONVENTIONS = FIELDS.filter((field) => OWNERS[field] === "conventions");
/** Whether an offer of another's is published at this instant follows its seats, in its own time: offer-audience.test.ts says which managers hear. */
const isJudged = ({ actor }: Pick<Bearer, "actor">, field: StreamField) => field !== "offerSeatsChanged" || actor.role !== "HOST_MANAGER";
/** News of two subgraphs come into an inbox in the order in which they leave them. */
const asHeard = (field: StreamField, names: readonly string[]) => (field === "notifications" ? names.toSorted() : names);
/** Those to whom nothing can happen have no stream of it: they are told at once. The platform is no client, and has streams of its own. */
function refusalOf({ role }: Actor, field: StreamField): string | undefined {
  if (role === "ANONYMOUS") return "UNAUTHENTICATED";
  return role === "PLATFORM" || (field === "notifications" && (role === "RECTORAT" || role === "MINISTRY")) ? "FORBIDDEN" : undefined;
}
const fieldsOf = (bearer: Pick<Bearer, "actor">, fields = FIELDS) => fields.filter((field) => isJudged(bearer, field));
const api: GraphQLSchema = publicSchema();

/** A search, which is tested elsewhere and takes its time. */
const leavingOut = (name: string, { type, fields }: Shape): Shape => ({
  type,
  fields: fields.filter((field) => field.name !== name).map((field) => ({ ...field, shape: field.shape && leavingOut(name, field.shape) })),
});

const bearers = new Bearers();
beforeAll(() => bearers.start());
afterAll(() => bearers.stop());

it("knows every subscription of the graph", () => {
  // How far one's own import is tells of no student, and figures of nobody: class-list-progress.pg.test.ts and coverage.pg.test.ts say who hears them.
  expect(Object.keys(objectType(api, "Subscription").getFields()).toSorted()).toEqual([...FIELDS, "classListImportProgress", "coverageChanged", "validationProgress"].toSorted());
});

describe.each(MODES)("%s: what each hears", (mode) => {
  const stopping = new AsyncDisposableStack();
  let database: TestDatabase;
  let platform: Platform;
  let subgraphs: Subgraphs;
  let bare: Facts;
  let places: readonly Place[];
  let listeners: readonly Bearer[];
  let goingsOn: GoingsOn;
  let start: string;
  let bus: Bus;
  const now = systemClock();

  beforeAll(async () => {
    database = await preparedDatabase();
    stopping.defer(() => database.drop());
    const world = demonstrationWorld({ today: civilDateOf(startOfRun()) });
    bare = factsOf(world, []);
    const schoolOf = (persona: "school-head" | "other-school-head") => (world.persons.find(({ id }) => id === world.personas[persona])!.grants[0] as { schoolUais: readonly string[] }).schoolUais[0]!;
    places = placesOf(world, [schoolOf("school-head"), schoolOf("other-school-head")], 3);
    listeners = await castOf(world);

    const dataDir = mkdtempSync(join(tmpdir(), "stages-hearing-"));
    stopping.defer(() => rmSync(dataDir, { recursive: true, force: true }));
    platform = await startPlatform({ mode, databaseUrl: database.url, port: 0, dataDir, identity: { development: true, issuers: bearers.issuers }, door: { liveLimits: NO_RATES }, log: () => {} });
    stopping.defer(() => platform.stop());
    // Not started: they act, and the platform's own tell.
    subgraphs = createSubgraphs({ databaseUrl: database.url, clock: systemClock });
    for (const subgraph of Object.values(subgraphs)) stopping.defer(() => subgraph.stop());
    bus = postgresBus(database.url);
    stopping.defer(() => bus.stop());
    goingsOn = new GoingsOn(world, subgraphs, now, database.url);
    const sql = postgres(database.url, { max: 1 });
    start = String((await sql<{ head: string }[]>`select coalesce(max(position), 0) as head from bus.events`)[0]!.head);
    await sql.end();
  });
  afterAll(() => stopping.disposeAsync());

  /** Personas, and the circles of some conventions: with each, others in the same role who are not of its circle. */
  async function castOf(world: Facts["world"]): Promise<readonly Bearer[]> {
    const inPlay = places.flatMap(({ completed, validated, signed }) => [completed[0]!, validated, signed]);
    const ids = new Set([...Object.values(world.personas), ...inPlay.flatMap((convention) => circleOf(world, convention).map(({ id }) => id))]);
    const known = await bearers.of(database.url, world.persons.filter(({ id, grants }) => ids.has(id) && grants.length === 1));
    return [...known, { name: "visitor", actor: ANONYMOUS, token: null }];
  }

  /** Judged once: it is asked for at every look while one waits. */
  const verdicts = new Map<Actor, Map<Told, boolean>>();
  const isFor = (actor: Actor, told: Told): boolean => {
    const known = verdicts.get(actor) ?? new Map<Told, boolean>();
    verdicts.set(actor, known);
    const verdict = known.get(told) ?? hears(actor, told, bare, now);
    known.set(told, verdict);
    return verdict;
  };
  const expectedOf = ({ actor }: Pick<Bearer, "actor">, field: StreamField) => goingsOn.told.filter((told) => told.field === field && isFor(actor, told)).map(({ name }) => name);
  const familyOf = (studentId: string): Actor => listeners.find(({ actor }) => actor.role === "LEGAL_REPRESENTATIVE" && (actor.studentIds as readonly string[]).includes(studentId))!.actor;
  const listenAs = (bearer: Bearer, field: StreamField, way: Way, select: string) => listen({ url: platform.url, bearer, field, way, select, after: start });

  /** Until each has heard the last of what they may: their own marker. Whoever hears nothing answers once more by the same way. */
  async function untilTheEnd(ears: readonly Heard[]): Promise<void> {
    await vi.waitFor(() => {
      for (const ear of ears) {
        const { length } = expectedOf(ear.bearer, ear.field);
        expect(namesOf(ear).length, `${ear.bearer.name} by ${ear.way} on ${ear.field}`).toBeGreaterThanOrEqual(length);
      }
    }, PATIENCE);
    for (const { bearer: listener, client, way } of ears.filter((ear) => expectedOf(ear.bearer, ear.field).length === 0)) {
      const answer = client.follow(way, "{ viewer { role } }");
      expect((await answer.next()).value, listener.name).toBeDefined();
      await answer.return?.();
    }
  }

  /** Of any error nobody is told but those whom it is not for. */
  function expectHeard(ear: Heard): void {
    const title = `${ear.bearer.name} by ${ear.way} on ${ear.field}`;
    const code = refusalOf(ear.bearer.actor, ear.field);
    if (code) {
      expect(ear.events, title).toMatchObject([{ errors: [{ extensions: { code } }] }]);
      expect(ear.events[0]!.data ?? null).toBeNull();
    } else expect(asHeard(ear.field, namesOf(ear)), title).toEqual(asHeard(ear.field, expectedOf(ear.bearer, ear.field)));
  }

  it("is there for everyone: in each role, someone of a circle and someone outside of it", () => {
    expect(new Set(listeners.map(({ actor }) => actor.role)).size).toBe(ROLES.length - 1);
    expect(places).toHaveLength(3);
  });

  it("while it happens: each what is for them, in order and once, by WebSocket and by SSE", async () => {
    const waysOf = (index: number, field: StreamField) => (mode === "in-process" && OWNERS[field] === "conventions" ? WAYS : [WAYS[index % 2]!]);
    const ears = listeners.flatMap((listener, index) => fieldsOf(listener).flatMap((field) => waysOf(index, field).map((way) => listenAs(listener, field, way, `{ ${NAMED[field].select} }`))));
    // Once something was heard, a stream is open: what comes after comes live.
    for (const { completed } of places) await goingsOn.giveBack(completed[0]!);
    await goingsOn.absence(places[0]!.signed, 0);
    await untilTheEnd(ears);

    const [here] = places as readonly [Place];
    const tutor = bare.world.persons.find(({ id }) => id === bare.world.personas.tutor)!;
    await goingsOn.complete(here.draft, { displayName: `${tutor.firstName} ${tutor.lastName}`, email: tutor.email });
    await goingsOn.giveBack(here.draft);
    const isPersonas = (hostId: string) => bare.world.hosts.find(({ id }) => id === hostId)!.managerPersonId === bare.world.personas["host-manager"];
    await goingsOn.open(bare.world.candidatures.find(({ status, hostId }) => status === "SUBMITTED" && isPersonas(hostId))!, (ask) => vi.waitFor(ask, PATIENCE));
    for (const { validated } of places) await goingsOn.sign(validated, familyOf(validated.studentId));
    for (const { signed } of places) await goingsOn.absence(signed, 1);
    for (const { draft, completed } of places) {
      await goingsOn.cancel(draft);
      await goingsOn.cancel(completed[0]!);
    }
    for (const { signed } of places) await goingsOn.cancel(signed);

    await untilTheEnd(ears);
    for (const ear of ears) expectHeard(ear);
    await Promise.all(ears.map((ear) => ear.leave()));
    // That the test is about something: everyone who has a stream to hear heard some of it, and nobody all of it but the ministry.
    const heardBy = (field: StreamField) => new Set(listeners.filter((listener) => expectedOf(listener, field).length > 0).map(({ actor }) => actor.role));
    expect([...heardBy("conventionStatusChanged")].toSorted()).toEqual(ROLES.filter((role) => role !== "ANONYMOUS" && role !== "PLATFORM").toSorted());
    const notTutors = ROLES.filter((role) => role !== "ANONYMOUS" && role !== "PLATFORM" && role !== "TUTOR").toSorted();
    expect([...heardBy("candidatureStatusChanged")].toSorted()).toEqual(notTutors);
    expect([...heardBy("notifications")].toSorted()).toEqual(ROLES.filter((role) => refusalOf({ role } as Actor, "notifications") === undefined).toSorted());
    expect([...heardBy("absenceAlerts")].toSorted()).toEqual(["EDUCATION_ADVISER", "LEGAL_REPRESENTATIVE", "REFERENT_TEACHER", "TUTOR"]);
  });

  /** Who knows more of a student since an acceptance, or a completed convention: `people` hears it behind all that was read meanwhile. */
  async function untilPeopleKnow(): Promise<void> {
    const sql = postgres(database.url, { max: 1 });
    const look = async () =>
      (await sql<{ heard: number; told: number }[]>`
        select (select coalesce(max(position), 0)::int from people.bus_cursor) as heard,
          (select coalesce(max(position), 0)::int from bus.events where type in ('ConventionStatusChanged', 'CandidatureAccepted')) as told`)[0]!;
    try {
      for (let now = await look(); now.heard < now.told; now = await look()) {
        const { heard } = now;
        await vi.waitFor(async () => expect((await look()).heard).toBeGreaterThan(heard), PATIENCE);
      }
    } finally {
      await sql.end();
    }
  }

  it("and of what each event leads to, in all the subgraphs, the fields that their role may read and no others", async () => {
    const asOfNow = <T extends { readonly id: string }>(before: readonly T[], changed: ReadonlyMap<string, T>) => [...before.filter(({ id }) => !changed.has(id)), ...changed.values()];
    const world = { ...bare.world, conventions: asOfNow(bare.world.conventions, goingsOn.conventions), candidatures: asOfNow(bare.world.candidatures, goingsOn.accepted) };
    const after = factsOf(world, [...goingsOn.chains.values()]);
    await untilPeopleKnow();
    const findings = new Findings();
    const shape = leavingOut("offersNearby", wholeOf(objectType(api, "Convention"), new Set(["Convention.student", "Convention.candidature"])));
    // Of each role, those who hear the most: two, or one where it takes five processes.
    const talkative = [...Map.groupBy(listeners, ({ actor }) => actor.role).values()].flatMap((alike) => alike.toSorted((a, b) => OF_CONVENTIONS.flatMap((field) => expectedOf(b, field)).length - OF_CONVENTIONS.flatMap((field) => expectedOf(a, field)).length).slice(0, mode === "in-process" ? 2 : 1));
    const select = (field: StreamField) => `{ ${NAMED[field].select.replace("convention { id }", "")} convention ${print(shape)} }`;
    const ears = talkative.flatMap((listener, index) => OF_CONVENTIONS.filter((field) => expectedOf(listener, field).length > 0).map((field) => listenAs(listener, field, WAYS[index % 2]!, select(field))));
    await untilTheEnd(ears);
    for (const ear of ears) {
      expectHeard(ear);
      const who: Visitor = visitor(ear.bearer.name, ear.bearer.actor, after, now);
      for (const { data, errors } of ear.events) {
        const convention = (data![ear.field] as { convention: { id: string } }).convention;
        const reading = new Reading(errors, after.targets, findings.observer(ear.field, who));
        findings.unexpected(ear.field, who, reading.others);
        reading.object(shape, convention.id, convention, [ear.field, "convention"]);
      }
    }
    await Promise.all(ears.map((ear) => ear.leave()));
    expect(findings.discrepancies).toEqual([]);
    expect(findings.count).toBeGreaterThan(5_000);
  });

  /** The log's events to one actor, straight from the subgraph: a feed that ends when it has given them all. */
  async function replayed(servable: Servable, actor: Actor, field: StreamField): Promise<readonly string[]> {
    const feed = await startLiveFeed({ bus, types: ["ConventionStatusChanged", "AbsenceStepReached"], onFailure: (error) => expect.fail(String(error)) });
    const live = () => ({
      async follow(...request: Parameters<typeof feed.follow>) {
        const followed = await feed.follow(...request);
        void feed.stop();
        return followed;
      },
    });
    const finite: Servable = { ...servable, contextOf: (caller, subscription) => ({ ...(servable.contextOf(caller, subscription) as RequestContext), live }) };
    const names: string[] = [];
    const query = `subscription { ${field}(after: "${start}") { ${NAMED[field].select} } }`;
    for await (const { data, errors } of inProcessTransport(finite).subscribe({ query, caller: { actor, now, requestId: "replay" } })) {
      if (data?.[field]) names.push(NAMED[field].nameOf(data[field] as never));
      else if (errors) names.push(String((errors[0] as AnswerError).extensions?.code));
    }
    await feed.stop();
    return names;
  }

  const actors = () => [...listeners.map(({ actor }) => actor), PLATFORM];
  const answerOf = (actor: Actor, field: StreamField): readonly string[] => {
    const code = refusalOf(actor, field);
    return code ? [code] : asHeard(field, expectedOf({ actor }, field));
  };
  const isRight = async (servable: Servable, actor: Actor, field: StreamField) => JSON.stringify(asHeard(field, await replayed(servable, actor, field))) === JSON.stringify(answerOf(actor, field));

  it.runIf(mode === "in-process")("to the last event of the log, straight from the subgraph: nobody too much, nobody too little", async () => {
    for (const actor of actors()) for (const field of fieldsOf({ actor })) expect(asHeard(field, await replayed(subgraphs[OWNERS[field]], actor, field)), `${actor.role} on ${field}`).toEqual(answerOf(actor, field));
  });

  describe.runIf(mode === "in-process")("the tester itself", () => {
    const CLIENTS = ROLES.filter((role) => role !== "PLATFORM" && role !== "ANONYMOUS");

    async function isNoticed(servable: Servable, role: Role, fields: readonly StreamField[] = OF_CONVENTIONS): Promise<boolean> {
      for (const actor of actors()) if (actor.role === role) for (const field of fieldsOf({ actor }, fields)) if (!(await isRight(servable, actor, field))) return true;
      return false;
    }
    /** With a value in place of another in one of the subgraph's own tables. */
    async function turned<K extends string>(table: Readonly<Record<K, unknown>>, key: K, value: unknown, look: () => Promise<boolean>): Promise<boolean> {
      const before = table[key];
      Object.assign(table, { [key]: value });
      return look().finally(() => Object.assign(table, { [key]: before }));
    }

    it("notices each cell of each subscription turned over", async () => {
      const unnoticed: string[] = [];
      for (const name of ["conventions", "candidatures", "people"] as const) {
        const policy: Policy = Object.fromEntries(Object.entries(POLICIES[name] as Policy).map(([coordinate, rule]) => [coordinate, typeof rule === "object" ? { ...rule } : rule]));
        const servable = { ...withoutRowPolicies(subgraphs[name]), schema: UNDER[name](policy).schema };
        for (const field of FIELDS.filter((one) => OWNERS[one] === name)) {
          const rule = policy[`Subscription.${field}`] as Record<Role, Cell>;
          for (const role of ROLES) if (isJudged({ actor: { role } as Actor }, field) && !(await turned(rule, role, rule[role] === "allow" ? "deny" : "allow", () => isNoticed(servable, role, [field])))) unnoticed.push(`${field} for ${role}`);
        }
      }
      expect(unnoticed).toEqual([]);
    });

    it("notices each line of the audience of conventions opened and closed", async () => {
      const servable = withoutRowPolicies(subgraphs.conventions);
      const unnoticed: string[] = [];
      for (const role of CLIENTS as readonly (keyof typeof AUDIENCE)[]) {
        for (const verdict of [true, false]) if (!(await turned(AUDIENCE, role, () => verdict, () => isNoticed(servable, role)))) unnoticed.push(`${role} ${verdict}`);
      }
      // The ministry sees all of them already.
      expect(unnoticed).toEqual(["MINISTRY true"]);
    });

    it("notices each line of the audience of candidatures opened and closed", async () => {
      const servable = withoutRowPolicies(subgraphs.candidatures);
      const unnoticed: string[] = [];
      for (const role of Object.keys(CANDIDATURES_AUDIENCE) as (keyof typeof CANDIDATURES_AUDIENCE)[]) {
        for (const verdict of [true, false]) if (!(await turned(CANDIDATURES_AUDIENCE, role, () => verdict, () => isNoticed(servable, role, ["candidatureStatusChanged"])))) unnoticed.push(`${role} ${verdict}`);
      }
      expect(unnoticed).toEqual(["MINISTRY true"]);
    });

    it("notices each role alerted too early, too late or never", async () => {
      const servable = withoutRowPolicies(subgraphs.conventions);
      const unnoticed: string[] = [];
      for (const [step, alerted] of Object.entries(ALERTED) as [keyof typeof ALERTED, readonly Role[]][]) {
        for (const role of CLIENTS) {
          const other = alerted.includes(role) ? alerted.filter((one) => one !== role) : [...alerted, role];
          if (!(await turned(ALERTED, step, other, () => isNoticed(servable, role, ["absenceAlerts"])))) unnoticed.push(`${step} ${role}`);
        }
      }
      // The territory's staff is in no student's chain, whatever alerts them.
      expect(unnoticed.filter((one) => !/ (RECTORAT|MINISTRY)$/.test(one))).toEqual([]);
    });
  });
});
