import type { Actor } from "@stages/kernel/actor.ts";
import { newId } from "@stages/kernel/ids.ts";
import { meet, PERIODS } from "@stages/kernel/period.ts";
import type { Refusal } from "@stages/kernel/refusal.ts";
import { describe, expect, it } from "vitest";
import { accept, refusalsOfReason, refusalsToAccept, refusalsToCancelAcceptance, refusalsToRead, refusalsToRefuse } from "./answer.ts";
import type { Candidature, WaitingCandidature } from "./candidature.ts";
import { refusalsToConfirm, refusalsToWithdraw, supersededBy } from "./confirm.ts";
import { aCandidature, ACTORS, CAMPAIGN, IN_TIME } from "./fixtures.ts";
import { LIVE, STATUSES, type Status } from "./lifecycle.ts";

const ROOM = { seats: 2, taken: 1 };
const LATER = Temporal.Instant.from("2027-05-01T10:00:00Z");

type Rule = (candidature: Candidature, actor: Actor, now: Temporal.Instant) => readonly Refusal[];

const ACTS: Record<string, { rule: Rule; by: keyof typeof ACTORS; from: readonly Status[] }> = {
  readCandidature: { rule: refusalsToRead, by: "host", from: ["SUBMITTED"] },
  acceptCandidature: { rule: (candidature, actor, now) => refusalsToAccept(candidature, actor, now, ROOM), by: "host", from: ["SUBMITTED", "READ"] },
  refuseCandidature: { rule: refusalsToRefuse, by: "host", from: ["SUBMITTED", "READ"] },
  cancelAcceptance: { rule: refusalsToCancelAcceptance, by: "host", from: ["ACCEPTED", "CONFIRMED"] },
  confirmCandidature: { rule: (candidature, actor, now) => refusalsToConfirm(candidature, { actor, now, mine: [candidature], seats: ROOM }), by: "student", from: ["ACCEPTED"] },
  withdrawCandidature: { rule: refusalsToWithdraw, by: "student", from: ["SUBMITTED", "READ", "ACCEPTED"] },
};

describe.each(Object.entries(ACTS))("%s", (_, { rule, by, from }) => {
  const codes = (status: Status, actor: Actor = ACTORS[by], now = IN_TIME) => rule(aCandidature({ status }), actor, now).map(({ code }) => code);

  it.each(STATUSES)("from %s", (status) => {
    const stated: Partial<Record<Status, string>> = { EXPIRED: "CANDIDATURE_EXPIRED", LAPSED: "CONFIRMATION_OVERDUE" };
    expect(codes(status)).toEqual(from.includes(status) ? [] : [stated[status] ?? "WRONG_STATE"]);
  });

  it.each(Object.keys(ACTORS).filter((name) => name !== by) as (keyof typeof ACTORS)[])("is not for %s", (name) => {
    for (const status of STATUSES) expect(codes(status, ACTORS[name])).toEqual(["FORBIDDEN"]);
  });

  it("is not for a visitor", () => expect(codes(from[0]!, { role: "ANONYMOUS" })).toEqual(["FORBIDDEN"]));

  it.each(from.filter((status) => status !== "CONFIRMED"))("is too late once time has ended %s, whatever the sweep did", (status) => {
    expect(codes(status, ACTORS[by], LATER)).toEqual([status === "ACCEPTED" ? "CONFIRMATION_OVERDUE" : "CANDIDATURE_EXPIRED"]);
  });
});

describe("a seat", () => {
  it.each([
    [0, 1, []],
    [1, 2, []],
    [2, 2, ["NO_SEAT_LEFT"]],
    [3, 2, ["NO_SEAT_LEFT"]],
  ])("with %i taken of %i", (taken, seats, expected) => {
    expect(refusalsToAccept(aCandidature(), ACTORS.host, IN_TIME, { seats, taken }).map(({ code }) => code)).toEqual(expected);
  });

  it("given to another after the lapse cannot be confirmed by who asked before", () => {
    const accepted = aCandidature({ status: "ACCEPTED" });
    const frame = { actor: ACTORS.student, now: IN_TIME, mine: [accepted] };
    expect(refusalsToConfirm(accepted, { ...frame, seats: { seats: 2, taken: 2 } })).toEqual([]);
    expect(refusalsToConfirm(accepted, { ...frame, seats: { seats: 2, taken: 3 } })[0]!.code).toBe("NO_SEAT_LEFT");
  });

  it("accepted on 10 March is held until 15 March", () => {
    expect(accept(aCandidature() as WaitingCandidature, CAMPAIGN, IN_TIME).lastDayToConfirm.toString()).toBe("2027-03-15");
  });
});

describe("a reason", () => {
  it.each([
    ["", "REASON_REQUIRED"],
    ["  ", "REASON_REQUIRED"],
    ["a".repeat(501), "TEXT_TOO_LONG"],
  ])("%j is refused", (reason, code) => expect(refusalsOfReason(reason)).toMatchObject([{ code, field: "reason" }]));

  it("of 500 characters is enough", () => expect(refusalsOfReason("é".repeat(500))).toEqual([]));
});

describe("confirming", () => {
  const another = (over: Partial<Candidature>) => aCandidature({ offerId: newId("offer"), ...over });
  const pairs = PERIODS.flatMap((confirmed) => PERIODS.map((other) => [confirmed, other] as const));

  it.each(pairs)("%s supersedes live ones for %s exactly when they share a week", (confirmed, other) => {
    const mine = aCandidature({ status: "ACCEPTED", period: confirmed });
    const others = STATUSES.map((status) => another({ status, period: other }));
    const expected = meet(confirmed, other) ? LIVE : [];
    expect(supersededBy(mine, [mine, ...others], IN_TIME).map(({ status }) => status)).toEqual(expected);
  });

  it.each(pairs)("%s is refused when %s is confirmed exactly when they share a week", (asked, confirmed) => {
    const mine = aCandidature({ status: "ACCEPTED", period: asked });
    const other = another({ status: "CONFIRMED", period: confirmed });
    const refusals = refusalsToConfirm(mine, { actor: ACTORS.student, now: IN_TIME, mine: [mine, other], seats: ROOM });
    expect(refusals.map(({ code }) => code)).toEqual(meet(asked, confirmed) ? ["WEEK_ALREADY_TAKEN"] : []);
  });

  it("leaves to time what time has ended", () => {
    const mine = aCandidature({ status: "ACCEPTED", lastDayToConfirm: Temporal.PlainDate.from("2027-05-03") });
    expect(supersededBy(mine, [mine, another({ status: "READ" }), another({ status: "ACCEPTED" })], LATER)).toEqual([]);
  });

  it("leaves the stages of another year's campaign alone", () => {
    const mine = aCandidature({ status: "ACCEPTED" });
    expect(supersededBy(mine, [mine, another({ campaignId: "2026" })], IN_TIME)).toEqual([]);
  });
});
