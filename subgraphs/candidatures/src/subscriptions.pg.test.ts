import type { Bus } from "@stages/events/bus.ts";
import { startLiveFeed } from "@stages/events/live-feed.ts";
import { postgresBus } from "@stages/events/postgres-bus.ts";
import { type Actor, ANONYMOUS } from "@stages/kernel/actor.ts";
import { newId } from "@stages/kernel/ids.ts";
import type { RequestContext } from "@stages/subgraph/context.ts";
import { inProcessTransport } from "@stages/transport/in-process.ts";
import type { Servable } from "@stages/transport/transport.ts";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ACTORS, HOST, IN_TIME, OTHER_SCHOOL, SCHOOL } from "./domain/fixtures.ts";
import { AUDIENCE } from "./domain/audience.ts";
import { ACCEPT, CANCEL, CONFIRM, type Graph, HOST_ACTOR, READ, REFUSE, startGraph, SUBMIT, WITHDRAW } from "./graph-fixture.ts";
import * as tables from "./persistence/tables.ts";

let graph: Graph;
let bus: Bus;

beforeAll(async () => {
  graph = await startGraph();
  bus = postgresBus(graph.url);
});
afterAll(async () => {
  await bus.stop();
  await graph.stop();
});

const STEPS = "from to at cursor candidature { id status }";
const SEATS = "seats seatsLeft cursor offer { id }";

interface Heard {
  readonly data?: Record<string, Record<string, unknown> | null> | null | undefined;
  readonly errors?: readonly { readonly extensions?: { readonly code?: unknown } }[] | undefined;
}

/** Everything of the log that this actor may hear, and the end: a feed that stops once it has given it. */
async function replay(actor: Actor, field: string, args = "", select = STEPS, { after = "0", servable = graph.subgraph as Servable } = {}): Promise<readonly Heard[]> {
  const feed = await startLiveFeed({ bus, types: [], onFailure: (error) => expect.fail(String(error)) });
  const live = () => ({
    async follow(...request: Parameters<typeof feed.follow>) {
      const followed = await feed.follow(...request);
      void feed.stop();
      return followed;
    },
  });
  const finite: Servable = { ...servable, contextOf: (caller, subscription) => ({ ...(servable.contextOf(caller, subscription) as RequestContext), live }) };
  const query = `subscription { ${field}(after: "${after}" ${args}) { ${select} } }`;
  const heard: Heard[] = [];
  for await (const event of inProcessTransport(finite).subscribe({ query, caller: { actor, now: IN_TIME, requestId: "replay" } })) heard.push(event as Heard);
  // The first says where the stream begins, and nothing else.
  return heard.filter(({ data, errors }) => data || errors);
}

const codesOf = (heard: readonly Heard[]) => heard.map(({ errors }) => errors?.[0]?.extensions?.code);
const stepsOf = (heard: readonly Heard[]) => heard.map(({ data }) => `${String(data!["candidatureStatusChanged"]!["from"])} ${String(data!["candidatureStatusChanged"]!["to"])}`);
const steps = async (actor: Actor, args: string) => stepsOf(await replay(actor, "candidatureStatusChanged", args));
const seatsOf = async (actor: Actor, args: string) => (await replay(actor, "offerSeatsChanged", args, SEATS)).map(({ data }) => data!["offerSeatsChanged"]);

/** Until the log has this many events about it. */
const told = (key: string, count: number) =>
  vi.waitFor(async () => {
    const types = ["CandidatureSubmitted", "CandidatureRead", "CandidatureAccepted", "CandidatureConfirmed", "CandidatureEnded", "OfferSeatsChanged"] as const;
    const events = (await bus.read(0, types, 5_000)).filter((event) => event.key === key);
    expect(events).toHaveLength(count);
  }, { timeout: 30_000 });

async function sent(over: Parameters<Graph["offer"]>[0] = {}) {
  const offer = await graph.offer(over);
  const student = await graph.student();
  const { data } = await graph.run<{ submitCandidature: { id: string } }>(student, SUBMIT, { offerId: offer.id, motivation: "Bonjour" });
  return { offer, student, id: data.submitCandidature.id };
}

describe("the steps of a candidature", () => {
  it("are each told, from the sending to the confirmation, with the candidature as it is now", async () => {
    const { student, id } = await sent();
    for (const act of [READ, ACCEPT]) await graph.run(HOST_ACTOR, act, { id });
    await graph.run(student, CONFIRM, { id });
    await told(id, 4);
    const heard = await replay(student, "candidatureStatusChanged", `candidatureId: "${id}"`);
    expect(stepsOf(heard)).toEqual(["null SUBMITTED", "SUBMITTED READ", "READ ACCEPTED", "ACCEPTED CONFIRMED"]);
    for (const { data } of heard) expect(data!["candidatureStatusChanged"]).toMatchObject({ candidature: { id, status: "CONFIRMED" } });
  });

  it("go on after a cursor: nothing missed, nothing twice", async () => {
    const { student, id } = await sent();
    await graph.run(HOST_ACTOR, ACCEPT, { id });
    await told(id, 3);
    const all = await replay(student, "candidatureStatusChanged", `candidatureId: "${id}"`);
    const after = all[0]!.data!["candidatureStatusChanged"]!["cursor"] as string;
    expect((await replay(student, "candidatureStatusChanged", `candidatureId: "${id}"`, STEPS, { after })).map(({ data }) => data)).toEqual(all.slice(1).map(({ data }) => data));
  });

  it.each([
    ["an acceptance", ACCEPT, ["SUBMITTED READ", "READ ACCEPTED"]],
    ["a refusal", REFUSE, ["SUBMITTED READ", "READ REFUSED"]],
  ] as const)("of %s that comes at once, that it was read first", async (_, act, expected) => {
    const { student, id } = await sent();
    await graph.run(HOST_ACTOR, act, { id, reason: "Complet." });
    await told(id, 3);
    expect(await steps(student, `candidatureId: "${id}"`)).toEqual(["null SUBMITTED", ...expected]);
  });

  it("that end it say from where, and why", async () => {
    const { student, id } = await sent();
    await graph.run(HOST_ACTOR, ACCEPT, { id });
    await graph.run(HOST_ACTOR, CANCEL, { id, reason: "Travaux." });
    const gone = await sent();
    await graph.run(gone.student, WITHDRAW, { id: gone.id });
    await told(id, 4);
    await told(gone.id, 2);
    expect(await steps(gone.student, `candidatureId: "${gone.id}"`)).toEqual(["null SUBMITTED", "SUBMITTED WITHDRAWN"]);
    const reasons = async (actor: Actor) => (await replay(actor, "candidatureStatusChanged", `candidatureId: "${id}"`, "to reason")).at(-1)!;
    expect(await reasons(student)).toMatchObject({ data: { candidatureStatusChanged: { to: "CANCELLED_BY_HOST", reason: "Travaux." } } });
    // In the words of the host: not for the territory's staff.
    const territory = await reasons(ACTORS.ministry);
    expect(territory.data!["candidatureStatusChanged"]).toEqual({ to: "CANCELLED_BY_HOST", reason: null });
    expect(codesOf([territory])).toEqual(["FORBIDDEN"]);
  });

  it("of a booking are one: nobody accepted it", async () => {
    const offer = await graph.offer({ mode: "SMALL_GROUP" });
    const student = await graph.student();
    const booked = await graph.run<{ bookOffer: { candidatures: readonly { id: string }[] } }>(ACTORS.head, "mutation($input: BookOfferInput!) { bookOffer(input: $input) { candidatures { id } } }", {
      input: { offerId: offer.id, studentIds: [student.studentId] },
    });
    const [{ id }] = booked.data.bookOffer.candidatures as [{ id: string }];
    await told(id, 2);
    expect(await steps(student, `candidatureId: "${id}"`)).toEqual(["null CONFIRMED"]);
  });

  it("are heard by those who see the candidature, and by nobody else", async () => {
    const { student, id } = await sent();
    await told(id, 1);
    const cast = { ...ACTORS, student, representative: { ...ACTORS.representative, studentIds: [student.studentId] } };
    const hears = async (servable?: Servable) => {
      const names: string[] = [];
      for (const [name, actor] of Object.entries(cast)) {
        const heard = await replay(actor, "candidatureStatusChanged", `candidatureId: "${id}"`, "to", servable ? { servable } : {});
        if (heard.length > 0) names.push(name);
      }
      return names;
    };
    const circle = ["student", "representative", "host", "head", "teacher", "adviser", "rectorat", "dasen", "ministry"];
    expect(await hears()).toEqual(circle);
    // The control: with one line of the audience opened, the one who should not hear it does.
    const { RECTORAT } = AUDIENCE;
    Object.assign(AUDIENCE, { RECTORAT: () => true });
    try {
      expect(await hears()).toEqual([...circle, "otherRectorat", "otherDasen"].toSorted((a, b) => Object.keys(cast).indexOf(a) - Object.keys(cast).indexOf(b)));
    } finally {
      Object.assign(AUDIENCE, { RECTORAT });
    }
    expect(codesOf(await replay(ANONYMOUS, "candidatureStatusChanged", "", "to"))).toEqual(["UNAUTHENTICATED"]);
  });

  it("are heard by all the host's managers, before and after it is given to one of them", async () => {
    const colleague = { ...ACTORS.host, personId: newId("person") };
    await graph.db.insert(tables.hostManagers).values([HOST_ACTOR, colleague].map(({ personId }) => ({ hostId: HOST, personId }))).onConflictDoNothing();
    const { id } = await sent();
    const { code } = await graph.run(HOST_ACTOR, "mutation($id: ID!, $to: ID!) { transferCandidature(input: { candidatureId: $id, toPersonId: $to }) { id } }", { id, to: colleague.personId });
    expect(code).toBeUndefined();
    await graph.run(colleague, READ, { id });
    await told(id, 2);
    for (const manager of [HOST_ACTOR, colleague]) expect(await steps(manager, `candidatureId: "${id}"`)).toEqual(["null SUBMITTED", "SUBMITTED READ"]);
  });

  it("are narrowed to an offer, a host, a school or a territory; and refused for what is not one's own", async () => {
    const { offer, id } = await sent();
    await told(id, 1);
    const one = `candidatureId: "${id}"`;
    expect(await steps(ACTORS.head, `offerId: "${offer.id}"`)).toEqual(["null SUBMITTED"]);
    for (const wanted of [`hostId: "${HOST}"`, `schoolUai: "${SCHOOL}"`, 'academy: "22"', 'department: "19"']) expect(await steps(ACTORS.ministry, `${one} ${wanted}`), wanted).toHaveLength(1);
    for (const wanted of [`hostId: "${newId("host")}"`, `schoolUai: "${OTHER_SCHOOL}"`, 'academy: "24"', 'department: "87"', `offerId: "${newId("offer")}"`]) {
      expect(await steps(ACTORS.ministry, `${one} ${wanted}`), wanted).toEqual([]);
    }
    const refused = async (actor: Actor, wanted: string) => codesOf(await replay(actor, "candidatureStatusChanged", wanted, "to"));
    expect(await refused(ACTORS.head, `schoolUai: "${OTHER_SCHOOL}"`)).toEqual(["FORBIDDEN"]);
    expect(await refused(ACTORS.otherHost, `hostId: "${HOST}"`)).toEqual(["FORBIDDEN"]);
    expect(await refused(ACTORS.dasen, 'department: "87"')).toEqual(["FORBIDDEN"]);
    // Of an id that is hidden, and of one that is nobody's, nothing is heard.
    expect([await steps(ACTORS.otherHead, one), await steps(ACTORS.otherHead, `candidatureId: "${newId("candidature")}"`), await steps(ACTORS.otherHead, 'candidatureId: "?"')]).toEqual([[], [], []]);
  });
});

describe("the seats of an offer", () => {
  it("are told when one is taken, freed or added, as they are now, and nothing when a candidature ends without one", async () => {
    const { offer, id, student } = await sent({ seats: 2 });
    await graph.run(HOST_ACTOR, ACCEPT, { id });
    await graph.run(student, WITHDRAW, { id });
    const other = await graph.student();
    const refused = await graph.run<{ submitCandidature: { id: string } }>(other, SUBMIT, { offerId: offer.id, motivation: "Bonjour" });
    await graph.run(HOST_ACTOR, REFUSE, { id: refused.data.submitCandidature.id, reason: "Non." });
    await graph.run(HOST_ACTOR, "mutation($id: ID!) { changeOfferSeats(input: { offerId: $id, seats: 5 }) { id } }", { id: offer.id });
    await told(offer.id, 1);
    await told(refused.data.submitCandidature.id, 3);
    const heard = await seatsOf(ACTORS.otherHead, `offerId: "${offer.id}"`);
    expect(heard).toHaveLength(3);
    for (const change of heard) expect(change).toMatchObject({ seats: 5, seatsLeft: 5, offer: { id: offer.id } });
    expect(await seatsOf(ACTORS.otherHead, `offerId: "${offer.id}" hostId: "${HOST}"`)).toHaveLength(3);
    expect(await seatsOf(ACTORS.otherHead, `offerId: "${offer.id}" hostId: "${newId("host")}"`)).toEqual([]);
  });

  it("that is reserved are told to its schools, its host and the territory's staff alone", async () => {
    const { offer, id } = await sent({ reservedSchoolUais: [SCHOOL] });
    await graph.run(HOST_ACTOR, ACCEPT, { id });
    await told(id, 3);
    const hears: string[] = [];
    const child = (await graph.student()).studentId;
    const cast = { ...ACTORS, representative: { ...ACTORS.representative, studentIds: [child] } };
    for (const [name, actor] of Object.entries(cast)) if ((await seatsOf(actor, `offerId: "${offer.id}"`)).length > 0) hears.push(name);
    expect(hears).toEqual(["student", "otherStudent", "representative", "host", "head", "teacher", "adviser", "rectorat", "otherRectorat", "dasen", "otherDasen", "ministry"]);
  });

  it("are for who is signed in", async () => {
    expect(codesOf(await replay(ANONYMOUS, "offerSeatsChanged", "", SEATS))).toEqual(["UNAUTHENTICATED"]);
  });
});
