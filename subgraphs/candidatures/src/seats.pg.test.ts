import type { Bus } from "@stages/events/bus.ts";
import { type DomainEvent, domainEvent } from "@stages/events/contracts.ts";
import { postgresBus } from "@stages/events/postgres-bus.ts";
import { type HostId, newId, type OfferId, uuidOf } from "@stages/kernel/ids.ts";
import { insist } from "@stages/kernel/refusal.ts";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { refusalsToChangeSeats } from "./domain/seats.ts";
import { ACTORS, IN_TIME } from "./domain/fixtures.ts";
import { ACCEPT, CANCEL, type Graph, HOST_ACTOR, startGraph } from "./graph-fixture.ts";
import { findSeats, saveSeats } from "./persistence/ledger.ts";
import * as tables from "./persistence/tables.ts";

const CHANGE = "mutation($id: ID!, $seats: Int!) { changeOfferSeats(input: { offerId: $id, seats: $seats }) { id seatsTaken seatsLeft } }";

let graph: Graph;
let bus: Bus;

// Two replicas: what protects must not live in one process.
beforeAll(async () => {
  graph = await startGraph({ replicas: 2 });
  bus = postgresBus(graph.url);
});
afterAll(async () => {
  await bus.stop();
  await graph.stop();
});

const lineOf = async (offerId: Parameters<typeof findSeats>[1][number]) => (await findSeats(graph.db, [offerId], IN_TIME))[0]!;
const change = (id: string, seats: number, actor = HOST_ACTOR) => graph.run<{ changeOfferSeats: { id: string; seatsTaken: number; seatsLeft: number } }>(actor, CHANGE, { id, seats });

describe("a host changes the seats of an offer", () => {
  it("as far as what is taken, and tells it once", async () => {
    const offer = await graph.offer({ seats: 2 });
    const { candidature } = await graph.candidature({ offerId: offer.id, status: "CONFIRMED" });
    expect((await change(offer.id, 5)).data.changeOfferSeats).toEqual({ id: offer.id, seatsTaken: 1, seatsLeft: 4 });
    expect((await change(offer.id, 5)).code).toBeUndefined();
    expect((await change(offer.id, 0)).code).toBe("NUMBER_OUT_OF_RANGE");
    expect((await change(offer.id, 1)).data.changeOfferSeats.seatsLeft).toBe(0);
    await graph.candidature({ offerId: offer.id, status: "READ" });
    expect((await change(newId("offer"), 5)).code).toBe("NOT_FOUND");
    expect((await change(offer.id, 5, ACTORS.otherHost)).code).toBe("FORBIDDEN");
    expect((await change((await graph.offer({ status: "UNPUBLISHED" })).id, 5, ACTORS.otherHost)).code).toBe("NOT_FOUND");
    expect((await change(offer.id, 5, ACTORS.head as never)).code).toBe("FORBIDDEN");
    await graph.run(HOST_ACTOR, CANCEL, { id: candidature.id, reason: "Travaux." });
    await vi.waitFor(async () => {
      const told = (await bus.read(0, ["OfferSeatsChanged", "CandidatureEnded"], 1_000)).filter(({ key }) => key === offer.id || key === candidature.id);
      expect(told.map(({ payload }) => payload)).toMatchObject([{ offerId: offer.id, seats: 5 }, { offerId: offer.id, seats: 1 }, { status: "CANCELLED_BY_HOST", freedSeat: true }]);
    }, { timeout: 30_000 });
  });

  it.each(["HIDDEN", "REMOVED"])("but accepts nobody to what is %s", async (status) => {
    const offer = await graph.offer({ status });
    const { candidature } = await graph.candidature({ offerId: offer.id, status: "READ" });
    expect((await graph.run(HOST_ACTOR, ACCEPT, { id: candidature.id })).code).toBe("OFFER_NOT_AVAILABLE");
  });

  it("and learns of those that an erased student had, without the student", async () => {
    const { student, candidature } = await graph.candidature({ status: "ACCEPTED" });
    const { studentId } = student;
    await graph.candidatures([{ studentId, offerId: (await graph.offer()).id, status: "SUBMITTED" }]);
    await bus.publish([domainEvent("StudentErased", studentId, { studentId, personIds: [] }, IN_TIME) as DomainEvent]);
    await vi.waitFor(async () => {
      const told = (await bus.read(0, ["SeatsFreed"], 1_000)).map(({ payload }) => payload);
      expect(told).toEqual([{ offerId: candidature.offerId, count: 1 }]);
    }, { timeout: 30_000 });
    expect((await lineOf(candidature.offerId)).taken).toBe(0);
  });

  it("of its own alone: the database refuses others', and everything else of its own", async () => {
    const [mine, theirs] = [await graph.offer(), await graph.offer({ hostId: newId("host") })];
    const asHost = ({ id }: { readonly id: typeof mine.id }, set: object) =>
      graph.db.transaction(async (tx) => {
        await tx.execute(sql`select set_config('stages.person', ${crypto.randomUUID()}, true), set_config('stages.hosts', ${`{${uuidOf(mine.hostId)}}`}, true)`);
        await tx.execute(sql`set local role stages_candidatures_host_manager`);
        await tx.update(tables.offers).set(set).where(eq(tables.offers.id, id));
      });
    await asHost(mine, { seats: 3 });
    expect((await lineOf(mine.id)).seats).toBe(3);
    await expect(asHost(theirs, { seats: 3 })).rejects.toMatchObject({ cause: { code: "42501" } });
    await expect(asHost(mine, { status: "PUBLISHED" })).rejects.toMatchObject({ cause: { code: "42501" } });
    await expect(asHost(mine, { id: newId("offer") })).rejects.toMatchObject({ cause: { code: "42501" } });
    await expect(asHost(mine, { maxSeats: 100 })).rejects.toMatchObject({ cause: { code: "42501" } });
  });
});

describe("how many a host may offer", () => {
  const changed = (hostId: HostId, offerIds: readonly OfferId[], maxSeats?: number) =>
    domainEvent("HostChanged", hostId, { host: { id: hostId, siret: null, legalName: "École du Centre", kind: "ECOLE", address: "Tulle" }, offerIds, ...(maxSeats === undefined ? {} : { maxSeats }) }, IN_TIME) as DomainEvent;
  const mostOf = async (id: OfferId) => (await lineOf(id)).maxSeats;
  const becomes = (id: OfferId, most: number) => vi.waitFor(async () => expect(await mostOf(id)).toBe(most), { timeout: 30_000 });

  it("follows what an école says of its classes, for its offers alone, and leaves the seats that are there", async () => {
    const hostId = newId("host");
    const manager = { ...ACTORS.host, hostIds: [hostId] };
    const [one, two, elsewhere] = [await graph.offer({ hostId, seats: 3 }), await graph.offer({ hostId, seats: 1, period: "WEEK_2" }), await graph.offer()];
    await bus.publish([changed(hostId, [one.id, two.id, newId("offer")], 3)]);
    await becomes(one.id, 3);
    expect((await change(two.id, 4, manager)).code).toBe("NUMBER_OUT_OF_RANGE");
    expect((await change(two.id, 3, manager)).code).toBeUndefined();
    // Fewer classes: one student, and nobody who has a seat loses it.
    await bus.publish([changed(hostId, [one.id, two.id], 1)]);
    await becomes(two.id, 1);
    expect([(await lineOf(one.id)).seats, (await change(two.id, 2, manager)).code, (await change(two.id, 1, manager)).code]).toEqual([3, "NUMBER_OUT_OF_RANGE", undefined]);
    // Told by those who did not say it: as it was. No école any more: as everyone.
    await bus.publish([changed(hostId, [one.id, two.id]), changed(hostId, [one.id], 100)]);
    await becomes(one.id, 100);
    expect([await mostOf(two.id), await mostOf(elsewhere.id)]).toEqual([1, 100]);
  });
});

describe("fewer seats against more students", () => {
  const APPLICANTS = 30;
  const SEATS = 20;

  async function aCrowd() {
    const offer = await graph.offer({ seats: SEATS });
    const students = await graph.students(APPLICANTS);
    return { offer, crowd: await graph.candidatures(students.map(({ studentId }) => ({ studentId, offerId: offer.id }))) };
  }

  it("never leaves fewer seats than are taken", async () => {
    const { offer, crowd } = await aCrowd();
    // A seat that is taken is not given back here, and seats only fall: what was once wrong would still be.
    const accepts = crowd.map(({ id }) => graph.run(HOST_ACTOR, ACCEPT, { id }));
    await Promise.race(accepts);
    const changes = Array.from({ length: SEATS }, (_, fewer) => change(offer.id, SEATS - fewer));
    const codes = new Set((await Promise.all([...accepts, ...changes])).map(({ code }) => code));
    expect([...codes].filter((code) => ![undefined, "NO_SEAT_LEFT", "SEATS_BELOW_TAKEN"].includes(code as never))).toEqual([]);
    const { seats, taken } = await lineOf(offer.id);
    expect(taken).toBeGreaterThan(0);
    expect(taken).toBeLessThanOrEqual(seats);
  });

  it("does where the line is read and not locked: the control", async () => {
    const naive = (id: Parameters<typeof saveSeats>[1]) =>
      graph.write(async (tx) => {
        const [line] = await findSeats(tx, [id], IN_TIME);
        const seats = Math.max(1, line!.taken);
        insist(refusalsToChangeSeats(line!, seats, HOST_ACTOR));
        await saveSeats(tx, id, seats, IN_TIME);
      });
    let overbooked = false;
    for (let round = 0; round < 20 && !overbooked; round++) {
      const { offer, crowd } = await aCrowd();
      const accepts = crowd.map(({ id }) => graph.run(HOST_ACTOR, ACCEPT, { id }));
      // Once a seat is taken, and while the others wait for the line.
      await Promise.race(accepts);
      await Promise.allSettled([naive(offer.id), ...accepts]);
      const { seats, taken } = await lineOf(offer.id);
      overbooked = taken > seats;
    }
    expect(overbooked).toBe(true);
  });
});
