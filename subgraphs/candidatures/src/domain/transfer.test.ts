import { newId } from "@stages/kernel/ids.ts";
import { describe, expect, it } from "vitest";
import { aCandidature, ACTORS, IN_TIME } from "./fixtures.ts";
import { STATUSES, type Status } from "./lifecycle.ts";
import { refusalsToTransfer, transfer } from "./transfer.ts";

const LATER = Temporal.Instant.from("2027-05-01T10:00:00Z");
const COLLEAGUE = newId("person");
const MANAGERS = [ACTORS.host.personId, COLLEAGUE];
const codes = (status: Status, actor = ACTORS.host as Parameters<typeof refusalsToTransfer>[1], now = IN_TIME, managers = MANAGERS) =>
  refusalsToTransfer(aCandidature({ status }), actor, now, managers).map(({ code }) => code);

describe("giving a candidature to a colleague", () => {
  it.each(STATUSES)("%s", (status) => {
    const ended: Partial<Record<Status, string>> = { EXPIRED: "CANDIDATURE_EXPIRED", LAPSED: "CONFIRMATION_OVERDUE" };
    const isAlive = ["SUBMITTED", "READ", "ACCEPTED", "CONFIRMED"].includes(status);
    expect(codes(status)).toEqual(isAlive ? [] : [ended[status] ?? "WRONG_STATE"]);
  });

  it.each([["SUBMITTED", "CANDIDATURE_EXPIRED"], ["READ", "CANDIDATURE_EXPIRED"], ["ACCEPTED", "CONFIRMATION_OVERDUE"]] as const)("is too late once time has ended %s, marked or not", (status, code) => {
    expect(codes(status, ACTORS.host, LATER)).toEqual([code]);
  });

  it.each((Object.keys(ACTORS) as (keyof typeof ACTORS)[]).filter((name) => name !== "host"))("is not for %s", (name) => {
    for (const status of STATUSES) expect(codes(status, ACTORS[name])).toEqual(["FORBIDDEN"]);
  });

  it("wants a colleague", () => {
    expect(codes("SUBMITTED", ACTORS.host, IN_TIME, [ACTORS.host.personId])).toEqual(["NO_COLLEAGUE"]);
  });

  it("moves nothing else, the deadline least of all", () => {
    const before = aCandidature();
    expect(transfer(before, COLLEAGUE)).toEqual({ ...before, assignedTo: COLLEAGUE });
  });
});
