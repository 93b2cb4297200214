import { connectSql } from "@stages/database/connection.ts";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { earOn } from "./listening.ts";
import { MODES, type PlatformUnderTest, platformUnderTest } from "./platform-under-test.ts";

interface Record {
  readonly at: string;
  readonly reader: { readonly role: string; readonly displayName: string };
  readonly student: { readonly id: string } | null;
  readonly coordinates: readonly string[];
  readonly categories: readonly string[];
}
const RECORDS = "{ viewer { displayName schools { uai accessRecords(first: 100) { edges { node { at reader { role displayName } student { id } coordinates categories } } } } } }";

const CROSSING = `{ viewer { schools { students(first: 30) { edges { node {
  id firstName home { communeName } candidatures { status } conventions { status student { lastName candidatures { submittedAt } } absences { day } }
} } } } } }`;
interface Crossed {
  readonly viewer: { schools: { students: { edges: { node: { id: string; candidatures: object[]; conventions: object[] } }[] } }[] };
}

/** Each in an instant of its own, to come: what is recorded then is of that request alone. */
let hours = 0;
const anInstant = () => Temporal.Now.instant().round("second").add({ hours: (hours += 1) });

describe.each(MODES)("%s, what staff read through the whole platform", (mode) => {
  let platform: PlatformUnderTest;
  beforeAll(async () => {
    platform = await platformUnderTest(mode);
  });
  afterAll(() => platform.stop());

  /** The records made from that instant on, for some minutes. */
  async function recordedFrom(now: Temporal.Instant): Promise<readonly Record[]> {
    const { viewer } = await (await platform.as("school-head")).need<{ viewer: { schools: { accessRecords: { edges: { node: Record }[] } }[] } }>(RECORDS);
    const until = now.add({ minutes: 30 });
    const isThen = ({ at }: Record) => Temporal.Instant.compare(Temporal.Instant.from(at), now) >= 0 && Temporal.Instant.compare(Temporal.Instant.from(at), until) < 0;
    return viewer.schools.flatMap(({ accessRecords }) => accessRecords.edges.map(({ node }) => node)).filter(isThen);
  }

  it("by one request that crosses three subgraphs is one record a student", async () => {
    const now = anInstant();
    const { viewer } = await (await platform.as("school-head", now)).need<Crossed>(CROSSING);
    const shown = viewer.schools.flatMap(({ students }) => students.edges.map(({ node }) => node));
    expect(shown).toHaveLength(30);
    const expected = (student: Crossed["viewer"]["schools"][0]["students"]["edges"][0]["node"]) => [
      "Identité",
      "Domicile",
      ...(student.candidatures.length > 0 ? ["Candidature"] : []),
      ...(student.conventions.length > 0 ? ["Convention"] : []),
    ];
    expect(shown.filter((student) => expected(student).length === 4).length).toBeGreaterThan(3);
    await vi.waitFor(async () => {
      const records = await recordedFrom(now);
      expect(records.map(({ student }) => student!.id).toSorted()).toEqual(shown.map(({ id }) => id).toSorted());
      for (const student of shown) {
        const record = records.find((one) => one.student!.id === student.id)!;
        expect(record.categories.filter((category) => category !== "Absence")).toEqual(expected(student));
        expect(record.reader.role).toBe("SCHOOL_HEAD");
      }
    }, { timeout: 30_000, interval: 100 });
  });

  it("by the rectorat, of whom people shows nobody, is in the head's list too", async () => {
    const now = anInstant();
    const client = await platform.as("rectorat", now);
    const { viewer } = await client.need<{ viewer: { displayName: string } }>("{ viewer { displayName } conventions(first: 100) { edges { node { status } } } candidatures(first: 100) { edges { node { status } } } }");
    await vi.waitFor(async () => {
      const records = await recordedFrom(now);
      expect(records.length).toBeGreaterThan(0);
      for (const { reader } of records) expect(reader).toEqual({ role: "RECTORAT", displayName: viewer.displayName });
      expect(new Set(records.map(({ student }) => student!.id)).size).toBe(records.length);
    }, { timeout: 30_000, interval: 100 });
  });

  it.each(["student", "legal-representative", "host-manager", "tutor"] as const)("is not what the %s reads", async (name) => {
    const now = anInstant();
    const { data } = await (await platform.as(name, now)).ask("{ candidatures(first: 100) { edges { node { status student { id firstName } } } } conventions(first: 100) { edges { node { status student { id firstName } } } } }");
    expect(JSON.stringify(data)).toContain("firstName");
    // Whatever it would have told has been heard once something told after it has.
    const later = anInstant();
    await (await platform.as("school-head", later)).need("{ conventions(first: 1) { edges { node { status } } } }");
    await vi.waitFor(async () => expect(await recordedFrom(later)).toHaveLength(1), { timeout: 30_000, interval: 100 });
    expect(await recordedFrom(now)).toEqual([]);
  });

  it.each(["websocket", "sse"] as const)("by an event over %s is one record, of all that completes it", async (way) => {
    const now = anInstant();
    const WATCH = "subscription { conventionStatusChanged { to cursor convention { id status student { id firstName candidatures { status } } } } }";
    type Event = { cursor: string; convention: { id: string; student: { id: string } } };
    const ear = earOn<Event>((await platform.as("school-head", now)).follow(way, WATCH), "conventionStatusChanged");
    const head = await platform.as("school-head");
    const { conventions } = await head.need<{ conventions: { edges: { node: { id: string } }[] } }>("{ conventions(status: HOST_COMPLETED, first: 1) { edges { node { id } } } }");
    const { id } = conventions.edges[0]!.node;
    // From when the subscription is open, which only its first event tells.
    await vi.waitFor(async () => {
      await head.ask('mutation($id: ID!) { returnConvention(input: { conventionId: $id, reason: "Horaires à revoir." }) { id } }', { id });
      await (await platform.as("host-manager")).ask("mutation($id: ID!) { returned: cancelConvention(input: { conventionId: $id, reason: \"Fermeture.\" }) { id } }", { id });
      expect(ear.heard.length).toBeGreaterThan(0);
    }, { timeout: 30_000, interval: 100 });
    const { student } = ear.heard[0]!.convention;
    await vi.waitFor(async () => {
      const records = (await recordedFrom(now)).filter((record) => record.student!.id === student.id);
      expect(records).toHaveLength(ear.heard.length);
      for (const { categories, coordinates } of records) {
        expect(categories).toEqual(["Identité", "Candidature", "Convention"]);
        expect(coordinates).toEqual(["Candidature.status", "Convention.status", "ConventionStatusChanged.to", "Student.firstName"]);
      }
    }, { timeout: 30_000, interval: 100 });
    await ear.leave();
  });

  it("is not answered when it cannot be written down", async () => {
    const sql = connectSql({ url: platform.databaseUrl, name: "test" });
    try {
      const head = await platform.as("school-head", anInstant());
      await sql`alter table people.access_records add constraint closed check (false) not valid`;
      const { data, errors } = await head.ask(CROSSING);
      expect(JSON.stringify(data)).not.toMatch(/firstName|communeName|status/);
      expect(errors).toMatchObject([{ extensions: { code: "TEMPORARILY_UNAVAILABLE" } }]);
      await sql`alter table people.access_records drop constraint closed`;
      await sql`alter table conventions.outbox add constraint closed check (type <> 'StudentsRead') not valid`;
      const partly = await head.ask("{ viewer { schools { students(first: 30) { edges { node { firstName conventions { status period } } } } } } }");
      expect(JSON.stringify(partly.data)).not.toMatch(/status|period/);
      expect(partly.errors!.map(({ extensions }) => extensions.code)).toContain("TEMPORARILY_UNAVAILABLE");
      await sql`alter table conventions.outbox drop constraint closed`;
      expect((await head.ask(CROSSING)).errors).toBeUndefined();
    } finally {
      await sql`alter table people.access_records drop constraint if exists closed`;
      await sql`alter table conventions.outbox drop constraint if exists closed`;
      await sql.end();
    }
  });
});
