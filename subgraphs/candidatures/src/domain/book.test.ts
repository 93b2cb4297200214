import { startOf } from "@stages/kernel/civil-time.ts";
import { newId, type StudentId } from "@stages/kernel/ids.ts";
import { meet, PERIODS } from "@stages/kernel/period.ts";
import { describe, expect, it } from "vitest";
import type { Student } from "./apply.ts";
import { book, BOOKED_MAX, type BookingFrame, type Line, refusalsOfList, refusalsToBook } from "./book.ts";
import { type Booking, isConcernedByBooking, refusalsToCancelBooking, toCancel } from "./booking.ts";
import type { Candidature } from "./candidature.ts";
import { ACTORS, aCandidature, anOffer, aStudent, CAMPAIGN, HOST, IN_TIME, OTHER_SCHOOL, SCHOOL } from "./fixtures.ts";
import { LIVE, STATUSES } from "./lifecycle.ts";

const GROUP = anOffer({ mode: "SMALL_GROUP", seats: 5 });
const aLine = (over: Partial<Student> = {}, mine: readonly Partial<Candidature>[] = [], index = 0): Line => {
  const student = aStudent({ id: newId("student"), ...over });
  return { index, student, mine: mine.map((one) => aCandidature({ offerId: newId("offer"), ...one, studentId: student.id })) };
};
const inOrder = (lines: readonly Line[]) => lines.map((line, index) => ({ ...line, index }));
const aFrame = (over: Partial<BookingFrame> = {}): BookingFrame => ({
  actor: ACTORS.head, offer: GROUP, campaign: CAMPAIGN, seats: { seats: 5, taken: 0 }, lines: inOrder([aLine(), aLine()]), now: IN_TIME, ...over,
});
const told = (over: Partial<BookingFrame>) => refusalsToBook(aFrame(over)).map(({ code, field }) => (field ? `${code} ${field}` : code));
const on = (date: string) => startOf(Temporal.PlainDate.from(date));

describe("booking a group offer", () => {
  it.each([["a school head", ACTORS.head], ["a referent teacher", ACTORS.teacher]] as const)("is open to %s for students of the school", (_, actor) => expect(told({ actor })).toEqual([]));

  it.each([
    ["the education adviser", ACTORS.adviser], ["another school's head", ACTORS.otherHead], ["a student", ACTORS.student],
    ["the host", ACTORS.host], ["the rectorat", ACTORS.rectorat],
  ] as const)("finds no student to book for %s", (_, actor) => {
    expect(told({ actor })).toEqual(expect.arrayContaining(["NOT_FOUND studentIds.0", "NOT_FOUND studentIds.1"]));
  });

  it.each([
    ["in the last second before students may enter", on("2026-10-05").subtract({ seconds: 1 }), ["STUDENTS_NOT_OPEN"]],
    ["from the first second of that day", on("2026-10-05"), []],
    ["once the stage has started", on("2027-06-15"), ["OFFER_NOT_AVAILABLE"]],
    ["once the campaign is over", on("2027-06-26"), ["CAMPAIGN_ENDED"]],
  ])("%s", (_, now, expected) => expect(told({ now })).toEqual(expected));

  it("says the opening day in words", () => expect(refusalsToBook(aFrame({ now: on("2026-09-01") }))[0]!.message).toContain("lundi 5 octobre 2026"));

  it("is refused for an individual offer, for one that is closed, for one reserved to other schools", () => {
    expect(told({ offer: anOffer({ mode: "INDIVIDUAL" }) })).toEqual(["OFFER_FOR_STUDENTS"]);
    expect(told({ offer: { ...GROUP, status: "UNPUBLISHED" } })).toEqual(["OFFER_NOT_AVAILABLE"]);
    expect(told({ offer: { ...GROUP, reservedSchoolUais: [OTHER_SCHOOL] } })).toEqual(["OFFER_NOT_AVAILABLE"]);
    expect(told({ offer: { ...GROUP, reservedSchoolUais: [OTHER_SCHOOL, SCHOOL] } })).toEqual([]);
  });

  it("reserved to one school of a head who has two, is for that one's students alone", () => {
    const actor = { ...ACTORS.head, schoolUais: [SCHOOL, OTHER_SCHOOL] };
    expect(told({ actor, offer: { ...GROUP, reservedSchoolUais: [OTHER_SCHOOL] } })).toEqual(["OFFER_NOT_AVAILABLE"]);
  });

  it.each([
    [3, []],
    [4, ["NOT_ENOUGH_SEATS studentIds"]],
    [5, ["NO_SEAT_LEFT"]],
    [6, ["NO_SEAT_LEFT"]],
  ])("of two students, with %i of five seats taken", (taken, expected) => expect(told({ seats: { seats: 5, taken } })).toEqual(expected));

  it("says how many seats are left, and how many were asked for", () => {
    expect(refusalsToBook(aFrame({ seats: { seats: 5, taken: 4 } }))[0]!.message).toMatch(/une place .* 2 élèves/);
  });

  it("tells everything at once, each student by their place in the list", () => {
    const lines: readonly Line[] = [
      aLine(),
      { index: 1, student: null, mine: [] },
      aLine({ schoolUai: OTHER_SCHOOL }, [], 2),
      aLine({ campaignId: "2026" }, [], 3),
      aLine({}, [{ offerId: GROUP.id, status: "REFUSED" }], 4),
      // The sixth of the list is the fifth once more.
      aLine({}, [{ status: "CONFIRMED" }], 6),
    ];
    expect(told({ lines, seats: { seats: 5, taken: 1 } })).toEqual([
      "NOT_ENOUGH_SEATS studentIds", "NOT_FOUND studentIds.1", "NOT_FOUND studentIds.2", "OFFER_NOT_AVAILABLE studentIds.3", "ALREADY_APPLIED studentIds.4", "WEEK_ALREADY_TAKEN studentIds.6",
    ]);
  });

  it("is for one school at a time, even for a head who has two", () => {
    const lines = inOrder([aLine(), aLine({ schoolUai: OTHER_SCHOOL })]);
    expect(told({ actor: { ...ACTORS.head, schoolUais: [SCHOOL, OTHER_SCHOOL] }, lines })).toEqual(["BOOKING_OF_ONE_SCHOOL studentIds.1"]);
  });

  it.each(STATUSES)("meets a candidature to the same offer that is %s", (status) => {
    const expected = status === "CANCELLED_BY_SCHOOL" ? [] : ["ALREADY_APPLIED studentIds.0"];
    expect(told({ lines: [aLine({}, [{ offerId: GROUP.id, status, period: "WEEK_2" }])] })).toEqual(expected);
  });

  it.each(PERIODS.flatMap((mine) => PERIODS.map((asked) => [asked, mine] as const)))("for %s, of a student confirmed in %s, is refused exactly when they share a week", (asked, period) => {
    const lines = [aLine({}, [{ status: "CONFIRMED", period }])];
    expect(told({ offer: { ...GROUP, period: asked }, lines })).toEqual(meet(asked, period) ? ["WEEK_ALREADY_TAKEN studentIds.0"] : []);
  });

  it.each([[0, false], [1, true], [BOOKED_MAX, true], [BOOKED_MAX + 1, false]])("of %i students: %s", (count, possible) => {
    expect(refusalsOfList(Array.from({ length: count }, () => "x")).length === 0).toBe(possible);
  });
});

const aBooking = (over: Partial<Booking> = {}): Booking => ({
  id: newId("booking"), offerId: GROUP.id, hostId: HOST, schoolUai: SCHOOL, academy: "22", campaignId: "2027", period: "WEEK_1",
  bookedAt: IN_TIME, bookedByPersonId: ACTORS.head.personId, bookedByRole: "SCHOOL_HEAD", ...over,
});

describe("what is booked", () => {
  const booking = aBooking();
  const candidature = (line: Line) => book(booking, { lines: [line], offer: GROUP, campaign: CAMPAIGN }, () => newId("candidature"))[0]!;

  it("is confirmed from the start, and waits for nothing", () => {
    expect(candidature(aLine()).candidature).toMatchObject({ status: "CONFIRMED", bookingId: booking.id, motivation: null, distanceKm: 0.5, farFromHome: false, schoolUai: SCHOOL, submittedAt: IN_TIME });
  });

  it("ends the student's live candidatures of the same week, and no other", () => {
    const mine = PERIODS.flatMap((period) => STATUSES.filter((status) => status !== "CONFIRMED").map((status) => ({ period, status })));
    const ended = candidature(aLine({}, mine)).superseded.map(({ period, status }) => `${period} ${status}`);
    expect(ended.toSorted()).toEqual((["BOTH_WEEKS", "WEEK_1"] as const).flatMap((period) => LIVE.map((status) => `${period} ${status}`)).toSorted());
  });
});

describe("cancelling a booking", () => {
  const students: readonly StudentId[] = [newId("student"), newId("student"), newId("student")];
  const booking = aBooking();
  const booked = students.map((studentId, n) => aCandidature({ studentId, bookingId: booking.id, status: n === 2 ? "CANCELLED_BY_SCHOOL" : "CONFIRMED" }));
  const frame = { actor: ACTORS.head, booking, booked, studentIds: null, campaign: CAMPAIGN, now: IN_TIME } as const;
  const cancelling = (over: Partial<Parameters<typeof refusalsToCancelBooking>[0]>) => refusalsToCancelBooking({ ...frame, ...over }).map(({ code, field }) => (field ? `${code} ${field}` : code));

  it("is the school's, until the day before the stage", () => {
    expect(cancelling({})).toEqual([]);
    expect(cancelling({ actor: ACTORS.teacher })).toEqual([]);
    expect(cancelling({ now: on("2027-06-14").subtract({ seconds: 1 }) })).toEqual([]);
    expect(cancelling({ now: on("2027-06-14") })).toEqual(["STAGE_BEGUN"]);
    for (const actor of [ACTORS.adviser, ACTORS.host, ACTORS.otherHead, ACTORS.rectorat]) expect(cancelling({ actor })).toEqual(["FORBIDDEN"]);
  });

  it("ends what is left, or the students named, and refuses by the place in the list", () => {
    expect(toCancel(frame).map(({ studentId }) => studentId)).toEqual(students.slice(0, 2));
    expect(toCancel({ ...frame, studentIds: [students[1]!] }).map(({ studentId }) => studentId)).toEqual([students[1]]);
    expect(cancelling({ studentIds: [students[0]!, students[2]!, newId("student")] })).toEqual(["WRONG_STATE studentIds.1", "NOT_FOUND studentIds.2"]);
    expect(cancelling({ booked: booked.slice(2) })).toEqual(["WRONG_STATE"]);
  });
});

describe("who sees a booking", () => {
  const SEERS = ["host", "head", "teacher", "adviser", "rectorat", "dasen", "ministry"];

  it.each(Object.entries(ACTORS))("%s", (name, actor) => expect(isConcernedByBooking(actor, aBooking())).toBe(SEERS.includes(name)));
});
