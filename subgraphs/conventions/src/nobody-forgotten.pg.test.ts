import { connect, type Connection } from "@stages/database/connection.ts";
import { roleOf } from "@stages/database/standing.ts";
import { type Actor, PLATFORM, personOf } from "@stages/kernel/actor.ts";
import { sha256 } from "@stages/kernel/digest.ts";
import { type ConventionId, newId, uuidOf } from "@stages/kernel/ids.ts";
import { inProcessTransport } from "@stages/transport/in-process.ts";
import { sql } from "drizzle-orm";
import { lastSignatureCode } from "@stages/testing/signature-code.ts";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type ConventionsUnderTest, conventionsUnderTest, fact, MAY } from "./conventions-fixture.ts";
import { ACTORS, HOST } from "./domain/fixtures.ts";
import { findByIds } from "./persistence/conventions.ts";
import { findEvidence } from "./persistence/evidence.ts";
import { findHostManager } from "./persistence/host-managers.ts";
import { createConventionsSubgraph } from "./subgraph.ts";

/** Who did not act, or has no account, hears of it all the same. */

let under: ConventionsUnderTest;
let admin: Connection;
beforeAll(async () => {
  under = await conventionsUnderTest("conventions");
  admin = connect({ url: under.database.url, name: "test", role: roleOf("conventions", "PLATFORM"), max: 2 });
});
afterAll(async () => {
  await admin.close();
  await under.stop();
});

const REQUEST = "mutation($id: ID!, $channel: SignatureCodeChannel!) { requestSignatureCode(input: { documentIds: [$id], channel: $channel }) { sentTo } }";
const SIGN = "mutation($id: ID!, $code: String!) { signConvention(input: { conventionId: $id, code: $code }) { status } }";
const REFUSE = "mutation($id: ID!) { refuseToSign(input: { documentId: $id, reason: \"Les horaires ont changé.\" }) { id } }";
const { head, host } = ACTORS;
/** Another manager of the same host. */
const ines: Extract<Actor, { role: "HOST_MANAGER" }> = { role: "HOST_MANAGER", personId: newId("person"), hostIds: [HOST] };
const managing = (name: string, phone: string | null = null) => fact("HostManagerNamed", HOST, { hostId: HOST, personId: ines.personId, name, phone });

async function validated() {
  const { id, studentId } = await under.openConvention();
  for (const { code } of [await under.complete(id), await under.validate(id)]) expect(code).toBeUndefined();
  const { document } = await under.read<{ document: { id: string } }>(head, id, "document { id }");
  const parent: Actor = { role: "LEGAL_REPRESENTATIVE", personId: newId("person"), studentIds: [studentId] };
  return { id, studentId, documentId: document.id, parent };
}
type Validated = Awaited<ReturnType<typeof validated>>;

async function sign(actor: Actor, { id, documentId }: Validated): Promise<void> {
  await under.run(actor, REQUEST, { id: documentId, channel: "MAIL" });
  const { code } = await under.run(actor, SIGN, { id, code: await lastSignatureCode(under.database.url, personOf(actor)!) });
  expect(code).toBeUndefined();
}
const signerNames = async (id: ConventionId) => (await findEvidence(admin.db, [id])).map(({ detail }) => detail.signerName);

describe("once all have signed", () => {
  it("the student who did not sign has a copy as well, by a token that is no person's", async () => {
    const convention = await validated();
    const signers = [convention.parent, host, head];
    for (const actor of signers) await sign(actor, convention);
    await vi.waitFor(async () => expect(await under.told("DocumentSealed", convention.id)).toHaveLength(1), { timeout: 30_000 });
    const [told] = await under.told("DocumentSealed", convention.id);
    expect(told!.copies.map(({ personId }) => personId)).toEqual(signers.map((actor) => personOf(actor)));
    const REDEEM = "mutation($tokenHash: String!) { redeemDownload(tokenHash: $tokenHash) }";
    expect((await under.run(PLATFORM, REDEEM, { tokenHash: sha256(told!.studentToken!) })).data).toMatchObject({ redeemDownload: { mediaType: "application/pdf" } });
    expect([...(await admin.db.execute(sql`select person_id from conventions.download_links where token_hash = ${sha256(told!.studentToken!)}`))]).toEqual([{ person_id: null }]);
  });
});

describe("who signs for a host", () => {
  it("is named as they are called, and has a code by SMS; before they were named, or once removed, as the convention says", async () => {
    const [before, named, after] = [await validated(), await validated(), await validated()];
    await sign(ines, before);
    await under.bus.publish([managing("Inès C."), managing("Inès Caro", "06 39 98 01 44")]);
    await under.heard();
    expect((await under.run(ines, REQUEST, { id: named.documentId, channel: "SMS" })).data).toEqual({ requestSignatureCode: { sentTo: "•••• 44" } });
    await sign(ines, named);
    await under.bus.publish([fact("HostManagerRemoved", HOST, { hostId: HOST, personId: ines.personId })]);
    await under.heard();
    await sign(ines, after);
    const asTheConventionSays = expect.stringMatching(/^Responsable de la structure \(représentée par /) as string;
    expect((await Promise.all([before, named, after].map(({ id }) => signerNames(id)))).flat()).toEqual([asTheConventionSays, "Inès Caro", asTheConventionSays]);
  });

  it("is known under seal to that host's managers alone, and forgotten with a student who was them", async () => {
    await under.bus.publish([managing("Inès Caro")]);
    await under.heard();
    const seen = async (role: "HOST_MANAGER" | "SCHOOL_HEAD" | "STUDENT", hostId: string) => {
      const { db, close } = connect({ url: under.database.url, name: "wall", role: roleOf("conventions", role), max: 1 });
      try {
        return await db.transaction(async (tx) => {
          await tx.execute(sql`select set_config('stages.hosts', ${`{${hostId}}`}, true)`);
          return [...(await tx.execute(sql`select encode(contact, 'escape') as contact from conventions.host_managers`))].map(({ contact }) => String(contact));
        });
      } finally {
        await close();
      }
    };
    const [sealed, ...others] = await seen("HOST_MANAGER", uuidOf(HOST));
    expect([others, sealed!.includes("Caro")]).toEqual([[], false]);
    expect([await seen("HOST_MANAGER", uuidOf(newId("host"))), await seen("SCHOOL_HEAD", uuidOf(HOST)), await seen("STUDENT", uuidOf(HOST))]).toEqual([[], [], []]);
    const [studentId] = await under.students(1);
    await under.bus.publish([fact("StudentErased", studentId!, { studentId: studentId!, personIds: [ines.personId] })]);
    await vi.waitFor(async () => expect(await findHostManager(admin.db, HOST, ines.personId)).toBeNull(), { timeout: 30_000 });
  });
});

describe("a refusal to sign", () => {
  const WATCH = "subscription($id: ID!) { conventionStatusChanged(conventionId: $id, after: \"0\") { from to refusedBy convention { id } } }";
  const follow = (actor: Actor, id: string) => under.graph.subscribe({ query: WATCH, variables: { id }, caller: { actor, now: MAY, requestId: "test" } });

  it("is heard at once by those whom the convention concerns, and told to the head and the host for the morning", async () => {
    const convention = await validated();
    expect((await under.run(convention.parent, REFUSE, { id: convention.documentId })).code).toBeUndefined();
    const refusals = await under.told("SignatureRefused", convention.id);
    expect(refusals).toEqual([expect.objectContaining({ documentId: convention.documentId, kind: "CONVENTION", capacity: "LEGAL_REPRESENTATIVE", status: "VALIDATED" })]);
    expect(JSON.stringify(refusals)).not.toContain("horaires");
    expect(await under.told("ConventionAwaited", convention.id)).toEqual([expect.objectContaining({ awaited: "REFUSAL", capacities: ["SCHOOL_HEAD", "HOST_MANAGER"], studentName: "Zoé M.", hostName: "Atelier Delmas" })]);

    const ear = follow(head, convention.id);
    const stranger = follow({ ...ACTORS.representative, studentIds: [newId("student")] }, convention.id);
    const nothing = stranger.next().then(() => stranger.next());
    let heard: unknown;
    while (heard === undefined) {
      const { value } = await ear.next();
      const event = (value?.data as { conventionStatusChanged: { refusedBy: string | null } } | null)?.conventionStatusChanged;
      if (event?.refusedBy) heard = event;
    }
    expect(heard).toEqual({ from: "VALIDATED", to: "VALIDATED", refusedBy: "LEGAL_REPRESENTATIVE", convention: { id: convention.id } });
    await ear.return?.();
    await stranger.return?.();
    expect(await nothing).toEqual({ done: true, value: undefined });
  });

  it("is no news for whoever refused", async () => {
    const convention = await validated();
    await under.run(host, REFUSE, { id: convention.documentId });
    expect(await under.told("ConventionAwaited", convention.id)).toEqual([expect.objectContaining({ capacities: ["SCHOOL_HEAD"] })]);
  });
});

it("an amendment that is agreed and an attestation that is asked for tell whose signature they await", async () => {
  const convention = await validated();
  for (const actor of [convention.parent, host, head]) await sign(actor, convention);
  const input = { conventionId: convention.id, reason: "L'atelier déménage.", changes: { place: "3 rue Neuve, 19000 Tulle" } };
  const { data } = await under.run<{ proposeAmendment: { id: string } }>(host, "mutation($input: ProposeAmendmentInput!) { proposeAmendment(input: $input) { id } }", { input });
  const AGREE = "mutation($id: ID!) { agreeToAmendment(input: { amendmentId: $id }) { document { id } } }";
  const agreed = await under.run<{ agreeToAmendment: { document: { id: string } } }>(head, AGREE, { id: data.proposeAmendment.id });
  const ASK = "mutation($id: ID!) { requestAttestation(input: { conventionId: $id }) { id } }";
  expect((await under.run(convention.parent, ASK, { id: convention.id }, Temporal.Instant.from("2027-07-01T10:00:00Z"))).code).toBeUndefined();
  const { id: conventionId, studentId } = convention;
  expect(await under.told("DocumentToSign", conventionId)).toEqual([
    { conventionId, studentId, kind: "AMENDMENT", documentId: agreed.data.agreeToAmendment.document.id, capacities: ["SCHOOL_HEAD", "HOST_MANAGER", "LEGAL_REPRESENTATIVE"] },
    { conventionId, studentId, kind: "ATTESTATION", documentId: null, capacities: ["HOST_MANAGER"] },
  ]);
  expect(await findByIds(admin.db, [conventionId])).toHaveLength(1);
});

it("no code is drawn for an SMS that this platform does not send", async () => {
  const { documentId } = await validated();
  const without = createConventionsSubgraph({ databaseUrl: under.database.url, clock: () => MAY, onFailure: (error) => console.error(error), offersSms: false });
  const { errors } = await inProcessTransport(without).execute({ query: REQUEST, variables: { id: documentId, channel: "SMS" }, caller: { actor: head, now: MAY, requestId: "test" } });
  expect(errors?.[0]?.extensions?.["code"]).toBe("SMS_NOT_OFFERED");
  await without.stop();
});
