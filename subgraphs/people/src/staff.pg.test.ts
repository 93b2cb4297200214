import { connect } from "@stages/database/connection.ts";
import { openFrom } from "@stages/database/sealed.ts";
import { type ActorOf, PLATFORM } from "@stages/kernel/actor.ts";
import { firstDayOf } from "@stages/kernel/campaign.ts";
import { newId, parseId } from "@stages/kernel/ids.ts";
import { describe, expect, it, vi } from "vitest";
import { NOW, person, persona, runningPeople, studentOf, world } from "./fixtures.ts";
import { claimInvitations } from "./operations/claim-invitations.ts";
import { correctedEmails } from "./persistence/tables.ts";

const { run, log, url } = runningPeople();

const head = persona<"SCHOOL_HEAD">("school-head");
const otherHead = persona<"SCHOOL_HEAD">("other-school-head");
const uai = head.schoolUais[0]!;
const campaign = world.campaigns.find(({ id }) => id === world.runningCampaignId)!;
const monday = firstDayOf(campaign, "WEEK_1");

async function withDatabase<T>(work: (connection: ReturnType<typeof connect>) => Promise<T>): Promise<T> {
  const connection = connect({ url: url(), name: "test", max: 2 });
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}
const claim = (email: string, subject: string) => withDatabase(({ db }) => db.transaction((tx) => claimInvitations(tx, { email, subject }, NOW)));

const INVITE = "mutation($input: InviteStaffMemberInput!) { inviteStaffMember(input: $input) { id firstName function title email schools { uai } } }";
const ACTOR = "query($subject: String!, $role: Role) { actor(subject: $subject, role: $role) }";
let drawn = 0;
const aColleague = (over: object = {}) => ({ schoolUai: uai, email: `Colleague.${++drawn}@ac-limoges.example`, firstName: "Nora", lastName: "Petit", function: "TEACHER", ...over });
const invite = async (input: object, as: ActorOf<"SCHOOL_HEAD"> = head) => {
  const { data, code } = await run<{ inviteStaffMember: { id: string; title: string } | null }>(as, INVITE, { input });
  return { member: data!.inviteStaffMember!, code };
};
const actor = async (subject: string, role: string | null = null) => (await run<{ actor: object | null }>(PLATFORM, ACTOR, { subject, role })).data!.actor;
const appointmentsOf = async (id: string) => (await log("StaffMemberAppointed")).filter(({ payload }) => (payload as { personId: string }).personId === id);

describe("an invited colleague", () => {
  it("has a post at once, told once, and a role after signing in with that address", async () => {
    const input = aColleague();
    const { member } = await invite(input);
    expect(member).toEqual({ id: expect.stringMatching(/^person_/) as string, firstName: "Nora", function: "TEACHER", title: "Enseignement", email: input.email, schools: [{ uai }] });
    await vi.waitFor(async () => expect(await appointmentsOf(member.id)).toMatchObject([{ payload: { schoolUai: uai, role: "REFERENT_TEACHER", name: "Nora Petit", email: input.email } }]), { timeout: 30_000 });
    const subject = `sub|${member.id}`;
    expect(await actor(subject)).toBeNull();
    expect(await claim(input.email.toUpperCase(), subject)).toBe(member.id);
    expect(await actor(subject)).toEqual({ role: "REFERENT_TEACHER", personId: member.id, schoolUais: [uai] });
    expect(await claim(input.email, subject)).toBeNull();
    expect(await claim(input.email, "sub|someone-else")).toBeNull();
    expect(await actor("sub|someone-else")).toBeNull();
  });

  it("invited again is as before, even by two at once", async () => {
    const input = aColleague();
    const [first, second] = await Promise.all([invite(input), invite({ ...input, email: input.email.toLowerCase(), firstName: "Norah", title: "Autre" })]);
    expect(second.member).toEqual(first.member);
    const { member } = await invite(input);
    expect(member).toEqual(first.member);
    await invite(aColleague()); // told after it, so that one more would have been heard
    await vi.waitFor(async () => expect(await appointmentsOf(member.id)).toHaveLength(1), { timeout: 30_000 });
  });

  it("of two schools is one person, who chooses in which role to act", async () => {
    const input = aColleague();
    const { member } = await invite(input);
    const elsewhere = otherHead.schoolUais[0]!;
    expect((await invite({ ...input, schoolUai: elsewhere, function: "EDUCATION_ADVISER" }, otherHead)).member.id).toBe(member.id);
    await claim(input.email, "sub|both");
    expect(await actor("sub|both")).toEqual({ role: "REFERENT_TEACHER", personId: member.id, schoolUais: [uai] });
    expect(await actor("sub|both", "EDUCATION_ADVISER")).toEqual({ role: "EDUCATION_ADVISER", personId: member.id, schoolUais: [elsewhere] });
    expect(await actor("sub|both", "SCHOOL_HEAD")).toBeNull();
    const adviser: ActorOf<"EDUCATION_ADVISER"> = { role: "EDUCATION_ADVISER", personId: parseId("person", member.id)!, schoolUais: [elsewhere] };
    expect((await run(adviser, "{ viewer { role roles } }")).data).toEqual({ viewer: { role: "EDUCATION_ADVISER", roles: ["REFERENT_TEACHER", "EDUCATION_ADVISER"] } });
  });

  it("known already as a host's manager keeps that role and gets the post", async () => {
    const { id, subject } = person("other-host-manager");
    const input = aColleague({ function: "EDUCATION_ADVISER" });
    const { member } = await invite(input);
    expect(await claim(input.email, subject!)).toBe(id);
    expect(await actor(subject!)).toMatchObject({ role: "HOST_MANAGER", personId: id });
    expect(await actor(subject!, "EDUCATION_ADVISER")).toEqual({ role: "EDUCATION_ADVISER", personId: id, schoolUais: [uai] });
    const { data } = await run<{ school: { staff: { id: string }[] } }>(head, "query($uai: ID!) { school(uai: $uai) { staff { id } } }", { uai });
    const staff = data!.school.staff.map((one) => one.id);
    expect([staff.includes(id), staff.includes(member.id)]).toEqual([true, false]);
  });

  it.each([
    ["another school's head", otherHead, {}, "NOT_FOUND"],
    ["a teacher", persona("referent-teacher"), {}, "FORBIDDEN"],
    ["an address that is none", head, { email: "nora" }, "INVALID_EMAIL"],
    ["no name", head, { lastName: " " }, "TEXT_REQUIRED"],
  ] as const)("is refused: %s", async (_, as, over, code) => {
    expect((await run(as, INVITE, { input: aColleague(over) })).code).toBe(code);
  });
});

describe("a representative's address", () => {
  const CORRECT = "mutation($input: CorrectRepresentativeEmailInput!) { correctRepresentativeEmail(input: $input) { id legalRepresentatives { id email } } }";
  const ofStudent = (studentId: string) => world.legalRepresentatives.filter((one) => one.studentId === studentId).map(({ personId }) => world.persons.find(({ id }) => id === personId)!);
  const inSchool = world.students.filter((one) => one.schoolUai === uai && one.campaignId === campaign.id);
  const student = inSchool.find(({ id }) => ofStudent(id).length === 2 && ofStudent(id).every(({ subject }) => subject === null))!;
  const [first, second] = ofStudent(student.id);
  const correct = (email: string, representativeId: string = first!.id, as = persona("education-adviser"), studentId: string = student.id) => run(as, CORRECT, { input: { studentId, representativeId, email } });

  it("is corrected by the school's staff, who and what it was being kept", async () => {
    const { data, code } = await correct("corrigee@familles.example");
    expect(code).toBeUndefined();
    expect(data).toMatchObject({ correctRepresentativeEmail: { legalRepresentatives: [{ id: first!.id, email: "corrigee@familles.example" }, { id: second!.id }] } });
    await correct("corrigee@familles.example");
    const kept = await withDatabase(({ db }) => db.select().from(correctedEmails));
    const { former, corrected } = correctedEmails;
    expect(kept.map((row) => [openFrom(former, row, row.former), openFrom(corrected, row, row.corrected), row.byRole])).toEqual([[first!.email, "corrigee@familles.example", "EDUCATION_ADVISER"]]);
  });

  it("corrected is not brought back by a class list made before", async () => {
    const HEADINGS = "INE;Nom;Prénom;Date de naissance;Classe;Adresse;Code postal;Commune;Représentant 1 nom;Représentant 1 prénom;Représentant 1 courriel;Représentant 1 lien";
    const csv = `${HEADINGS}\n900000001AB;Roux;Ana;2011-01-02;2de 1;1 rue A;19000;Tulle;Roux;Eva;fausse@familles.example;mère`;
    const IMPORT = "mutation($csv: String!, $uai: ID!) { importClassList(input: { schoolUai: $uai, csv: $csv, dryRun: false }) { created unchanged remarks { line message } } }";
    await run(head, IMPORT, { csv, uai });
    const listed = await vi.waitFor(async () => {
      const found = (await log("StudentEnrolled")).map(({ payload }) => (payload as { student: { id: string; lastName: string } }).student).find(({ lastName }) => lastName === "Roux");
      expect(found).toBeDefined();
      return found!;
    }, { timeout: 30_000 });
    const family = async () => (await run<{ student: { legalRepresentatives: { id: string; email: string }[] } }>(head, "query($id: ID!) { student(id: $id) { legalRepresentatives { id email } } }", { id: listed.id })).data!.student.legalRepresentatives;
    const [eva] = await family();
    await correct("juste@familles.example", eva!.id, head, listed.id);
    const again = await run<{ importClassList: object }>(head, IMPORT, { csv, uai });
    expect(again.data!.importClassList).toMatchObject({ created: 0, unchanged: 1, remarks: [{ line: 2 }] });
    expect(await family()).toEqual([{ id: eva!.id, email: "juste@familles.example" }]);
  });

  it("is not corrected otherwise", async () => {
    expect((await correct("nulle part")).code).toBe("INVALID_EMAIL");
    expect((await correct(second!.email.toUpperCase())).code).toBe("REPRESENTATIVE_TWICE");
    expect((await correct("a@b.example", newId("person"))).code).toBe("NOT_FOUND");
    expect((await correct("a@b.example", first!.id, otherHead)).code).toBe("NOT_FOUND");
    expect((await correct("a@b.example", first!.id, persona("student"))).code).toBe("FORBIDDEN");
    expect((await correct("a@b.example", person("legal-representative").id, head, studentOf("student").id)).code).toBe("REPRESENTATIVE_HAS_ACCOUNT");
  });
});

describe("referent teachers", () => {
  const RECORD = "mutation($input: RecordExamDutiesInput!) { recordExamDuties(input: $input) { id examDuties } }";
  const ASSIGN = "mutation($input: AssignReferentTeachersInput!) { assignReferentTeachers(input: $input) { assigned unchanged refused { studentId teacherId code message field } } }";
  const teachers = world.staff.filter((one) => one.schoolUai === uai && one.function === "TEACHER").map(({ personId }) => personId);
  const students = world.students.filter((one) => one.schoolUai === uai && one.campaignId === campaign.id).map(({ id }) => id);
  const record = (staffId: string, dates: readonly Temporal.PlainDate[], as = head) => run(as, RECORD, { input: { staffId, dates: dates.map(String) } });
  const assign = async (assignments: readonly { studentId: string; teacherId: string }[]) =>
    (await run<{ assignReferentTeachers: { assigned: number; unchanged: number; refused: { code: string; field: string; message: string }[] } }>(head, ASSIGN, { input: { schoolUai: uai, assignments } })).data!.assignReferentTeachers;

  it("are assigned in bulk; one called up for the baccalauréat during the weeks is refused, with the days", async () => {
    const [free, mobilised] = teachers;
    await record(mobilised!, [monday.add({ days: 2 }), monday.subtract({ days: 3 }), monday.add({ days: 2 })]);
    await record(free!, [monday.subtract({ days: 3 })]);
    const foreign = world.students.find(({ schoolUai }) => schoolUai !== uai)!.id;
    const report = await assign([
      { studentId: students[0]!, teacherId: free! },
      { studentId: students[1]!, teacherId: mobilised! },
      { studentId: foreign, teacherId: free! },
      { studentId: students[0]!, teacherId: free! },
      { studentId: students[2]!, teacherId: person("education-adviser").id },
      { studentId: students[3]!, teacherId: "nobody" },
      { studentId: students[4]!, teacherId: free! },
    ]);
    expect(report).toMatchObject({ assigned: 2, unchanged: 0 });
    expect(report.refused.map(({ field, code }) => `${field} ${code}`)).toEqual([
      "assignments.1.teacherId REFERENT_TEACHER_MOBILISED",
      "assignments.2.studentId NOT_FOUND",
      "assignments.3.studentId STUDENT_TWICE",
      "assignments.4.teacherId NOT_A_TEACHER",
      "assignments.5.teacherId NOT_A_TEACHER",
    ]);
    expect(report.refused[0]!.message).toContain("juin");
    expect(await assign([{ studentId: students[0]!, teacherId: free! }])).toMatchObject({ assigned: 0, unchanged: 1 });
    const { data } = await run(head, "query($id: ID!) { student(id: $id) { referentTeacher { id examDuties } } }", { id: students[0]! });
    expect(data).toEqual({ student: { referentTeacher: { id: free, examDuties: [monday.subtract({ days: 3 }).toString()] } } });
    await vi.waitFor(async () => {
      const told = (await log("ReferentTeacherAssigned")).map(({ payload }) => payload);
      expect(told).toHaveLength(2);
      expect(told).toContainEqual({ studentId: students[0], teacherId: free });
      expect((await log("ExamDutiesRecorded")).map(({ payload }) => payload)).toContainEqual({ personId: mobilised, days: [monday.subtract({ days: 3 }).toString(), monday.add({ days: 2 }).toString()] });
    }, { timeout: 30_000 });
  });

  it("are assigned by the hundred at once", async () => {
    const teacherId = teachers[2]!;
    expect(await assign(students.slice(10, 80).map((studentId) => ({ studentId, teacherId })))).toMatchObject({ assigned: 70, refused: [] });
  });

  it("wait for the duties that are being recorded, or are waited for", async () => {
    const teacherId = teachers[3]!;
    const [report] = await Promise.all([assign([{ studentId: students[5]!, teacherId }]), record(teacherId, [monday])]);
    expect(report.assigned + report.refused.length).toBe(1);
    expect(await assign([{ studentId: students[6]!, teacherId }])).toMatchObject({ refused: [{ code: "REFERENT_TEACHER_MOBILISED" }] });
  });

  it("have duties that the head of their school records, and nobody else", async () => {
    const teacherId = teachers[0]!;
    expect((await record(teacherId, [monday], otherHead)).code).toBe("NOT_FOUND");
    expect((await record(teacherId, [monday], persona("referent-teacher"))).code).toBe("FORBIDDEN");
    expect((await record(person("education-adviser").id, [monday])).code).toBe("NOT_A_TEACHER");
    expect((await record(teacherId, Array.from({ length: 61 }, (_, days) => monday.add({ days })))).code).toBe("TOO_MANY_ITEMS");
    const seen = await run(persona("student"), "query($r: [_Any!]!) { _entities(representations: $r) { ... on StaffMember { examDuties } } }", { r: [{ __typename: "StaffMember", id: teacherId }] });
    expect(seen).toMatchObject({ data: { _entities: [{ examDuties: null }] }, code: "FORBIDDEN" });
  });
});
