import { type Actor, ANONYMOUS } from "@stages/kernel/actor.ts";
import { newId } from "@stages/kernel/ids.ts";
import { describe, expect, it, vi } from "vitest";
import { persona, runningPeople, studentOf, told, world } from "./fixtures.ts";

const { run, publish } = runningPeople();

const STUDENT = `query($id: ID!) { student(id: $id) {
  firstName className campaignId lastName birthDate isMinor school { uai } home { latitude longitude addressLine } legalRepresentatives { firstName email contactOrder maySign }
} }`;

/** What an actor gets of a student: null when the student is hidden, otherwise the names of the fields answered and refused. */
async function sight(actor: Actor, id: string) {
  const { data, codes } = await run<{ student: Record<string, unknown> | null }>(actor, STUDENT, { id });
  if (!data!.student) return null;
  const refused = Object.entries(codes).map(([path, code]) => `${path.replace("student.", "")} ${String(code)}`);
  return { seen: Object.keys(data!.student).filter((field) => data!.student![field] !== null), refused: refused.toSorted() };
}

const MINIMUM = ["firstName", "className", "campaignId"];
const DISCLOSED = [...MINIMUM, "lastName", "birthDate", "isMinor", "school"];
const EVERYTHING = [...DISCLOSED, "home", "legalRepresentatives"];
const refusedAmong = (seen: readonly string[]) => EVERYTHING.filter((field) => !seen.includes(field)).map((field) => `${field} FORBIDDEN`).toSorted();

describe("a student", () => {
  const tulle = studentOf("student");

  it.each(["student", "legal-representative", "school-head", "referent-teacher", "education-adviser"] as const)("is seen whole by the %s", async (name) => {
    expect(await sight(persona(name), tulle.id)).toEqual({ seen: EVERYTHING, refused: [] });
  });

  it.each(["adult-student", "other-student", "other-host-manager", "other-school-head", "rectorat", "ministry", "other-rectorat"] as const)("is hidden from the %s", async (name) => {
    expect(await sight(persona(name), tulle.id)).toBeNull();
  });

  it("is hidden from a visitor, who is asked to sign in", async () => {
    expect(await run(ANONYMOUS, STUDENT, { id: tulle.id })).toMatchObject({ data: { student: null }, code: "UNAUTHENTICATED" });
  });

  it.each([newId("student"), "student_nonsense", "' or true --", newId("offer")])("is not found under %s", async (id) => {
    expect(await run(persona("school-head"), STUDENT, { id })).toMatchObject({ data: { student: null }, code: undefined });
  });

  it("has a family in the order of whom to call, and is a minor until the day of eighteen", async () => {
    const query = "query($id: ID!) { student(id: $id) { isMinor legalRepresentatives { contactOrder maySign relationship } } }";
    const { data } = await run<{ student: { legalRepresentatives: { contactOrder: number }[] } }>(persona("student"), query, { id: tulle.id });
    expect(data!.student.legalRepresentatives.map(({ contactOrder }) => contactOrder)).toEqual(data!.student.legalRepresentatives.map((_, index) => index + 1));
    expect(data!.student.legalRepresentatives[0]).toEqual({ contactOrder: 1, maySign: true, relationship: "MOTHER" });
    const at18 = tulle.birthDate.add({ years: 18 });
    const noonOf = (date: Temporal.PlainDate) => Temporal.Instant.from(`${date.toString()}T12:00:00Z`);
    expect((await run(persona("student"), query, { id: tulle.id }, noonOf(at18.subtract({ days: 1 })))).data).toMatchObject({ student: { isMinor: true } });
    expect((await run(persona("student"), query, { id: tulle.id }, noonOf(at18))).data).toMatchObject({ student: { isMinor: false } });
  });

  it("is disclosed to a host step by step: nothing, the minimum, then who they are; never the home nor the family", async () => {
    const hostId = newId("host");
    const manager: Actor = { role: "HOST_MANAGER", personId: newId("person"), hostIds: [hostId] };
    const candidature = {
      candidatureId: newId("candidature"), offerId: newId("offer"), hostId, studentId: tulle.id,
      schoolUai: tulle.schoolUai, academy: tulle.academy, campaignId: tulle.campaignId, period: "WEEK_1",
    } as const;
    expect(await sight(manager, tulle.id)).toBeNull();

    await publish(told("CandidatureSubmitted", candidature.candidatureId, candidature));
    await vi.waitFor(async () => expect(await sight(manager, tulle.id)).toEqual({ seen: MINIMUM, refused: refusedAmong(MINIMUM) }), { timeout: 30_000 });

    await publish(told("CandidatureAccepted", candidature.candidatureId, { ...candidature, acceptedByPersonId: manager.personId }));
    await vi.waitFor(async () => expect(await sight(manager, tulle.id)).toEqual({ seen: DISCLOSED, refused: refusedAmong(DISCLOSED) }), { timeout: 30_000 });

    // Another candidature at the same host takes nothing back; a classmate's, heard after it, says that it was heard.
    const classmate = studentOf("adult-student").id;
    const again = { ...candidature, candidatureId: newId("candidature") };
    await publish(told("CandidatureSubmitted", again.candidatureId, again), told("CandidatureSubmitted", classmate, { ...again, studentId: classmate }));
    await vi.waitFor(async () => expect(await sight(manager, classmate)).not.toBeNull(), { timeout: 30_000 });
    const otherManager: Actor = { ...manager, hostIds: [newId("host")] };
    expect(await sight(otherManager, tulle.id)).toBeNull();
    expect(await sight(manager, tulle.id)).toEqual({ seen: DISCLOSED, refused: refusedAmong(DISCLOSED) });
  });

  it("is known by name and class to the tutor of the convention, from the moment it names that tutor", async () => {
    const tutor: Actor = { role: "TUTOR", personId: newId("person"), email: "Paul.Roche@Atelier.example" };
    const conventionId = newId("convention");
    const changed = (to: string, tutorEmail: string | null) =>
      told("ConventionStatusChanged", conventionId, {
        conventionId, candidatureId: newId("candidature"), reason: null, from: null, to, tutorEmail, studentId: tulle.id, schoolUai: tulle.schoolUai, academy: tulle.academy, hostId: newId("host"), referentTeacherId: null,
      });
    await publish(changed("DRAFT", null));
    expect(await sight(tutor, tulle.id)).toBeNull();
    await publish(changed("HOST_COMPLETED", "paul.roche@atelier.example"), changed("VALIDATED", "paul.roche@atelier.example"));
    const seen = [...MINIMUM, "lastName"];
    await vi.waitFor(async () => expect(await sight(tutor, tulle.id)).toEqual({ seen, refused: refusedAmong(seen) }), { timeout: 30_000 });
  });

  it("of the demonstration is seen by the hosts and tutors as its candidatures and conventions say", async () => {
    const manager = persona<"HOST_MANAGER">("host-manager");
    const mine = world.candidatures.filter(({ hostId }) => manager.hostIds.includes(hostId));
    const accepted = new Set(mine.filter(({ history }) => history.some(({ to }) => to === "ACCEPTED")).map(({ studentId }) => studentId));
    const pending = mine.find(({ studentId }) => !accepted.has(studentId))!;
    expect(await sight(manager, pending.studentId)).toMatchObject({ seen: MINIMUM });
    for (const id of [...accepted].slice(0, 3)) expect(await sight(manager, id)).toMatchObject({ seen: DISCLOSED });
    const followed = world.conventions.find(({ host }) => host?.tutor.email === persona<"TUTOR">("tutor").email)!;
    expect(await sight(persona("tutor"), followed.studentId)).toMatchObject({ seen: [...MINIMUM, "lastName"] });
  });

  it("found by reference shows what a query would: a home refused is a null with its error, beside the rest", async () => {
    const manager = persona<"HOST_MANAGER">("host-manager");
    const known = world.candidatures.find(({ hostId }) => manager.hostIds.includes(hostId))!.studentId;
    const unknown = world.students.find(({ id }) => !world.candidatures.some((one) => one.studentId === id))!.id;
    const query = "query($r: [_Any!]!) { _entities(representations: $r) { ... on Student { firstName home { latitude longitude } } } }";
    const representations = [known, unknown, "nonsense"].map((id) => ({ __typename: "Student", id }));
    const { data, codes } = await run(manager, query, { r: representations });
    expect(data).toEqual({ _entities: [{ firstName: expect.any(String) as string, home: null }, null, null] });
    expect(codes).toEqual({ "_entities.0.home": "FORBIDDEN" });
  });
});
