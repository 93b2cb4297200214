import { isMinorOn } from "@stages/kernel/civil-time.ts";
import { describe, expect, it } from "vitest";
import { PERSONA_NAMES, personaNamed, PERSONAS } from "./personas.ts";
import { demonstrationWorld } from "./world.ts";

describe("personas", () => {
  it("are the fifteen, each once, with a label and a line of French", () => {
    expect(PERSONAS.map(({ name }) => name)).toEqual([...PERSONA_NAMES]);
    for (const { label, description, subject, name } of PERSONAS) {
      expect([label, description]).not.toContain("");
      expect(subject).toBe(`persona|${name}`);
    }
    expect(personaNamed("tutor")?.role).toBe("TUTOR");
    expect(personaNamed("nobody")).toBeNull();
  });
});

describe.each(["2026-11-21", "2027-04-10", "2027-07-05"])("on %s", (day) => {
  const today = Temporal.PlainDate.from(day);
  const world = demonstrationWorld({ today });
  const person = (name: (typeof PERSONA_NAMES)[number]) => world.persons.find(({ id }) => id === world.personas[name])!;
  const grant = <R extends string>(name: (typeof PERSONA_NAMES)[number], role: R) => person(name).grants.find((grant) => grant.role === role) as Extract<(typeof world.persons)[number]["grants"][number], { role: R }>;
  const studentNamed = (name: "student" | "adult-student" | "other-student") => world.students.find(({ id }) => id === grant(name, "STUDENT").studentId)!;
  const candidaturesOf = (studentId: string) => world.candidatures.filter((candidature) => candidature.studentId === studentId);
  const conventionsOf = (studentId: string) => world.conventions.filter((convention) => convention.studentId === studentId);

  it.each(PERSONAS)("$name is a person with an account and that one role", ({ name, subject, role }) => {
    expect(person(name).subject).toBe(subject);
    expect(person(name).grants.map((grant) => grant.role)).toEqual([role]);
  });

  it("no one else has an account", () => {
    expect(world.persons.filter(({ subject }) => subject !== null)).toHaveLength(PERSONA_NAMES.length);
  });

  it("those of Tulle share a lycée, the others are elsewhere", () => {
    const { schoolUai, academy } = studentNamed("student");
    expect(academy).toBe("22");
    expect(studentNamed("adult-student").schoolUai).toBe(schoolUai);
    expect(grant("school-head", "SCHOOL_HEAD").schoolUais).toEqual([schoolUai]);
    expect(grant("referent-teacher", "REFERENT_TEACHER").schoolUais).toEqual([schoolUai]);
    expect(grant("education-adviser", "EDUCATION_ADVISER").schoolUais).toEqual([schoolUai]);
    expect(grant("legal-representative", "LEGAL_REPRESENTATIVE").studentIds).toContain(studentNamed("student").id);
    expect(grant("rectorat", "RECTORAT").academies).toEqual(["22"]);
    expect(grant("dasen", "RECTORAT")).toMatchObject({ academies: [], departments: [schoolUai.slice(1, 3)] });
    expect(new Set(world.schools.filter((school) => school.academy === "22").map(({ departmentCode }) => departmentCode)).size).toBeGreaterThan(1);
    expect(studentNamed("other-student").academy).toBe("24");
    expect(grant("other-school-head", "SCHOOL_HEAD").schoolUais).toEqual([studentNamed("other-student").schoolUai]);
    expect(grant("other-rectorat", "RECTORAT").academies).toEqual(["24"]);
  });

  it("the student has one to confirm for the first week, and the second free", () => {
    const mine = candidaturesOf(studentNamed("student").id).map(({ status, period }) => `${status} ${period}`);
    expect(mine).toEqual(["ACCEPTED WEEK_1", "SUBMITTED WEEK_1", "READ WEEK_2", "REFUSED BOTH_WEEKS", "EXPIRED BOTH_WEEKS"]);
  });

  it("the adult student signs for himself, and only he is missing", () => {
    const adult = studentNamed("adult-student");
    expect(isMinorOn(adult.birthDate, today)).toBe(false);
    expect(conventionsOf(adult.id)).toMatchObject([{ status: "SIGNING", signatures: [{ capacity: "SCHOOL_HEAD" }, { capacity: "HOST_MANAGER" }] }]);
  });

  it("the legal representative has a convention of the twin to sign", () => {
    const waiting = world.conventions.filter(({ studentId, status }) => grant("legal-representative", "LEGAL_REPRESENTATIVE").studentIds.includes(studentId) && status === "SIGNING");
    expect(waiting).toHaveLength(1);
    expect(waiting[0]!.signatures.map(({ capacity }) => capacity)).toEqual(["SCHOOL_HEAD", "HOST_MANAGER"]);
  });

  it("the host manager has three published offers and a booked one, candidatures to answer, a convention to fill and seats left", () => {
    const [hostId] = grant("host-manager", "HOST_MANAGER").hostIds;
    const mine = world.offers.filter((offer) => offer.hostId === hostId && offer.campaignId === world.runningCampaignId);
    expect(mine.map(({ status }) => status)).toEqual(["PUBLISHED", "PUBLISHED", "PUBLISHED", "PUBLISHED", "DRAFT"]);
    for (const { id } of mine.slice(0, 3)) expect(world.candidatures.some(({ offerId, status }) => offerId === id && status === "SUBMITTED")).toBe(true);
    expect(world.conventions.filter((convention) => convention.hostId === hostId && convention.status === "DRAFT").length).toBeGreaterThan(0);
  });

  it("the tutor and the referent teacher meet in a signed convention", () => {
    const { email } = grant("tutor", "TUTOR");
    const shared = world.conventions.filter(({ host, school, status }) => status === "SIGNED" && host!.tutor.email === email && school!.referentTeacherId === world.personas["referent-teacher"]);
    expect(shared.length).toBeGreaterThan(0);
  });

  it("the school head has conventions to validate and others to sign", () => {
    const [uai] = grant("school-head", "SCHOOL_HEAD").schoolUais;
    const mine = world.conventions.filter(({ schoolUai, campaignId }) => schoolUai === uai && campaignId === world.runningCampaignId);
    const toValidate = mine.filter(({ status, candidatureId }) => status === "HOST_COMPLETED" && world.candidatures.find(({ id }) => id === candidatureId)!.status === "CONFIRMED");
    expect(toValidate.length).toBeGreaterThan(2);
    expect(mine.filter(({ status }) => status === "VALIDATED").length).toBeGreaterThan(1);
  });

  it("offers with seats left are near the student's home", () => {
    const { home } = studentNamed("student");
    const near = world.offers.filter(({ status, campaignId, place }) => status === "PUBLISHED" && campaignId === world.runningCampaignId && place.communeCode === home.communeCode);
    expect(near.length).toBeGreaterThan(5);
  });
});
