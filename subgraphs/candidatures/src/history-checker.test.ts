import { newId } from "@stages/kernel/ids.ts";
import type { Role } from "@stages/kernel/actor.ts";
import { describe, expect, it } from "vitest";
import type { Candidature } from "./domain/candidature.ts";
import { aCandidature, OFFER } from "./domain/fixtures.ts";
import type { Status } from "./domain/lifecycle.ts";
import { illegalitiesIn, type Recorded } from "./history-checker.ts";

type Line = readonly [to: Status, at: string, byRole?: Role];

let written = 0;
/** A candidature sent on 1 March 2027, to answer until the 16th, and to confirm until the 14th once accepted. */
function lived(lines: readonly Line[], over: Partial<Candidature> = {}) {
  const candidature = aCandidature({ studentId: newId("student"), status: lines.at(-1)![0], ...over } as Partial<Candidature>);
  const history = lines.map(([to, at, byRole = index(to)], n): Recorded => ({
    id: (written += 1), candidatureId: candidature.id, from: lines[n - 1]?.[0] ?? null, to, at: Temporal.Instant.from(`2027-03-${at}Z`), byRole,
  }));
  return { candidature, history };
}
const index = (to: Status): Role => (to === "SUBMITTED" || to === "CONFIRMED" ? "STUDENT" : to === "EXPIRED" || to === "LAPSED" ? "PLATFORM" : "HOST_MANAGER");

const check = (lives: readonly ReturnType<typeof lived>[], seats = 9) =>
  illegalitiesIn({ candidatures: lives.map(({ candidature }) => candidature), history: lives.flatMap(({ history }) => history), seats: new Map([[OFFER, seats]]) });

const SENT: Line = ["SUBMITTED", "01T10:00"];
const READ: Line = ["READ", "02T10:00"];
const ACCEPTED: Line = ["ACCEPTED", "09T10:00"];

describe("the checker of histories", () => {
  it("finds nothing in those that are right", () => {
    expect(check([lived([SENT, READ, ACCEPTED, ["CONFIRMED", "14T22:59:59"]])])).toEqual([]);
    expect(check([lived([SENT, ["EXPIRED", "16T23:00"]], { lastDayToConfirm: null } as Partial<Candidature>)])).toEqual([]);
    expect(check([lived([SENT, READ, ACCEPTED, ["LAPSED", "14T23:00"]])])).toEqual([]);
    expect(check([lived([["CONFIRMED", "02T10:00", "SCHOOL_HEAD"]])])).toEqual([]);
  });

  it.each<[string, readonly Line[], RegExp]>([
    ["a step that is not in the table", [SENT, ACCEPTED], /from SUBMITTED to ACCEPTED/],
    ["a life after the end", [SENT, READ, ["REFUSED", "05T10:00"], ACCEPTED], /from REFUSED to ACCEPTED/],
    ["an answer on the day after the last", [SENT, READ, ["ACCEPTED", "16T23:00"]], /becomes ACCEPTED on 2027-03-17/],
    ["a refusal on the day after the last", [SENT, READ, ["REFUSED", "16T23:00"]], /becomes REFUSED on 2027-03-17/],
    ["an end before its time", [SENT, ["EXPIRED", "16T22:59:59"]], /expires on 2027-03-16/],
    ["a confirmation too late", [SENT, READ, ACCEPTED, ["CONFIRMED", "14T23:00"]], /becomes CONFIRMED on 2027-03-15/],
    ["a lapse before its time", [SENT, READ, ACCEPTED, ["LAPSED", "14T22:59"]], /lapses on 2027-03-14/],
    ["a beginning that is none", [["READ", "01T10:00"]], /from null to READ/],
    ["a booking by a student", [["CONFIRMED", "01T10:00", "STUDENT"]], /from null to CONFIRMED/],
  ])("finds %s", (_, lines, said) => {
    expect(check([lived(lines)]).join("\n")).toMatch(said);
  });

  it("finds two ends of one candidature", () => {
    const { candidature, history } = lived([SENT, READ, ACCEPTED]);
    const expired: Recorded = { ...history.at(-1)!, id: (written += 1), from: "READ", to: "EXPIRED", at: Temporal.Instant.from("2027-03-16T23:00Z") };
    expect(check([{ candidature, history: [...history, expired] }])).toContainEqual(expect.stringContaining("goes from READ while it is ACCEPTED"));
  });

  it("finds a row that is not what its history says", () => {
    expect(check([lived([SENT, READ], { status: "ACCEPTED", lastDayToConfirm: Temporal.PlainDate.from("2027-03-14") } as Partial<Candidature>)])).toContainEqual(expect.stringContaining("is ACCEPTED and its history ends READ"));
  });

  it("finds two stages of one student in one week, and lets each week have its own", () => {
    const studentId = newId("student");
    const stage = (period: Candidature["period"]) => lived([SENT, READ, ACCEPTED, ["CONFIRMED", "10T10:00"]], { studentId, period });
    expect(check([stage("WEEK_1"), stage("WEEK_2")])).toEqual([]);
    expect(check([stage("WEEK_1"), stage("BOTH_WEEKS")])).toContainEqual(expect.stringMatching(/in one week/));
  });

  it("finds one seat too many, also when it was freed later, and none where the other had lapsed", () => {
    const first = lived([SENT, READ, ACCEPTED, ["WITHDRAWN", "12T10:00", "STUDENT"]]);
    expect(check([first, lived([SENT, READ, ["ACCEPTED", "12T11:00"]])], 1)).toEqual([]);
    const early = lived([SENT, READ, ACCEPTED]);
    expect(check([early, lived([SENT, READ, ["ACCEPTED", "14T10:00"]])], 1)).toContainEqual(expect.stringMatching(/has 1 seats and 2 were taken/));
    expect(check([early, lived([SENT, READ, ["ACCEPTED", "15T10:00"]])], 1)).toEqual([]);
  });
});
