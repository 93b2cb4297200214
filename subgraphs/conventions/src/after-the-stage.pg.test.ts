import { connect, type Connection, writer } from "@stages/database/connection.ts";
import { roleOf } from "@stages/database/standing.ts";
import { campaignFact } from "@stages/events/campaign-fact.ts";
import { type Actor, personOf } from "@stages/kernel/actor.ts";
import { type ConventionId, newId } from "@stages/kernel/ids.ts";
import { lastSignatureCode } from "@stages/testing/signature-code.ts";
import { and, eq, lte, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type ConventionsUnderTest, conventionsUnderTest, fact } from "./conventions-fixture.ts";
import { aCampaign, ACTORS } from "./domain/fixtures.ts";
import { completeStages } from "./operations/complete-stages.ts";
import { remindOfConventions } from "./operations/remind-of-conventions.ts";
import { conventions } from "./persistence/tables.ts";

/** Who is reminded once the stage lies behind: its host, of an attestation; its student, of what there is to say of it. */

let under: ConventionsUnderTest;
let admin: Connection;
let platform: Connection;
beforeAll(async () => {
  under = await conventionsUnderTest("after_the_stage");
  admin = connect({ url: under.database.url, name: "test", max: 2 });
  platform = connect({ url: under.database.url, name: "test", role: roleOf("conventions", "PLATFORM") });
});
afterAll(async () => {
  await platform.close();
  await admin.close();
  await under.stop();
});

const on = (day: string) => Temporal.Instant.from(`${day}T06:00:00Z`);
const write = (): Parameters<typeof remindOfConventions>[0] => writer(platform.db, () => {});
const sweep = (day: string) => remindOfConventions(write(), on(day));
const CAMPAIGN = campaignFact(aCampaign);

/** Stages that were signed, and took place to their last day: 18 June, of week 1. The last one, where it says so, did not. */
async function stages(count: number, { isLastBrokenOff = false } = {}) {
  const open = await under.openConventions(count);
  for (const { id } of open) {
    expect((await under.complete(id)).code).toBeUndefined();
    expect((await under.validate(id)).code).toBeUndefined();
    await admin.db.update(conventions).set({ status: "SIGNED" }).where(eq(conventions.id, id));
  }
  if (isLastBrokenOff) await ask(ACTORS.head, "interruptConvention", { conventionId: open.at(-1)!.id, cause: "ABANDONED", lastDay: "2027-06-15", reason: "L'élève ne souhaite pas continuer." }, on("2027-06-16"));
  await completeStages(write(), on("2027-06-19"));
  return open.map((stage) => ({
    ...stage,
    student: { ...ACTORS.student, studentId: stage.studentId } satisfies Actor,
    parent: { role: "LEGAL_REPRESENTATIVE", personId: newId("person"), studentIds: [stage.studentId] } satisfies Actor,
  }));
}

async function ask(actor: Actor, mutation: string, input: object, now: Temporal.Instant): Promise<{ id: string; document?: { id: string } | null }> {
  const name = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
  const { data, code } = await under.run<Record<string, { id: string; document?: { id: string } | null }>>(actor, `mutation($input: ${name}!) { ${mutation}(input: $input) { id ${mutation.endsWith("Attestation") ? "document { id }" : ""} } }`, { input }, now);
  expect(code).toBeUndefined();
  return data[mutation]!;
}
const request = (conventionId: ConventionId, parent: Actor, day: string) => ask(parent, "requestAttestation", { conventionId }, on(day));
const give = (conventionId: ConventionId, student: Actor, day: string) => ask(student, "giveFeedback", { conventionId, rating: 4, recommends: true, comment: null }, on(day));

describe("a host that was asked for an attestation", () => {
  const told = async (id: ConventionId) => (await under.told("AttestationAwaited", id)).length;

  it("is reminded on the campaign's days until it has signed, each once beside replicas", async () => {
    const [stage, other] = await stages(2);
    const { id, parent, studentId } = stage!;
    const attestation = await request(id, parent, "2027-06-30");
    await sweep("2027-07-02");
    expect(await told(id)).toBe(0);
    await Promise.all(Array.from({ length: 4 }, () => sweep("2027-07-03")));
    expect(await under.told("AttestationAwaited", id)).toEqual([{ conventionId: id, studentId, schoolUai: ACTORS.head.schoolUais[0], academy: "22", hostId: ACTORS.host.hostIds[0], requestedOn: "2027-06-30" }]);
    // Confirmed, and not signed yet.
    const { document } = await ask(ACTORS.host, "confirmAttestation", { attestationId: attestation.id, days: [] }, on("2027-07-05"));
    await sweep("2027-07-07");
    expect(await told(id)).toBe(2);
    await under.run(ACTORS.host, "mutation($id: ID!) { requestSignatureCode(input: { documentIds: [$id] }) { expiresAt } }", { id: document!.id }, on("2027-07-08"));
    await ask(ACTORS.host, "signAttestation", { attestationId: attestation.id, code: await lastSignatureCode(under.database.url, personOf(ACTORS.host)!) }, on("2027-07-08"));
    await sweep("2027-07-14");
    expect([await told(id), await told(other!.id)]).toEqual([2, 0]);
  });

  it("would be reminded by each replica if what is due were read and not held", async () => {
    const [stage] = await stages(1);
    await request(stage!.id, stage!.parent, "2027-06-30");
    await sweep("2027-07-01");
    const due = and(eq(conventions.id, stage!.id), lte(conventions.nextReminderOn, sql`'2027-07-03'::date`));
    let readers = 0;
    const naive = () =>
      platform.db.transaction(async (tx) => {
        const found = await tx.select({ id: conventions.id }).from(conventions).where(due);
        readers += 1;
        await vi.waitFor(() => expect(readers).toBe(2), { timeout: 30_000, interval: 5 });
        await tx.update(conventions).set({ nextReminderOn: Temporal.PlainDate.from("2027-07-07") }).where(eq(conventions.id, stage!.id));
        return found.length;
      });
    expect(await Promise.all([naive(), naive()])).toEqual([1, 1]);
  });
});

describe("a student whose stage took place", () => {
  const told = async (id: ConventionId) => (await under.told("FeedbackOpened", id)).length;

  it("is told once, on the day it opens, also after an outage and whatever else is asked for that day; not who has said it, nor of a stage that was broken off", async () => {
    const [stage, spoke, brokenOff] = await stages(3, { isLastBrokenOff: true });
    await sweep("2027-08-31");
    expect(await told(stage!.id)).toBe(0);
    await give(spoke!.id, spoke!.student, "2027-09-01");
    expect(await under.told("FeedbackGiven", spoke!.id)).toMatchObject([{ conventionId: spoke!.id, studentId: spoke!.studentId }]);
    await Promise.all(Array.from({ length: 4 }, () => sweep("2027-09-03")));
    await request(stage!.id, stage!.parent, "2027-09-03");
    for (const day of ["2027-09-04", "2027-09-06", "2027-10-01"]) await sweep(day);
    expect(await Promise.all([stage!, spoke!, brokenOff!].map(({ id }) => told(id)))).toEqual([1, 0, 0]);
  });

  it("is told on the day to which it was brought forward, and no more once it was", async () => {
    const [stage] = await stages(1);
    await sweep("2027-06-20");
    const opening = (feedbackOpensOn: string, day: string) => under.bus.publish([fact("CampaignDefined", "2027", { campaign: { ...CAMPAIGN, feedbackOpensOn } }, on(day))]);
    await opening("07-10", "2027-07-01");
    await under.heard();
    await sweep("2027-07-09");
    expect(await told(stage!.id)).toBe(0);
    await sweep("2027-07-10");
    expect(await told(stage!.id)).toBe(1);
    await request(stage!.id, stage!.parent, "2027-07-11");
    await opening("07-05", "2027-07-12");
    await under.heard();
    for (const day of ["2027-07-13", "2027-07-14", "2027-09-01"]) await sweep(day);
    expect(await told(stage!.id)).toBe(1);
    await opening("09-01", "2027-07-13");
  });
});
