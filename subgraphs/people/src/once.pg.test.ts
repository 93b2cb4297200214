import { connectSql, type Sql } from "@stages/database/connection.ts";
import { type Actor, type ActorOf, personOf } from "@stages/kernel/actor.ts";
import { newId, uuidOf } from "@stages/kernel/ids.ts";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { persona, runningPeople, told, world } from "./fixtures.ts";

const { run, log, publish, url } = runningPeople();
let sql: Sql;
beforeAll(() => {
  sql = connectSql({ url: url(), name: "test", max: 1 });
});
afterAll(() => sql.end());

const head = persona<"SCHOOL_HEAD">("school-head");
const otherHead = persona<"SCHOOL_HEAD">("other-school-head");
const ministry = persona<"MINISTRY">("ministry");
const uaiOf = ({ schoolUais }: ActorOf<"SCHOOL_HEAD">) => schoolUais[0]!;

let drawn = 0;
const aKey = () => `cle-du-formulaire-${++drawn}`;

const IMPORT = "mutation($input: ImportClassListInput!) { importClassList(input: $input) { lines created unchanged refused { code } remarks { line message } } }";
const INVITE = "mutation($input: InviteStaffMemberInput!) { inviteStaffMember(input: $input) { id lastName title } }";
const INVITE_TERRITORY = "mutation($input: InviteTerritoryStaffInput!) { inviteTerritoryStaff(input: $input) { email role invitedAt } }";
const SEND = "mutation($input: SendPersonalLinkInput!) { sendPersonalLink(input: $input) { id state recipient } }";

/** Somewhere without a school, so that there is a remark to answer again. */
const aList = () => `INE;Nom;Prénom;Date de naissance;Classe;Adresse;Code postal;Commune\n${String(400_000_000 + ++drawn)}AB;Mazaud;Zoé;03/09/2011;2de 5;4 rue Riche;19000;Tulle`;

async function once(actor: Actor, query: string, input: object) {
  const { data, code } = await run<Record<string, Record<string, unknown> | null>>(actor, query, { input });
  return { answer: data && Object.values(data)[0], code };
}
const keysOf = (actor: Actor) => sql`select key from people.idempotency_keys where person_id = ${uuidOf(personOf(actor)!)}`;

describe("a class list sent again under its key", () => {
  it("is imported once and answers the same, while one sent again without a key finds nothing to do", async () => {
    const csv = aList();
    const input = { schoolUai: uaiOf(head), csv, dryRun: false, idempotencyKey: aKey() };
    const first = await once(head, IMPORT, input);
    expect(first.answer).toMatchObject({ lines: 1, created: 1, unchanged: 0, remarks: [{ line: 2, message: expect.stringContaining("représentant légal") as string }] });
    expect(await once(head, IMPORT, input)).toEqual(first);
    expect((await once(head, IMPORT, { ...input, idempotencyKey: null })).answer).toMatchObject({ created: 0, unchanged: 1 });
  });

  it("is the same import whatever its importId, which is told once, and another with another list", async () => {
    const importId = crypto.randomUUID();
    const input = { schoolUai: uaiOf(head), csv: aList(), dryRun: false, idempotencyKey: aKey() };
    const progress = async () => (await log("ClassListImportProgressed")).filter(({ key }) => key === `${uaiOf(head)} ${importId}`);
    const first = await once(head, IMPORT, { ...input, importId });
    await vi.waitFor(async () => expect((await progress()).at(-1)!.payload).toMatchObject({ state: "DONE", enrolled: 1 }), { timeout: 30_000 });
    const before = (await progress()).length;
    expect(await once(head, IMPORT, { ...input, importId })).toEqual(first);
    expect(await once(head, IMPORT, { ...input, importId: crypto.randomUUID() })).toEqual(first);
    expect((await once(head, IMPORT, { ...input, csv: aList() })).code).toBe("IDEMPOTENCY_KEY_REUSED");
    // What is published later comes later: nothing of the replay was.
    const after = crypto.randomUUID();
    await once(head, IMPORT, { ...input, importId: after, idempotencyKey: null });
    await vi.waitFor(async () => expect((await log("ClassListImportProgressed")).some(({ key }) => key === `${uaiOf(head)} ${after}`)).toBe(true), { timeout: 30_000 });
    expect(await progress()).toHaveLength(before);
  });

  it("keeps no key for a dry run, whose key is then the import's", async () => {
    const input = { schoolUai: uaiOf(otherHead), csv: aList(), idempotencyKey: aKey() };
    const rehearsed = await once(otherHead, IMPORT, { ...input, dryRun: true });
    expect(await keysOf(otherHead)).toHaveLength(0);
    expect((await once(otherHead, IMPORT, { ...input, dryRun: false })).answer).toEqual(rehearsed.answer);
    expect(await keysOf(otherHead)).toHaveLength(1);
    expect((await once(otherHead, IMPORT, { ...input, dryRun: true })).answer).toMatchObject({ created: 0, unchanged: 1 });
  });
});

describe("sent again under its key", () => {
  it("an invitation to a school is the one that was made", async () => {
    const input = { schoolUai: uaiOf(head), email: `cle.${++drawn}@ac-limoges.example`, firstName: "Nora", lastName: "Petit", function: "TEACHER", idempotencyKey: aKey() };
    const first = await once(head, INVITE, input);
    expect(first.answer).toMatchObject({ lastName: "Petit" });
    expect(await once(head, INVITE, input)).toEqual(first);
    expect((await once(head, INVITE, { ...input, lastName: "Grand" })).code).toBe("IDEMPOTENCY_KEY_REUSED");
  });

  it("an invitation of the State's staff is the one that was made", async () => {
    const input = { email: `Cle.${++drawn}@education.example`, role: "MINISTRY", idempotencyKey: aKey() };
    const first = await once(ministry, INVITE_TERRITORY, input);
    expect(first.answer).toMatchObject({ email: input.email.toLowerCase(), role: "MINISTRY" });
    expect(await once(ministry, INVITE_TERRITORY, input)).toEqual(first);
    expect((await once(ministry, INVITE_TERRITORY, { ...input, email: "autre@education.example" })).code).toBe("IDEMPOTENCY_KEY_REUSED");
  });

  it("a personal link is the one that was sent, by one mail; without a key it is another, and the first is revoked", async () => {
    const conventionId = newId("convention");
    const student = world.students.find(({ schoolUai, campaignId }) => schoolUai === uaiOf(head) && campaignId === world.runningCampaignId)!;
    const tutorEmail = `tuteur.${++drawn}@atelier.example`;
    await publish(
      told("ConventionStatusChanged", conventionId, {
        conventionId, candidatureId: newId("candidature"), reason: null, from: "SIGNING", to: "SIGNED", studentId: student.id,
        schoolUai: uaiOf(head), academy: "22", hostId: persona<"HOST_MANAGER">("host-manager").hostIds[0]!, tutorEmail, referentTeacherId: null,
      }),
    );
    const input = { conventionId, purpose: "FOLLOW_INTERN", idempotencyKey: aKey() };
    // What is told travels some milliseconds; refused meanwhile, the key is free.
    const first = await vi.waitFor(async () => {
      const sent = await once(head, SEND, input);
      expect(sent.code).toBeUndefined();
      return sent;
    }, { timeout: 30_000 });
    expect(first.answer).toMatchObject({ state: "PENDING", recipient: tutorEmail });
    expect(await once(head, SEND, input)).toEqual(first);
    const links = () => sql`select id from people.personal_links where convention_id = ${uuidOf(conventionId)}`;
    const before = (await links()).length;
    expect((await once(head, SEND, { ...input, idempotencyKey: null })).answer!["id"]).not.toBe(first.answer!["id"]);
    expect(await links()).toHaveLength(before + 1);
    expect((await once(head, SEND, input)).answer).toMatchObject({ id: first.answer!["id"], state: "REVOKED" });
  });
});
