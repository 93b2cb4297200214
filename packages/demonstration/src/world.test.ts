import { firstDayOf, phaseOn } from "@stages/kernel/campaign.ts";
import { ageOn, civilDateOf, isMinorOn, isOnOrBefore, startOf } from "@stages/kernel/civil-time.ts";
import { distanceKm } from "@stages/kernel/geography.ts";
import { uuidOf } from "@stages/kernel/ids.ts";
import { weeksOf } from "@stages/kernel/period.ts";
import { parseSiret } from "@stages/kernel/siret.ts";
import { lengthOf, refusalsOfEmail } from "@stages/kernel/text.ts";
import { parseUai } from "@stages/kernel/uai.ts";
import { academyOfDepartment } from "@stages/reference/academies.ts";
import { communeByCode } from "@stages/reference/communes.ts";
import { sectorByCode } from "@stages/reference/sectors.ts";
import { describe, expect, it } from "vitest";
import { COMMUNES } from "./communes.ts";
import { wasAccepted } from "./applying.ts";
import { seatsOfEcole } from "./offers.ts";
import { demonstrationWorld, type CandidatureStatus, type ConventionStatus, type Transition } from "./world.ts";

/** An ordinary day, spring, the day after a campaign, the first day of the stages. */
const DAYS = ["2026-11-21", "2027-04-10", "2027-07-05", "2027-06-14"];
const CANDIDATURE_STATUSES: readonly CandidatureStatus[] = ["SUBMITTED", "READ", "ACCEPTED", "CONFIRMED", "REFUSED", "EXPIRED", "WITHDRAWN", "LAPSED", "SUPERSEDED", "CANCELLED_BY_HOST", "CANCELLED_BY_SCHOOL"];
const CONVENTION_STATUSES: readonly ConventionStatus[] = ["DRAFT", "HOST_COMPLETED", "RETURNED", "VALIDATED", "SIGNING", "SIGNED", "CANCELLED"];

/** Fails on the list of what breaks the rule, which says more than a first one. */
const none = (list: readonly unknown[]) => expect(list).toEqual([]);
const before = (a: Temporal.Instant, b: Temporal.Instant) => Temporal.Instant.compare(a, b) < 0;

describe("the demonstration world", () => {
  it("is the same for the same day and seed, ids included", () => {
    const today = Temporal.PlainDate.from("2026-11-21");
    const text = (seed: number) => JSON.stringify(demonstrationWorld({ today, seed }));
    expect(text(7)).toBe(text(7));
    expect(text(7)).not.toBe(text(8));
  });

  it("keeps its schools, students and hosts from one day to the next", () => {
    const on = (day: string) => demonstrationWorld({ today: Temporal.PlainDate.from(day) });
    const [one, other] = [on("2026-11-21"), on("2026-12-03")];
    expect(other.students.map(({ id }) => id)).toEqual(one.students.map(({ id }) => id));
    expect(other.hosts).toEqual(one.hosts);
    expect(other.schools).toEqual(one.schools);
  });
});

describe.each(DAYS)("the world of %s", (day) => {
  const today = Temporal.PlainDate.from(day);
  const world = demonstrationWorld({ today });
  const index = <T extends { readonly id: string }>(list: readonly T[]) => new Map<string, T>(list.map((item) => [item.id, item]));
  const [persons, hosts, offers, students, candidatures, conventions] = [
    index(world.persons), index(world.hosts), index(world.offers), index(world.students), index(world.candidatures), index(world.conventions),
  ];
  const campaigns = index(world.campaigns);
  const running = campaigns.get(world.runningCampaignId)!;
  const midnight = startOf(today);
  /** Each step leaves from where the one before led, later; the first from nowhere; all before today. */
  const inOrder = (history: readonly Transition<string>[]) =>
    history.every(({ from, at }, i) => before(at, midnight) && (i === 0 ? from === null : from === history[i - 1]!.to && before(history[i - 1]!.at, at)));

  it("says that it is synthetic and has the size of a demonstration", () => {
    expect(world.synthetic).toBe(true);
    expect(world.schools).toHaveLength(24);
    expect(new Set(world.schools.map(({ academy }) => academy)).size).toBe(4);
    expect(world.students.length).toBeGreaterThan(2_200);
    expect(world.hosts.length).toBeGreaterThan(300);
    expect(world.hosts.filter(({ kind }) => kind === "ECOLE")).toHaveLength(40);
    expect(world.offers.filter(({ campaignId }) => campaignId === running.id).length).toBeGreaterThan(600);
    expect(world.absences.length).toBeGreaterThan(2);
  });

  it("runs a campaign open to students whose weeks are not past", () => {
    expect(isOnOrBefore(running.offersOpenOn, running.studentsOpenOn)).toBe(true);
    expect(isOnOrBefore(running.studentsOpenOn, today)).toBe(true);
    expect(isOnOrBefore(today, running.weeks[2].lastDay)).toBe(true);
    expect([running.weeks[1].firstDay.dayOfWeek, running.weeks[1].lastDay.dayOfWeek]).toEqual([1, 5]);
  });

  it("knows the campaign before, prepares the next, and has promises for both", () => {
    expect(world.campaigns.map((campaign) => phaseOn(campaign, today))).toEqual(["OVER", expect.stringMatching(/^(OPEN_TO_STUDENTS|STAGES)$/), "PREPARED"]);
    for (const { campaignId, hostId, seats, declaredAt } of world.intentions) {
      expect([campaigns.has(campaignId), hosts.has(hostId), before(declaredAt, midnight)]).toEqual([true, true, true]);
      expect(Math.min(...Object.values(seats))).toBeGreaterThanOrEqual(0);
      expect(Math.max(...Object.values(seats))).toBeGreaterThan(0);
    }
    expect(new Set(world.intentions.map(({ campaignId }) => campaignId)).size).toBe(2);
    expect(new Set(world.intentions.map(({ hostId, campaignId }) => hostId + campaignId)).size).toBe(world.intentions.length);
  });

  it("gives every id once, as a UUIDv7", () => {
    const ids = [...persons.keys(), ...hosts.keys(), ...offers.keys(), ...students.keys(), ...candidatures.keys(), ...conventions.keys(), ...world.conventions.flatMap(({ signatures }) => signatures.map(({ id }) => id))];
    expect(new Set(ids).size).toBe(ids.length);
    none(ids.filter((id) => !/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(uuidOf(id as `host_${string}`))));
  });

  it("names schools, hosts and places by valid identifiers", () => {
    none(world.schools.filter(({ uai }) => parseUai(uai) !== uai));
    none(world.hosts.filter(({ siret }) => parseSiret(siret) !== siret));
    expect(new Set(world.hosts.map(({ siret }) => siret)).size).toBe(world.hosts.length);
    none(world.hosts.filter(({ sector }) => sectorByCode(sector) === null));
    none(COMMUNES.filter(({ communeCode, communeName, postcode }) => communeByCode(communeCode)?.name !== communeName || !communeByCode(communeCode)!.postcodes.includes(postcode)));
    none(world.schools.filter(({ communeCode, academy }) => academyOfDepartment(communeByCode(communeCode)!.departmentCode)?.code !== academy));
    none(world.persons.filter(({ email }) => !email.endsWith(".example") || refusalsOfEmail(email, "email").length > 0));
    expect(new Set(world.persons.map(({ email }) => email)).size).toBe(world.persons.length);
  });

  it("writes offers within the limits of the letter", () => {
    none(world.offers.filter(({ title, description, activities }) => lengthOf(title) > 150 || lengthOf(description) > 250 || lengthOf(activities) > 500).map(({ title }) => title));
    none(world.offers.filter(({ title, description, activities }) => /[{}]/.test(title + description + activities)));
    for (const { id, classes, kind } of world.hosts.filter(({ kind }) => kind === "ECOLE")) {
      const theirs = world.offers.filter(({ hostId }) => hostId === id);
      none(theirs.filter(({ seats, tutor }) => seats > seatsOfEcole(classes!) || !/^Professeure? des écoles$/.test(tutor.function)).map(() => kind));
    }
    none(world.offers.filter(({ status, publishedAt }) => (status === "DRAFT") !== (publishedAt === null)));
  });

  it("has offers, candidatures and conventions in every state", () => {
    const now = <T extends { readonly campaignId: string; readonly status: string }>(list: readonly T[]) => new Set(list.filter(({ campaignId }) => campaignId === running.id).map(({ status }) => status));
    expect([...now(world.offers)].toSorted()).toEqual(["DRAFT", "NEEDS_UPDATE", "PUBLISHED", "REMOVED", "UNPUBLISHED"]);
    expect([...now(world.candidatures)].toSorted()).toEqual(CANDIDATURE_STATUSES.toSorted());
    expect([...now(world.conventions)].toSorted()).toEqual(CONVENTION_STATUSES.toSorted());
    expect(world.conventions.filter(({ campaignId, status }) => campaignId === "2024" && status === "COMPLETED").length).toBeGreaterThan(10);
  });

  it("never promises more seats than there are, at any moment", () => {
    const heldThrough = Map.groupBy(world.candidatures.filter(wasAccepted), ({ offerId }) => offerId);
    none([...heldThrough].filter(([offerId, held]) => held.length > offers.get(offerId)!.seats));
    none(world.offers.filter(({ id, seats, status }) => status === "PUBLISHED" && (heldThrough.get(id)?.length ?? 0) >= seats));
  });

  it("never confirms two stages of a student for one week, nor two candidatures to one offer", () => {
    const weeks = world.candidatures.filter(({ status }) => status === "CONFIRMED").flatMap(({ campaignId, studentId, period }) => weeksOf(period).map((week) => `${campaignId}/${studentId}/${week}`));
    expect(new Set(weeks).size).toBe(weeks.length);
    const pairs = world.candidatures.map(({ studentId, offerId }) => `${studentId}/${offerId}`);
    expect(new Set(pairs).size).toBe(pairs.length);
  });

  it("supersedes only what a confirmed stage of the same week ended at that moment", () => {
    const confirmedAt = new Set(world.candidatures.filter(({ status }) => status === "CONFIRMED").map(({ studentId, history }) => `${studentId}/${history.at(-1)!.at}`));
    none(world.candidatures.filter(({ status, studentId, history }) => status === "SUPERSEDED" && !confirmedAt.has(`${studentId}/${history.at(-1)!.at}`)));
  });

  it("tells each candidature's history in order, within the campaign's delays", () => {
    const sent = world.candidatures.filter(({ bookingId }) => bookingId === null);
    const wrong = sent.filter(({ history, campaignId, status, submittedAt, lastDayToAnswer, lastDayToConfirm, offerId, studentId, distanceKm: km }) => {
      const campaign = campaigns.get(campaignId)!;
      const onTime = (to: CandidatureStatus, last: Temporal.PlainDate | null) => history.every((step) => step.to !== to || isOnOrBefore(civilDateOf(step.at), last!));
      const waiting = status === "SUBMITTED" || status === "READ" ? lastDayToAnswer : status === "ACCEPTED" ? lastDayToConfirm! : today;
      return !(
        inOrder(history) &&
        history[0]!.to === "SUBMITTED" && history[0]!.at.equals(submittedAt) && history[0]!.by !== null &&
        history.at(-1)!.to === status &&
        isOnOrBefore(campaign.studentsOpenOn, civilDateOf(submittedAt)) &&
        before(offers.get(offerId)!.publishedAt!, submittedAt) &&
        lastDayToAnswer.equals(civilDateOf(submittedAt).add({ days: campaign.daysToAnswer })) &&
        onTime("ACCEPTED", lastDayToAnswer) && onTime("REFUSED", lastDayToAnswer) && onTime("CONFIRMED", lastDayToConfirm) &&
        isOnOrBefore(today, waiting) &&
        (!["REFUSED", "WITHDRAWN", "CANCELLED_BY_HOST"].includes(status) || history.at(-1)!.reason) &&
        Math.abs(km - distanceKm(students.get(studentId)!.home, offers.get(offerId)!.place)) <= 0.051
      );
    });
    none(wrong);
  });

  it("books group offers, and those alone, for students of one school that they are open to", () => {
    const bookings = index(world.bookings);
    const booked = world.candidatures.filter(({ bookingId }) => bookingId !== null);
    expect(world.bookings.length).toBeGreaterThan(20);
    none(world.bookings.filter(({ id }) => !booked.some(({ bookingId }) => bookingId === id)));
    none(world.candidatures.filter(({ offerId, bookingId }) => (offers.get(offerId)!.mode === "INDIVIDUAL") !== (bookingId === null)));
    none(booked.filter(({ bookingId, offerId, schoolUai, studentId, history, submittedAt, motivation, status }) => {
      const booking = bookings.get(bookingId!)!;
      const { reservedSchoolUais, publishedAt } = offers.get(offerId)!;
      return !(
        booking.offerId === offerId && booking.schoolUai === schoolUai && students.get(studentId)!.schoolUai === schoolUai && motivation === null &&
        (reservedSchoolUais.length === 0 || reservedSchoolUais.includes(schoolUai)) &&
        before(publishedAt!, submittedAt) && isOnOrBefore(running.studentsOpenOn, civilDateOf(submittedAt)) &&
        inOrder(history) && history[0]!.to === "CONFIRMED" && history.at(-1)!.to === status && (status === "CONFIRMED" || history.at(-1)!.reason)
      );
    }));
  });

  it("opens a convention for each accepted candidature, and for no other", () => {
    const accepted = world.candidatures.filter(wasAccepted).map(({ id }) => id);
    expect(world.conventions.map(({ candidatureId }) => candidatureId).toSorted()).toEqual(accepted.toSorted());
    none(world.conventions.filter(({ candidatureId, status }) => ["LAPSED", "CANCELLED_BY_HOST", "CANCELLED_BY_SCHOOL"].includes(candidatures.get(candidatureId)!.status) !== (status === "CANCELLED")));
  });

  it("fills each convention as far as its status requires", () => {
    for (const { status, host, school, signatures, history, candidatureId } of world.conventions) {
      expect(inOrder(history)).toBe(true);
      expect(history.at(-1)!.to).toBe(status);
      if (status === "CANCELLED") continue;
      const frozen = ["VALIDATED", "SIGNING", "SIGNED", "COMPLETED"].includes(status);
      expect(host !== null).toBe(status !== "DRAFT");
      expect(school !== null).toBe(frozen);
      if (frozen) expect(candidatures.get(candidatureId)!.status).toBe("CONFIRMED");
      const expected = { SIGNING: [1, 2], SIGNED: [3], COMPLETED: [3] }[status as string] ?? [0];
      expect(expected).toContain(signatures.length);
      none(signatures.filter(({ signedAt }) => !before(school!.validatedAt, signedAt)));
    }
  });

  it("has each party sign once, the family by a representative or by the student of age", () => {
    for (const { signatures, studentId, hostId, school } of world.conventions) {
      const student = students.get(studentId)!;
      const parties = signatures.map(({ capacity }) => (capacity === "STUDENT" ? "LEGAL_REPRESENTATIVE" : capacity));
      expect(new Set(parties).size).toBe(parties.length);
      for (const { capacity, personId, signedAt } of signatures) {
        if (capacity === "HOST_MANAGER") expect(personId).toBe(hosts.get(hostId)!.managerPersonId);
        if (capacity === "STUDENT") expect([personId, isMinorOn(student.birthDate, civilDateOf(signedAt))]).toEqual([student.personId, false]);
        if (capacity === "LEGAL_REPRESENTATIVE") {
          expect(school!.legalRepresentativeIds).toContain(personId);
          expect(isMinorOn(student.birthDate, civilDateOf(signedAt))).toBe(true);
        }
      }
    }
  });

  it("plans days of presence within the rules of the age, five a week, in the period", () => {
    for (const { host, period, campaignId, studentId } of world.conventions) {
      if (!host) continue;
      const campaign = campaigns.get(campaignId)!;
      expect(host.timetable).toHaveLength(weeksOf(period).length * 5);
      const maximum = ageOn(students.get(studentId)!.birthDate, firstDayOf(campaign, period)) < 15 ? 30 : 35;
      for (const week of weeksOf(period)) {
        const { firstDay, lastDay } = campaign.weeks[week];
        const days = host.timetable.filter(({ date }) => isOnOrBefore(firstDay, date) && isOnOrBefore(date, lastDay));
        expect(days).toHaveLength(5);
        const hours = days.map(({ start, end, breaks }) => start.until(end).total("hours") - breaks.reduce((sum, pause) => sum + pause.start.until(pause.end).total("hours"), 0));
        none(hours.filter((hour) => hour > 7));
        expect(hours.reduce((sum, hour) => sum + hour, 0)).toBeLessThanOrEqual(maximum);
      }
    }
  });

  it("ends each past absence in time, on a day of stage", () => {
    for (const { conventionId, day: missed, reported, relayed, familyInformed, closed } of world.absences) {
      expect(conventions.get(conventionId)!.host!.timetable.some(({ date }) => date.equals(missed))).toBe(true);
      expect(before(reported.at, relayed.at) && before(relayed.at, familyInformed.at) && before(familyInformed.at, closed.at)).toBe(true);
      expect(reported.at.until(relayed.at).total("minutes")).toBeLessThanOrEqual(15);
      none([reported, relayed, familyInformed, closed].filter(({ by }) => !persons.has(by)));
    }
  });

  it("keeps students of school age near their school", () => {
    const schools = new Map(world.schools.map((school) => [school.uai, school]));
    const current = world.students.filter(({ campaignId }) => campaignId === running.id);
    none(current.filter(({ home, schoolUai }) => distanceKm(home, schools.get(schoolUai)!) > 40));
    const year = Number(running.id);
    none(current.filter(({ birthDate }) => birthDate.year < year - 19 || birthDate.year > year - 15));
    const adults = current.filter(({ birthDate }) => !isMinorOn(birthDate, running.weeks[1].firstDay));
    expect(adults.length).toBeGreaterThan(5);
    expect(adults.length).toBeLessThan(current.length / 30);
    const represented = new Set(world.legalRepresentatives.map(({ studentId }) => studentId));
    none(world.students.filter(({ id }) => !represented.has(id)));
  });
});
