import { newId } from "@stages/kernel/ids.ts";
import { LINK_PURPOSES, LINK_REACH } from "@stages/kernel/link-purpose.ts";
import type { Uai } from "@stages/kernel/uai.ts";
import { describe, expect, it } from "vitest";
import { actorOfLink, hasSession, open, type PersonalLink, refusalsToOpen, refusalsToSend, stateOf, TERMS } from "./personal-link.ts";

const NOW = Temporal.Instant.from("2027-05-03T08:00:00Z");

const aLink = (over: Partial<PersonalLink> = {}): PersonalLink => ({
  id: newId("link"),
  purpose: "SIGN_CONVENTION",
  conventionId: newId("convention"),
  studentId: newId("student"),
  schoolUai: "0190010A" as Uai,
  hostId: newId("host"),
  personId: newId("person"),
  address: null,
  tokenHash: "t",
  createdAt: NOW,
  createdBy: null,
  expiresAt: NOW.add({ hours: 72 }),
  openedAt: null,
  sessionHash: null,
  sessionExpiresAt: null,
  revokedAt: null,
  revokedWhy: null,
  ...over,
});

describe("a link is opened", () => {
  const code = (link: PersonalLink | null, now = NOW) => refusalsToOpen(link, now)[0]?.code;

  it("until its last second, once", () => {
    const link = aLink();
    expect(code(link)).toBeUndefined();
    expect(code(link, link.expiresAt.subtract({ seconds: 1 }))).toBeUndefined();
    expect(code(link, link.expiresAt)).toBe("LINK_EXPIRED");
    expect(code(open(link, { sessionHash: "s", now: NOW }))).toBe("LINK_UNKNOWN");
  });

  it.each([
    ["none", null],
    ["one revoked", aLink({ revokedAt: NOW })],
    ["one revoked, expired besides", aLink({ revokedAt: NOW, expiresAt: NOW })],
    ["one opened, expired besides", aLink({ openedAt: NOW, expiresAt: NOW })],
  ])("%s is unknown, all alike", (_, link) => {
    expect(code(link)).toBe("LINK_UNKNOWN");
  });

  it.each([["SIGN_CONVENTION", { minutes: 30 }], ["FOLLOW_INTERN", { hours: 2 }], ["ACT_FOR_HOST", { hours: 2 }]] as const)("%s, for as long as its purpose says", (purpose, lasts) => {
    const opened = open(aLink({ purpose }), { sessionHash: "s", now: NOW });
    const end = NOW.add(lasts);
    expect(hasSession(opened, end.subtract({ seconds: 1 }))).toBe(true);
    expect(hasSession(opened, end)).toBe(false);
    expect(hasSession({ ...opened, revokedAt: NOW }, NOW)).toBe(false);
    expect(hasSession(aLink(), NOW)).toBe(false);
  });
});

it.each([
  ["PENDING", {}],
  ["OPENED", { openedAt: NOW }],
  ["EXPIRED", { expiresAt: NOW }],
  ["REVOKED", { openedAt: NOW, revokedAt: NOW }],
] as const)("stands %s", (state, over) => {
  expect(stateOf(aLink(over), NOW)).toBe(state);
});

it.each(["HOST_COMPLETED", "CANCELLED"])("is of no use while the convention is %s", (status) => {
  for (const purpose of LINK_PURPOSES) expect(refusalsToSend(purpose, { status })[0]?.code).toBe("WRONG_STATE");
});

it.each(["DRAFT", "RETURNED", "INTERRUPTED", "COMPLETED"])("is of use to a host alone while the convention is %s", (status) => {
  expect(LINK_PURPOSES.filter((purpose) => refusalsToSend(purpose, { status }).length === 0)).toEqual(["ACT_FOR_HOST"]);
});

it("is of use to each of them once all have signed: what is amended is signed again", () => {
  for (const purpose of LINK_PURPOSES) expect(refusalsToSend(purpose, { status: "SIGNED" })).toEqual([]);
});

describe("acts", () => {
  const NOBODY = { maySign: false, tutorEmail: null, representativeEmail: null };

  it("as a legal representative of that student alone, while they may sign", () => {
    const link = aLink();
    const { studentId, conventionId, personId } = link;
    const scope = { purpose: "SIGN_CONVENTION", conventionId, studentId };
    expect(actorOfLink(link, { ...NOBODY, maySign: true })).toEqual({ role: "LEGAL_REPRESENTATIVE", personId, studentIds: [studentId], link: scope });
    expect(actorOfLink(link, { ...NOBODY, maySign: false })).toBeNull();
  });

  it("as the tutor, while the convention names that address", () => {
    const link = aLink({ purpose: "FOLLOW_INTERN", address: "t@a.example" });
    expect(actorOfLink(link, { ...NOBODY, maySign: true, tutorEmail: "t@a.example" })).toMatchObject({ role: "TUTOR", email: "t@a.example", link: { purpose: "FOLLOW_INTERN" } });
    expect(actorOfLink(link, { ...NOBODY, maySign: true, tutorEmail: "other@a.example" })).toBeNull();
    expect(actorOfLink({ ...link, address: null }, { ...NOBODY, maySign: true })).toBeNull();
  });

  it("as that host's manager, of that host alone, while the convention names that address", () => {
    const link = aLink({ purpose: "ACT_FOR_HOST", address: "r@a.example" });
    const { hostId, conventionId, studentId, personId } = link;
    expect(actorOfLink(link, { ...NOBODY, representativeEmail: "r@a.example" })).toEqual({ role: "HOST_MANAGER", personId, hostIds: [hostId], link: { purpose: "ACT_FOR_HOST", conventionId, studentId } });
    expect(actorOfLink(link, { ...NOBODY, tutorEmail: "r@a.example", representativeEmail: "other@a.example" })).toBeNull();
  });

  it.each(LINK_PURPOSES)("in the role that %s says, and has terms", (purpose) => {
    const address = "t@a.example";
    expect(actorOfLink(aLink({ purpose, address }), { maySign: true, tutorEmail: address, representativeEmail: address })!.role).toBe(LINK_REACH[purpose].role);
    expect(TERMS[purpose].while.length).toBeGreaterThan(0);
  });
});
