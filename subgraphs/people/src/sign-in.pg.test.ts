import { connect, type Connection } from "@stages/database/connection.ts";
import { type ActorOf, PLATFORM } from "@stages/kernel/actor.ts";
import { idFromUuid, newId, type PersonId, uuidOf } from "@stages/kernel/ids.ts";
import { siretFrom } from "@stages/kernel/siret.ts";
import { parseUai, type Uai } from "@stages/kernel/uai.ts";
import { emailIndex } from "@stages/vault/vault.ts";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { person, persona, runningPeople, world } from "./fixtures.ts";
import { insertGrant } from "./persistence/actors.ts";
import { findHeadsWithAccount } from "./persistence/sign-ins.ts";
import { findPersonBySubject, insertPerson } from "./persistence/staff.ts";

const { run, log, url } = runningPeople();
let connection: Connection;
beforeAll(() => {
  connection = connect({ url: url(), name: "test", max: 10 });
});
afterAll(() => connection.close());
const rows = async (query: ReturnType<typeof sql>) => [...(await connection.db.execute(query))];

const SIGN_IN = `mutation($subject: String!, $speaksFor: [String!]!, $ine: String, $email: String, $emailVerified: Boolean, $givenName: String, $familyName: String, $uai: String, $isSchoolHead: Boolean, $siret: String) {
  signIn(subject: $subject, speaksFor: $speaksFor, ine: $ine, email: $email, emailVerified: $emailVerified, givenName: $givenName, familyName: $familyName, uai: $uai, isSchoolHead: $isSchoolHead, siret: $siret) }`;
const signIn = async (subject: string, speaksFor: readonly string[], attributes: object = {}) => {
  const { data, code } = await run<{ signIn: boolean | null }>(PLATFORM, SIGN_IN, { subject, speaksFor, ...attributes });
  return code ?? data!.signIn;
};
const actor = async (subject: string, role: string | null = null) =>
  (await run<{ actor: { role: string; personId: PersonId } | null }>(PLATFORM, "query($subject: String!, $role: Role) { actor(subject: $subject, role: $role) }", { subject, role })).data!.actor;
const kept = (id: PersonId) => rows(sql`select issuer, match from people.sign_ins where person_id = ${uuidOf(id)}::uuid order by id`);
const bySubject = async (subject: string) => (await findPersonBySubject(connection.db, subject))!;

const head = persona<"SCHOOL_HEAD">("school-head");
const uai = head.schoolUais[0]!;
const FAMILY = ["STUDENT", "LEGAL_REPRESENTATIVE"];
const PRO = ["HOST_MANAGER", "STATE"];
const verified = (email: string) => ({ email, emailVerified: true });
const NAMED = { givenName: "Nadia", familyName: "Ferrand" };
const SIRET = siretFrom("9000000000004");
let drawn = 0;
const aSubject = (issuer = "educonnect") => `${issuer}|${++drawn}`;

const HEADINGS = "INE;Nom;Prénom;Date de naissance;Classe;Adresse;Code postal;Commune;Représentant 1 nom;Représentant 1 prénom;Représentant 1 courriel;Représentant 1 lien";
const anIne = () => `${String(500_000_000 + ++drawn)}AB`;
const line = (ine: string, courriel: string, prenom = "Anne") => `${ine};Mazaud;Zoé;03/09/2011;2de 5;4 rue Riche;19000;Tulle;Mazaud;${prenom};${courriel};mère`;
async function listed(...lines: readonly string[]) {
  const csv = [HEADINGS, ...lines].join("\r\n");
  const { code } = await run(head, "mutation($csv: String!, $uai: ID!) { importClassList(input: { schoolUai: $uai, csv: $csv, dryRun: false }) { created } }", { csv, uai });
  expect(code).toBeUndefined();
}
const aFamily = async () => {
  const ine = anIne();
  const email = `parent.${ine.toLowerCase()}@familles.example`;
  await listed(line(ine, email));
  return { ine, email };
};

describe("a student", () => {
  it("whom a list enrolled is known by the INE, once; and an account that comes after is refused", async () => {
    const { ine, email } = await aFamily();
    const subject = aSubject();
    expect(await actor(subject)).toBeNull();
    // A parent's address in a student's account makes nobody a parent.
    expect(await signIn(subject, FAMILY, { ine, ...verified(email) })).toBe(true);
    expect(await actor(subject)).toMatchObject({ role: "STUDENT", schoolUai: uai });
    expect(await actor(subject, "LEGAL_REPRESENTATIVE")).toBeNull();
    expect(await signIn(subject, FAMILY, { ine, ...verified(email) })).toBe(false);
    expect(await kept((await bySubject(subject)).id)).toEqual([{ issuer: "educonnect", match: "INE" }]);
    await vi.waitFor(async () => expect((await log("ActorChanged")).map(({ payload }) => (payload as { subject: string }).subject)).toContain(subject), { timeout: 30_000 });
    expect(await signIn(aSubject(), FAMILY, { ine })).toBe("RECORD_HAS_ACCOUNT");
  });

  it("of no list is refused, and nothing is made", async () => {
    const before = await rows(sql`select count(*) from people.persons`);
    const subject = aSubject();
    expect(await signIn(subject, FAMILY, { ine: anIne() })).toBe("STUDENT_NOT_ENROLLED");
    expect(await actor(subject)).toBeNull();
    expect(await rows(sql`select count(*) from people.persons`)).toEqual(before);
  });

  it("whose first requests come a hundred at once, from two accounts, is attached once", async () => {
    const { ine } = await aFamily();
    const subjects = [aSubject(), aSubject()];
    const answers = await Promise.all(Array.from({ length: 100 }, (_, turn) => signIn(subjects[turn % 2]!, FAMILY, { ine })));
    expect(answers.filter((answer) => answer === true)).toHaveLength(1);
    expect(answers.filter((answer) => answer === false)).toHaveLength(49);
    expect(answers.filter((answer) => answer === "RECORD_HAS_ACCOUNT")).toHaveLength(50);
  });
});

describe("a legal representative", () => {
  it("is known by the verified address that the lists gave, for all the children", async () => {
    const { email } = await aFamily();
    await listed(line(anIne(), email.toUpperCase()));
    const subject = aSubject();
    expect(await signIn(subject, FAMILY, { email })).toBe("REPRESENTATIVE_NOT_LISTED");
    expect(await signIn(subject, FAMILY, verified(email))).toBe(true);
    const after = await actor(subject);
    expect(after).toMatchObject({ role: "LEGAL_REPRESENTATIVE", studentIds: [expect.any(String), expect.any(String)] });
    const third = anIne();
    await listed(line(third, email));
    expect(await signIn(subject, FAMILY, verified(email))).toBe(true);
    expect((await actor(subject) as unknown as { studentIds: string[] }).studentIds).toHaveLength(3);
    // The lists of before find the person they had given way to: nothing is made again.
    await listed(line(third, email));
    expect(await rows(sql`select count(*)::int from people.persons where email_index = ${emailIndex(email)}`)).toEqual([{ count: 1 }]);
  });

  it("whose address was corrected in one of two records is still known by the former one, once they are one person", async () => {
    const { email } = await aFamily();
    const [ine, former] = [anIne(), `avant.${++drawn}@familles.example`];
    await listed(line(ine, former));
    const [listedAs] = await rows(sql`select r.student_id as student, r.person_id as person from people.legal_representatives r join people.persons p on p.id = r.person_id where p.email_index = ${emailIndex(former)}`);
    const [studentId, representativeId] = [idFromUuid("student", String(listedAs!["student"])), idFromUuid("person", String(listedAs!["person"]))];
    const CORRECT = "mutation($input: CorrectRepresentativeEmailInput!) { correctRepresentativeEmail(input: $input) { id } }";
    expect((await run(head, CORRECT, { input: { studentId, representativeId, email } })).code).toBeUndefined();
    const subject = aSubject();
    expect(await signIn(subject, FAMILY, verified(email))).toBe(true);
    expect(await actor(subject)).toMatchObject({ studentIds: [expect.any(String), expect.any(String)] });
    // The school's own file has not been corrected: its next import makes nobody new.
    await listed(line(ine, former));
    expect(await rows(sql`select 1 from people.persons where email_index = ${emailIndex(former)}`)).toEqual([]);
    expect(await rows(sql`select count(*)::int from people.corrected_emails where person_id = ${uuidOf((await bySubject(subject)).id)}`)).toEqual([{ count: 1 }]);
  });

  it("signs in while a list that names them is being imported, and neither is lost", async () => {
    const email = `freres.${anIne().toLowerCase()}@familles.example`;
    const lines = Array.from({ length: 300 }, () => line(anIne(), `p${++drawn}@familles.example`));
    const children = [line(anIne(), email), ...lines, line(anIne(), email)];
    await listed(...children);
    const subject = aSubject();
    await Promise.all([listed(...children.toReversed().map((one) => one.replace("2de 5", "2de 6"))), signIn(subject, FAMILY, verified(email)), listed(...children)]);
    expect((await actor(subject)) as unknown as { studentIds: string[] }).toMatchObject({ role: "LEGAL_REPRESENTATIVE", studentIds: [expect.any(String), expect.any(String)] });
    expect(await rows(sql`select count(*)::int from people.persons where email_index = ${emailIndex(email)}`)).toEqual([{ count: 1 }]);
  });

  it("who shares an address with another is not told apart", async () => {
    const email = `famille.${anIne().toLowerCase()}@familles.example`;
    await listed(line(anIne(), email), line(anIne(), email, "Paul"));
    expect(await signIn(aSubject(), FAMILY, verified(email))).toBe("ADDRESS_SHARED");
    expect(await rows(sql`select subject from people.persons where email_index = ${emailIndex(email)}`)).toEqual([{ subject: null }, { subject: null }]);
  });
});

const otherHead = persona<"SCHOOL_HEAD">("other-school-head");
/** Schools of the directory whom nobody has headed yet. */
const free = world.schools.map((one) => one.uai as Uai).filter((one) => !world.staff.some(({ schoolUai }) => schoolUai === one));
const aFreeSchool = async (): Promise<Uai> => {
  const name = free.pop();
  if (name) return name;
  const made = uaiOf(++drawn);
  await connection.db.execute(sql`insert into people.schools select ${made}, name, sector, address_line, postcode, commune_code, commune_name, latitude, longitude, academy, department_code, ministry, search_text from people.schools where uai = ${uai}`);
  return made;
};
function uaiOf(n: number): Uai {
  const digits = String(1_990_000 + n).padStart(7, "0");
  return [..."ABCDEFGHJKLMNPRSTUVWXYZ"].map((letter) => parseUai(`${digits}${letter}`)).find((one) => one !== null)!;
}

describe("the head of a school", () => {
  const asHead = (at: string, over: object = {}) => ({ uai: at, isSchoolHead: true, ...NAMED, ...verified(`ce.${++drawn}@ac-limoges.example`), ...over });

  it("first to say so is entered and told; the second is to be invited", async () => {
    const school = await aFreeSchool();
    const subject = aSubject("academie");
    expect(await signIn(subject, ["SCHOOL_STAFF"], asHead(school))).toBe(true);
    const { personId } = (await actor(subject))!;
    expect(await actor(subject)).toEqual({ role: "SCHOOL_HEAD", personId, schoolUais: [school] });
    await vi.waitFor(async () => expect((await log("StaffMemberAppointed")).map(({ payload }) => payload)).toContainEqual(expect.objectContaining({ personId, schoolUai: school, role: "SCHOOL_HEAD", name: "Nadia Ferrand" })), { timeout: 30_000 });
    expect(await signIn(aSubject("academie"), ["SCHOOL_STAFF"], asHead(school))).toBe("SCHOOL_HAS_HEAD");
    expect(await signIn(aSubject("academie"), ["SCHOOL_STAFF"], asHead(uaiOf(9_000)))).toBe("SCHOOL_NOT_IN_DIRECTORY");
    expect(await signIn(aSubject("academie"), ["SCHOOL_STAFF"], asHead(school, { givenName: null }))).toBe("SCHOOL_HAS_HEAD");
    // A word that this issuer may not say.
    expect(await signIn(aSubject("proconnect"), PRO, asHead(await aFreeSchool()))).toBe("INVITATION_NEEDED");
  });

  it("of one school, claimed by many at once, is one", async () => {
    const school = await aFreeSchool();
    const answers = await Promise.all(Array.from({ length: 30 }, () => signIn(aSubject("academie"), ["SCHOOL_STAFF"], asHead(school))));
    expect(answers.filter((answer) => answer === true)).toHaveLength(1);
    expect(answers.filter((answer) => answer === "SCHOOL_HAS_HEAD")).toHaveLength(29);
    expect(await findHeadsWithAccount(connection.db, school)).toHaveLength(1);
  });

  it("is many where the school is looked at and not locked: the control", async () => {
    const school = await aFreeSchool();
    const looked = Promise.withResolvers<void>();
    let looking = 0;
    const naive = () =>
      connection.db.transaction(async (tx) => {
        const heads = await findHeadsWithAccount(tx, school);
        if (++looking === 5) looked.resolve();
        await looked.promise;
        if (heads.length > 0) return;
        const id = newId("person");
        await insertPerson(tx, { id, subject: aSubject("academie"), firstName: "Nadia", lastName: "Ferrand", email: "", phone: null });
        await insertGrant(tx, id, { role: "SCHOOL_HEAD", schoolUai: school });
      });
    await Promise.all(Array.from({ length: 5 }, naive));
    expect(await findHeadsWithAccount(connection.db, school)).toHaveLength(5);
  });
});

describe("a colleague", () => {
  it("who is invited has the role at sign-in, and elsewhere later with the same account", async () => {
    const email = `nora.${++drawn}@ac-limoges.example`;
    const INVITE = "mutation($input: InviteStaffMemberInput!) { inviteStaffMember(input: $input) { id } }";
    const invite = (as: ActorOf<"SCHOOL_HEAD">, held: string) => run(as, INVITE, { input: { schoolUai: as.schoolUais[0], email, firstName: "Nora", lastName: "Petit", function: held } });
    const subject = aSubject("academie");
    expect(await signIn(subject, ["SCHOOL_STAFF"], verified(email))).toBe("INVITATION_NEEDED");
    await invite(head, "TEACHER");
    expect(await signIn(subject, ["SCHOOL_STAFF"], { email })).toBe("INVITATION_NEEDED");
    expect(await signIn(subject, ["SCHOOL_STAFF"], verified(email))).toBe(true);
    expect(await actor(subject)).toMatchObject({ role: "REFERENT_TEACHER" });
    await invite(otherHead, "EDUCATION_ADVISER");
    expect(await signIn(subject, ["SCHOOL_STAFF"], verified(email))).toBe(true);
    expect(await actor(subject, "EDUCATION_ADVISER")).toMatchObject({ schoolUais: otherHead.schoolUais });
    expect(await kept((await bySubject(subject)).id)).toEqual([{ issuer: "academie", match: "INVITATION" }, { issuer: "academie", match: "INVITATION" }]);
  });
});

describe("a host's manager", () => {
  const attributes = () => ({ siret: SIRET, ...NAMED, ...verified(`n.ferrand.${++drawn}@entreprise.example`) });

  it("is entered by a SIRET, and manages nothing yet", async () => {
    const subject = aSubject("proconnect");
    expect(await signIn(subject, PRO, { ...attributes(), siret: "12345678901234" })).toBe("INVITATION_NEEDED");
    expect(await signIn(subject, PRO, attributes())).toBe(true);
    expect(await actor(subject)).toEqual({ role: "HOST_MANAGER", personId: expect.any(String) as string, hostIds: [] });
    expect(await signIn(subject, PRO, attributes())).toBe(false);
  });

  it("whose first requests come together is one person", async () => {
    const subject = aSubject("proconnect");
    const same = attributes();
    const answers = await Promise.all(Array.from({ length: 60 }, () => signIn(subject, PRO, same)));
    expect(answers.filter((answer) => answer === true)).toHaveLength(1);
    expect(answers.filter((answer) => answer === false)).toHaveLength(59);
    expect(await kept((await bySubject(subject)).id)).toEqual([{ issuer: "proconnect", match: "SIRET" }]);
  });

  it("is an accident for all but one where the subject is not locked: the control", async () => {
    const subject = aSubject("proconnect");
    const looked = Promise.withResolvers<void>();
    let looking = 0;
    const naive = () =>
      connection.db.transaction(async (tx) => {
        const found = await findPersonBySubject(tx, subject);
        if (++looking === 5) looked.resolve();
        await looked.promise;
        if (!found) await insertPerson(tx, { id: newId("person"), subject, firstName: "Nadia", lastName: "Ferrand", email: "", phone: null });
      });
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, naive));
    expect(outcomes.filter(({ status }) => status === "rejected")).toHaveLength(4);
  });
});

describe("the State's staff", () => {
  const INVITE = "mutation($input: InviteTerritoryStaffInput!) { inviteTerritoryStaff(input: $input) { email role invitedAt claimedAt academy { code } department { code } } }";
  const ministry = persona<"MINISTRY">("ministry");
  const rectorat = persona<"RECTORAT">("rectorat");
  const own = rectorat.academies[0]!;
  const invite = async (as: Parameters<typeof run>[0], input: object) => {
    const { data, code } = await run<{ inviteTerritoryStaff: object | null }>(as, INVITE, { input });
    return code ?? data!.inviteTerritoryStaff;
  };

  it("is invited, and has the role at sign-in with that address", async () => {
    const email = `Agent.${++drawn}@education.example`;
    const made = { email: email.toLowerCase(), role: "RECTORAT", invitedAt: expect.any(String) as string, claimedAt: null, academy: { code: own }, department: null };
    expect(await invite(rectorat, { email, role: "RECTORAT", academy: own })).toEqual(made);
    expect(await invite(ministry, { email, role: "RECTORAT", academy: own })).toEqual(made);
    const subject = aSubject("proconnect");
    expect(await signIn(subject, PRO, { ...NAMED, ...verified(email), siret: SIRET })).toBe(true);
    expect(await actor(subject)).toMatchObject({ role: "RECTORAT", academies: [own], departments: [] });
    expect(await actor(subject, "HOST_MANAGER")).toBeNull();
    await invite(ministry, { email, role: "MINISTRY" });
    expect(await signIn(subject, PRO, { ...NAMED, ...verified(email) })).toBe(true);
    expect(await actor(subject, "MINISTRY")).toMatchObject({ role: "MINISTRY" });
    expect(await kept((await bySubject(subject)).id)).toEqual([{ issuer: "proconnect", match: "STATE_INVITATION" }, { issuer: "proconnect", match: "STATE_INVITATION" }]);
  });

  it.each(["ministry", "dasen"] as const)("of a DASEN is invited by the %s to a département, and has that part of the académie alone", async (inviter) => {
    const email = `agent.${++drawn}@education.example`;
    const made = { email, role: "RECTORAT", invitedAt: expect.any(String) as string, claimedAt: null, academy: null, department: { code: "19" } };
    expect(await invite(persona(inviter), { email, role: "RECTORAT", department: "19" })).toEqual(made);
    expect(await invite(ministry, { email, role: "RECTORAT", department: "19" })).toEqual(made);
    const subject = aSubject("proconnect");
    expect(await signIn(subject, PRO, { ...NAMED, ...verified(email) })).toBe(true);
    expect(await actor(subject)).toMatchObject({ role: "RECTORAT", academies: [], departments: ["19"] });
    await invite(ministry, { email, role: "RECTORAT", department: "2A" });
    expect(await signIn(subject, PRO, { ...NAMED, ...verified(email) })).toBe(true);
    expect(await actor(subject)).toMatchObject({ academies: [], departments: ["19", "2A"] });
  });

  it.each([
    ["a DASEN for another département", persona("dasen"), { role: "RECTORAT", department: "87" }, "NOT_FOUND"],
    ["a DASEN for its whole académie", persona("dasen"), { role: "RECTORAT", academy: own }, "NOT_FOUND"],
    ["a DASEN for the ministry", persona("dasen"), { role: "MINISTRY" }, "FORBIDDEN"],
    ["a rectorat for a DASEN", rectorat, { role: "RECTORAT", department: "19" }, "NOT_FOUND"],
    ["the ministry for an académie and a département", ministry, { role: "RECTORAT", academy: own, department: "19" }, "ACADEMY_OR_DEPARTMENT"],
    ["the ministry for a département that is none", ministry, { role: "RECTORAT", department: "20" }, "NOT_FOUND"],
    ["the ministry for a département whose schools are numbered elsewhere", ministry, { role: "RECTORAT", department: "978" }, "NOT_FOUND"],
    ["the ministry for itself in a département", ministry, { role: "MINISTRY", department: "19" }, "NOT_FOUND"],
    ["a rectorat for another académie", rectorat, { role: "RECTORAT", academy: own === "01" ? "02" : "01" }, "NOT_FOUND"],
    ["a rectorat for the ministry", rectorat, { role: "MINISTRY" }, "FORBIDDEN"],
    ["the ministry for no académie", ministry, { role: "RECTORAT" }, "TEXT_REQUIRED"],
    ["the ministry for an académie that is none", ministry, { role: "RECTORAT", academy: "99" }, "NOT_FOUND"],
    ["the ministry at no address", ministry, { role: "MINISTRY", email: "nobody" }, "INVALID_EMAIL"],
    ["a head", head, { role: "RECTORAT", academy: own }, "FORBIDDEN"],
  ] as const)("is not invited by %s", async (_, as, input, code) => {
    expect(await invite(as, { email: "agent@education.example", ...input })).toBe(code);
  });
});

it("nobody calls it but the gateway, and what it kept does not change", async () => {
  const { code } = await run(head, SIGN_IN, { subject: person("ministry").subject, speaksFor: PRO });
  expect(code).toBe("FORBIDDEN");
  await expect(connection.db.execute(sql`delete from people.sign_ins`)).rejects.toThrow();
  await expect(connection.db.execute(sql`update people.sign_ins set match = 'INE'`)).rejects.toThrow();
});
