import { accept, read, refusalsToAccept } from "@stages/candidatures/domain/answer.ts";
import type { Candidature, WaitingCandidature } from "@stages/candidatures/domain/candidature.ts";
import { findByIds, saveSteps } from "@stages/candidatures/persistence/candidatures.ts";
import { findSeats } from "@stages/candidatures/persistence/ledger.ts";
import { findCampaign } from "@stages/candidatures/persistence/mirror.ts";
import { candidatureRow, historyRow } from "@stages/candidatures/persistence/rows.ts";
import * as tables from "@stages/candidatures/persistence/tables.ts";
import { connect, type Connection, writer } from "@stages/database/connection.ts";
import { insertAll } from "@stages/database/insert-all.ts";
import type { ActorOf } from "@stages/kernel/actor.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { newId, type OfferId, parseId, uuidOf } from "@stages/kernel/ids.ts";
import { insist } from "@stages/kernel/refusal.ts";
import type { StagesClient } from "@stages/client/client.ts";
import { asc, eq, inArray, sql } from "drizzle-orm";
import { Agent, request } from "undici";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { offerInput } from "../../../scripts/story/operations.ts";
import { type PlatformUnderTest, platformUnderTest } from "./platform-under-test.ts";
import { crowd } from "@stages/testing/full-size.ts";

const OFFERS = crowd(100);
const SEATS = 10;
const EACH = 100;

const PUBLISH = "mutation($input: PublishOfferInput!) { publishOffer(input: $input) { id } }";
const ACCEPT = "mutation($id: ID!) { acceptCandidature(input: { candidatureId: $id }) { id status } }";

let platform: PlatformUnderTest;
let market: Connection;
let manager: StagesClient;

beforeAll(async () => {
  platform = await platformUnderTest("in-process");
  market = connect({ url: platform.databaseUrl, name: "test", max: 20 });
  manager = await platform.as("host-manager");
});
afterAll(async () => {
  await market.close();
  await platform.stop();
});

/** Offers published by the graph, and what as many students sent to each: written at once, since sending is not what is tried. */
async function aRush({ offers, seats, each }: { readonly offers: number; readonly seats: number; readonly each: number }) {
  const { viewer } = await manager.need<{ viewer: { hostIds: string[] } }>("{ viewer { hostIds } }");
  const hostId = viewer.hostIds[0]!;
  const input = { ...offerInput(hostId, { name: "Julien Faure", email: "julien.faure@atelier.example" }), mode: "INDIVIDUAL", seats };
  const published = await Promise.all(Array.from({ length: offers }, () => manager.need<{ publishOffer: { id: string } }>(PUBLISH, { input })));
  const offerIds = published.map(({ publishOffer }) => parseId("offer", publishOffer.id)!);
  const known = await vi.waitFor(async () => {
    const rows = await market.db.select().from(tables.offers).where(inArray(tables.offers.id, offerIds));
    expect(rows).toHaveLength(offers);
    return rows;
  }, { timeout: 30_000, interval: 50 });
  const students = await market.db.select().from(tables.students).where(eq(tables.students.campaignId, known[0]!.campaignId)).orderBy(asc(tables.students.id)).limit(each);
  const at = Temporal.Now.instant().round("millisecond");
  const crowd = known.flatMap((offer) => students.map(({ id: studentId, schoolUai, academy }): Candidature => ({
    id: newId("candidature"), offerId: offer.id, hostId: offer.hostId, studentId, schoolUai, academy, campaignId: offer.campaignId, period: offer.period,
    motivation: "J'aimerais découvrir votre atelier.", submittedAt: at, lastDayToAnswer: civilDateOf(at).add({ days: 15 }), distanceKm: 3.2, farFromHome: false, status: "SUBMITTED", lastDayToConfirm: null, bookingId: null, assignedTo: null, nextReminderOn: null,
  })));
  await market.db.transaction(async (tx) => {
    await insertAll(tx, tables.candidatures, crowd.map(candidatureRow));
    await insertAll(tx, tables.history, crowd.map(({ id }) => historyRow({ candidatureId: id, from: null, to: "SUBMITTED", at, byPersonId: null, byRole: "STUDENT", reason: null })));
  });
  return { offerIds, crowd };
}

const takenOf = async (offerIds: readonly OfferId[]) => (await findSeats(market.db, offerIds, Temporal.Now.instant())).map(({ taken }) => taken);

it(`${OFFERS * EACH} accepts at once over ${OFFERS * SEATS} seats, through the public graph, take exactly the seats there are`, { timeout: 240_000 }, async () => {
  const { offerIds, crowd } = await aRush({ offers: OFFERS, seats: SEATS, each: EACH });
  const authorization = `Bearer ${await platform.tokenOf("host-manager")}`;
  const dispatcher = new Agent({ connections: 200 });
  const ask = async (id: string): Promise<string> => {
    const { body } = await request(platform.url, { dispatcher, method: "POST", headers: { "content-type": "application/json", authorization }, body: JSON.stringify({ query: ACCEPT, variables: { id } }) });
    const { data, errors } = (await body.json()) as { data: { acceptCandidature: { status: string } | null }; errors?: { extensions: { code: string } }[] };
    const said = errors?.[0]?.extensions.code ?? data.acceptCandidature!.status;
    // Nothing of it was begun: as it says, one comes again.
    return said === "OVERLOADED" ? ask(id) : said;
  };
  const answers = await Promise.all(crowd.map(async ({ id }) => ({ id, said: await ask(id) })));
  await dispatcher.close();

  const said = Map.groupBy(answers, ({ said }) => said);
  expect(Object.fromEntries([...said].map(([what, all]) => [what, all.length]))).toEqual({ ACCEPTED: OFFERS * SEATS, NO_SEAT_LEFT: OFFERS * (EACH - SEATS) });
  expect(await takenOf(offerIds)).toEqual(offerIds.map(() => SEATS));
  const accepted = await market.db.select({ id: tables.candidatures.id }).from(tables.candidatures).where(sql`${inArray(tables.candidatures.offerId, offerIds)} and status = 'ACCEPTED'`);
  expect(new Set(accepted.map(({ id }) => id))).toEqual(new Set(said.get("ACCEPTED")!.map(({ id }) => id)));

  // Each that was promised a seat has its convention, and nobody else has one.
  await vi.waitFor(async () => {
    const [opened] = await market.client`select count(*)::integer as conventions, count(distinct candidature_id)::integer as candidatures from conventions.conventions where candidature_id = any(${crowd.map(({ id }) => uuidOf(id))}::uuid[])`;
    expect(opened).toEqual({ conventions: OFFERS * SEATS, candidatures: OFFERS * SEATS });
  }, { timeout: 60_000, interval: 200 });
});

it("without the lock on the ledger's line the same rush overbooks: the control", async () => {
  const { offerIds, crowd } = await aRush({ offers: 4, seats: 2, each: 50 });
  const write = writer(market.db, () => {});
  const actor: ActorOf<"HOST_MANAGER"> = { role: "HOST_MANAGER", personId: newId("person"), hostIds: [crowd[0]!.hostId] };
  const now = Temporal.Now.instant();
  await Promise.allSettled(crowd.map(({ id, offerId }) => write(async (tx) => {
    const [waiting] = await findByIds(tx, [id]);
    const [seats] = await findSeats(tx, [offerId], now);
    insist(refusalsToAccept(waiting!, actor, now, seats!));
    const opened = read(waiting as WaitingCandidature);
    const campaign = await findCampaign(tx, waiting!.campaignId);
    await saveSteps(tx, [{ from: "SUBMITTED", candidature: opened, actor, at: now }, { from: "READ", candidature: accept(opened, campaign!, now), actor, at: now }]);
  })));
  expect(Math.max(...(await takenOf(offerIds)))).toBeGreaterThan(2);
});
