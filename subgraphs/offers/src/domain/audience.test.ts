import { type Role, ROLES } from "@stages/kernel/actor.ts";
import { describe, expect, it } from "vitest";
import { seesOffer } from "./audience.ts";
import { ACTORS, aHost, anOffer, OTHER_MANAGER } from "./fixtures.ts";
import { STATUSES, type Status } from "./lifecycle.ts";
import { refusalsToUnpublish } from "./offer.ts";

const offer = (status: Status) => anOffer({ status, publishedAt: status === "DRAFT" ? null : anOffer().publishedAt });
const sees = (role: Role, status: Status, openToStudents = true) => seesOffer(ACTORS[role], offer(status), { host: aHost(), openToStudents });

const NEVER = ["ANONYMOUS", "PLATFORM"];
const ALWAYS = ["HOST_MANAGER", "RECTORAT", "MINISTRY"];

describe("an offer is seen", () => {
  it.each(ROLES.flatMap((role) => STATUSES.map((status) => ({ role, status, seen: !NEVER.includes(role) && (ALWAYS.includes(role) || status !== "DRAFT") }))))(
    "by $role, $status: $seen",
    ({ role, status, seen }) => expect(sees(role, status)).toBe(seen),
  );

  it.each(STATUSES)("by the manager of another host, %s, only while published", (status) => {
    expect(seesOffer(OTHER_MANAGER, offer(status), { host: aHost(), openToStudents: true })).toBe(status === "PUBLISHED");
  });

  it.each(ROLES)("before the opening to students, by %s", (role) => {
    const waits = role === "STUDENT" || role === "LEGAL_REPRESENTATIVE";
    expect(sees(role, "PUBLISHED", false)).toBe(!waits && sees(role, "PUBLISHED", true));
  });
});

describe("an offer is unpublished", () => {
  it.each(STATUSES)("by its host, from %s", (status) => {
    const codes = refusalsToUnpublish(offer(status), aHost(), ACTORS.HOST_MANAGER).map(({ code }) => code);
    expect(codes).toEqual(status === "PUBLISHED" || status === "NEEDS_UPDATE" ? [] : ["WRONG_STATE"]);
  });

  it.each(ROLES.filter((role) => role !== "HOST_MANAGER"))("never by %s", (role) => {
    expect(refusalsToUnpublish(offer("PUBLISHED"), aHost(), ACTORS[role])).toMatchObject([{ code: "FORBIDDEN" }]);
  });

  it("never by the manager of another host", () => {
    expect(refusalsToUnpublish(offer("PUBLISHED"), aHost(), OTHER_MANAGER)).toMatchObject([{ code: "FORBIDDEN" }]);
  });
});
