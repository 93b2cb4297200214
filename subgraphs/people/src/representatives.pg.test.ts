import { connect, type Connection, writer } from "@stages/database/connection.ts";
import type { Events } from "@stages/events/contracts.ts";
import { PLATFORM } from "@stages/kernel/actor.ts";
import type { StudentId } from "@stages/kernel/ids.ts";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { NOW, persona, runningPeople, world } from "./fixtures.ts";
import { catchUpOnRepresentatives } from "./operations/list-representatives.ts";
import { findPersonBySubject } from "./persistence/staff.ts";

const { run, log, url } = runningPeople();
let connection: Connection;
beforeAll(() => {
  connection = connect({ url: url(), name: "test", max: 4 });
});
afterAll(() => connection.close());

const head = persona<"SCHOOL_HEAD">("school-head");
const HEADINGS = "INE;Nom;Prénom;Date de naissance;Classe;Adresse;Code postal;Commune;Représentant 1 nom;Représentant 1 prénom;Représentant 1 courriel;Représentant 1 téléphone;Représentant 1 lien";
const line = (ine: string, firstName: string, phone = "06 39 98 01 02", email = "anne.mazaud@familles.example") => `${ine};Mazaud;${firstName};03/09/2011;2de 5;4 rue Riche;19000;Tulle;Mazaud;Anne;${email};${phone};mère`;
async function listed(...lines: readonly string[]) {
  const csv = [HEADINGS, ...lines].join("\r\n");
  const { code, data, refusals } = await run(head, "mutation($csv: String!, $uai: ID!) { importClassList(input: { schoolUai: $uai, csv: $csv, dryRun: false }) { created updated refused { message } } }", { csv, uai: head.schoolUais[0]! });
  expect([code, refusals], JSON.stringify(data)).toEqual([undefined, []]);
}
type Listed = Events["RepresentativesListed"];
const toldOf = async (id: StudentId) => (await log("RepresentativesListed")).map(({ payload }) => payload as Listed).filter(({ studentId }) => studentId === id).map(({ representatives }) => representatives);
async function studentNamed(firstName: string): Promise<StudentId> {
  const enrolled = await vi.waitFor(
    async () => {
      const found = (await log("StudentEnrolled")).map(({ payload }) => (payload as Events["StudentEnrolled"]).student).find((student) => student.firstName === firstName);
      expect(found).toBeDefined();
      return found!;
    },
    { timeout: 30_000 },
  );
  return enrolled.id;
}
const eventually = (id: StudentId, told: unknown) => vi.waitFor(async () => expect(await toldOf(id)).toEqual(told), { timeout: 30_000 });

it("a list tells a student's representatives, again when it says otherwise, and once when it says the same", async () => {
  await listed(line("600000001AA", "Ysée"));
  const id = await studentNamed("Ysée");
  const anne = { personId: expect.stringMatching(/^person_/) as string, name: "Anne Mazaud", phone: "0639980102", maySign: true };
  await eventually(id, [[anne]]);
  await listed(line("600000001AA", "Ysée"));
  await listed(line("600000001AA", "Ysée", "06 39 98 01 99"));
  await eventually(id, [[anne], [{ ...anne, phone: "0639980199" }]]);
});

it("who turns out to be one person is told as one, of both children; and of the other child when a list of one changes them", async () => {
  const email = "paul.mazaud@familles.example";
  await listed(line("600000002AA", "Abel", "06 39 98 02 02", email), line("600000003AA", "Basile", "06 39 98 03 03", email));
  const [abel, basile] = [await studentNamed("Abel"), await studentNamed("Basile")];
  await eventually(abel, [[expect.objectContaining({ phone: "0639980202" })]]);
  const { data } = await run<{ signIn: boolean }>(PLATFORM, 'mutation($email: String!) { signIn(subject: "educonnect|paul", speaksFor: ["LEGAL_REPRESENTATIVE"], email: $email, emailVerified: true) }', { email });
  expect(data?.signIn).toBe(true);
  const { id: personId } = (await findPersonBySubject(connection.db, "educonnect|paul"))!;
  for (const child of [abel, basile]) await vi.waitFor(async () => expect((await toldOf(child)).at(-1)).toMatchObject([{ personId }]), { timeout: 30_000 });
  await listed(line("600000002AA", "Abel", "06 39 98 04 04", email));
  for (const child of [abel, basile]) await vi.waitFor(async () => expect((await toldOf(child)).at(-1)).toMatchObject([{ personId, phone: "0639980404" }]), { timeout: 30_000 });
});

it("a student's own account tells where to write to them, once, where no list could", async () => {
  await listed(line("600000004AA", "Cléo"));
  const subject = "educonnect|cleo";
  const signIn = (email: string) => run(PLATFORM, 'mutation($subject: String!, $email: String!) { signIn(subject: $subject, speaksFor: ["STUDENT"], ine: "600000004AA", email: $email, emailVerified: true) }', { subject, email });
  await signIn("cleo@eleves.example");
  expect((await findPersonBySubject(connection.db, subject))!.email).toBe("cleo@eleves.example");
  await signIn("autre@eleves.example");
  expect((await findPersonBySubject(connection.db, subject))!.email).toBe("cleo@eleves.example");
});

it("those enrolled before this was told are told of once, by whichever replica, from where it was left", async () => {
  const { db } = connection;
  const known = world.legalRepresentatives[0]!.studentId;
  expect(await toldOf(known)).toEqual([]);
  await db.execute(sql`update people.catch_ups set done_at = null`);
  const write = writer(db, () => {});
  await Promise.all([1, 2, 3].map(() => catchUpOnRepresentatives(write, NOW)));
  await vi.waitFor(async () => expect([...(await db.execute(sql`select after, done_at is not null as done from people.catch_ups`))]).toEqual([{ after: null, done: true }]), { timeout: 30_000 });
  // What waits in the outbox leaves with the subgraph's next turn, which the next list gives.
  await listed(line("600000005AA", "Diane"));
  await vi.waitFor(async () => expect(await toldOf(known)).toHaveLength(1), { timeout: 30_000 });
  await catchUpOnRepresentatives(write, NOW);
  const expected = new Set(world.legalRepresentatives.map(({ studentId }) => studentId));
  const counts = new Map<string, number>();
  for (const event of await log("RepresentativesListed")) {
    const { studentId } = event.payload as Listed;
    if (expected.has(studentId)) counts.set(studentId, (counts.get(studentId) ?? 0) + 1);
  }
  expect(new Set(counts.values())).toEqual(new Set([1]));
});
