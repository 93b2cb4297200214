import type { Actor } from "@stages/kernel/actor.ts";
import { PLATFORM } from "@stages/kernel/actor.ts";
import { describe, expect, it } from "vitest";
import { aCandidature, ACTORS, IN_TIME } from "./fixtures.ts";
import { canBecome, ENDS, isEnd, LIVE, type Party, STATUSES, type Status, TRANSITIONS } from "./lifecycle.ts";
import { partyOf, refusalsOfStep } from "./party.ts";

/** Written a second time, as the domain page says it; `late`: once the last day to answer, or to confirm, is over. */
const POSSIBLE: Readonly<Record<string, string>> = {
  "SUBMITTED → READ": "HOST",
  "SUBMITTED → WITHDRAWN": "STUDENT",
  "SUBMITTED → SUPERSEDED": "STUDENT SCHOOL PLATFORM",
  "SUBMITTED → EXPIRED": "PLATFORM late",
  "READ → ACCEPTED": "HOST",
  "READ → REFUSED": "HOST",
  "READ → WITHDRAWN": "STUDENT",
  "READ → SUPERSEDED": "STUDENT SCHOOL PLATFORM",
  "READ → EXPIRED": "PLATFORM late",
  "ACCEPTED → CONFIRMED": "STUDENT",
  "ACCEPTED → WITHDRAWN": "STUDENT",
  "ACCEPTED → SUPERSEDED": "STUDENT SCHOOL PLATFORM",
  "ACCEPTED → CANCELLED_BY_HOST": "HOST PLATFORM",
  "ACCEPTED → CANCELLED_BY_SCHOOL": "PLATFORM",
  "ACCEPTED → LAPSED": "PLATFORM late",
  "CONFIRMED → CANCELLED_BY_HOST": "HOST PLATFORM whenever",
  "CONFIRMED → CANCELLED_BY_SCHOOL": "SCHOOL PLATFORM whenever",
};
const LATE = Temporal.Instant.from("2027-05-01T10:00:00Z");
const pairs = STATUSES.flatMap((from) => STATUSES.map((to) => [from, to] as const));

const EVERYONE: Readonly<Record<string, Actor>> = { ...ACTORS, platform: PLATFORM, visitor: { role: "ANONYMOUS" } };
const PARTY: Readonly<Record<string, Party>> = { student: "STUDENT", host: "HOST", head: "SCHOOL", teacher: "SCHOOL", platform: "PLATFORM" };

describe("the life of a candidature", () => {
  it.each(pairs)("%s → %s", (from, to) => {
    expect(canBecome(from, to)).toBe(`${from} → ${to}` in POSSIBLE);
  });

  it.each(Object.keys(EVERYONE))("as %s: every pair, in time and late", (name) => {
    const party = PARTY[name] ?? null;
    expect(partyOf(EVERYONE[name]!, aCandidature())).toBe(party);
    for (const [from, to] of pairs) {
      const [who, when] = split(POSSIBLE[`${from} → ${to}`] ?? "");
      for (const [now, isLate] of [[IN_TIME, false], [LATE, true]] as const) {
        const isPossible = party !== null && who.includes(party) && (when === "whenever" || (when === "late") === isLate);
        const refusals = refusalsOfStep(aCandidature({ status: from }), to, EVERYONE[name]!, now);
        expect(refusals.length === 0, `${from} → ${to}, ${isLate ? "late" : "in time"}`).toBe(isPossible);
        if (party === null) expect(refusals).toMatchObject([{ code: "FORBIDDEN" }]);
      }
    }
  });

  it("begins with a student who applies, or a school that books", () => {
    expect(TRANSITIONS.filter(({ from }) => from === null).map(({ to, by }) => [to, by])).toEqual([["SUBMITTED", ["STUDENT"]], ["CONFIRMED", ["SCHOOL"]]]);
  });

  it.each(STATUSES)("%s is an end exactly when nothing follows it", (status) => {
    expect(isEnd(status)).toBe(!TRANSITIONS.some(({ from }) => from === status));
  });

  it("reaches every status", () => {
    expect(STATUSES.filter((status) => !TRANSITIONS.some(({ to }) => to === status))).toEqual([]);
    expect(ENDS.every(isEnd)).toBe(true);
  });

  it.each(LIVE)("%s ends by itself, by the platform alone and once only", (status) => {
    const late = TRANSITIONS.filter(({ from, when }) => from === status && when === "OVERDUE");
    expect(late).toMatchObject([{ by: ["PLATFORM"] }]);
  });
});

function split(words: string): [string[], string] {
  const [when = ""] = words.split(" ").filter((word) => word === word.toLowerCase());
  return [words.split(" ").filter((word) => word !== when), when];
}

describe("who takes a step", () => {
  it.each<[Status, string]>([["CONFIRMED", "head"], ["EXPIRED", "host"], ["READ", "platform"]])("%s is not %s's to do, whatever the status", (to, name) => {
    for (const from of STATUSES) expect(refusalsOfStep(aCandidature({ status: from }), to, EVERYONE[name]!, IN_TIME)).toMatchObject([{ code: "FORBIDDEN" }]);
  });
});
