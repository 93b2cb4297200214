import { connect, type Connection, type Transaction, writer } from "@stages/database/connection.ts";
import { reseal } from "@stages/database/reseal.ts";
import { tablesIn } from "@stages/database/tables-in.ts";
import { ANONYMOUS, PLATFORM } from "@stages/kernel/actor.ts";
import { newId } from "@stages/kernel/ids.ts";
import { DEVELOPMENT_KEYS, readKeyring } from "@stages/vault/keyring.ts";
import { withNextKey, withoutFormerKeys } from "@stages/vault/new-keyring.ts";
import { emailIndex, UnreadableError, useDevelopmentKeys, useKeyring } from "@stages/vault/vault.ts";
import { eq, isNotNull, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { NOW, persona, runningPeople, studentOf, told, world } from "./fixtures.ts";
import { importClassList } from "./operations/import-class-list.ts";
import { findCorrectedEmails } from "./persistence/class-lists.ts";
import { findPerson } from "./persistence/persons.ts";
import { openedPerson, sealedPerson } from "./persistence/person-rows.ts";
import { correctEmail, lockPersons } from "./persistence/staff.ts";
import { findLegalRepresentatives, findStudents, findTutorTies } from "./persistence/students.ts";
import * as tables from "./persistence/tables.ts";

const { run, publish, url } = runningPeople();

const head = persona<"SCHOOL_HEAD">("school-head");
const uai = head.schoolUais[0]!;
let connection: Connection;
beforeAll(() => {
  connection = connect({ url: url(), name: "test", max: 3 });
});
afterAll(() => connection.close());

const HEADINGS = "INE;Nom;Prénom;Date de naissance;Classe;Adresse;Code postal;Commune;Représentant 1 nom;Représentant 1 prénom;Représentant 1 courriel;Représentant 1 téléphone;Représentant 1 lien";
const importList = (csv: string) => importClassList({ actor: head, now: NOW, write: writer(connection.db, () => {}) }, { schoolUai: uai, csv: `${HEADINGS}\n${csv}`, dryRun: false });
const invite = (input: object) => run(head, "mutation($input: InviteStaffMemberInput!) { inviteStaffMember(input: $input) { id } }", { input: { schoolUai: uai, function: "TEACHER", ...input } });
const correct = (input: object) => run(head, "mutation($input: CorrectRepresentativeEmailInput!) { correctRepresentativeEmail(input: $input) { id } }", { input });

async function familyOf(ine: string, representative: string) {
  await importList(`${ine};Quillivic;Zéphyrine;17/10/2011;2de 5;12 allée des Ormeaux-Perdus;19000;Tulle;Quillivic-Trémeur;Gwenvaël;${representative};0698765432;père`);
  const [row] = await connection.db.select({ id: tables.persons.id }).from(tables.persons).where(eq(tables.persons.emailIndex, emailIndex(representative)));
  const [tie] = await connection.db.select().from(tables.legalRepresentatives).where(eq(tables.legalRepresentatives.personId, row!.id));
  return { studentId: tie!.studentId, representativeId: row!.id };
}

/** Whatever a dump of the schema would show, bytes read as text both ways. */
async function dumpOf(schema: string): Promise<string> {
  const columns = await connection.client<{ table: string; column: string; type: string }[]>`
    select c.table_name as table, c.column_name as column, c.udt_name as type from information_schema.columns c
    join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = ${schema} and t.table_type = 'BASE TABLE'`;
  expect(columns.length).toBeGreaterThan(50);
  const texts: string[] = [];
  for (const { table, column, type } of columns) {
    const name = connection.client(column);
    const cast = type === "bytea" ? connection.client`${name}` : connection.client`${name}::text`;
    const rows = await connection.client<{ value: string | Uint8Array | null }[]>`select ${cast} as value from ${connection.client(schema)}.${connection.client(table)} where ${name} is not null`;
    for (const { value } of rows) {
      if (typeof value === "string") texts.push(value);
      else texts.push(Buffer.from(value!).toString("latin1"), Buffer.from(value!).toString("utf8"));
    }
  }
  return texts.join("\n").toLowerCase();
}

describe("what people keeps of persons", () => {
  const INE = "312345678AZ";
  const PLANTED = [
    "Zéphyrine", "Quillivic", "Gwenvaël", "Trémeur", "Ormeaux-Perdus", "2011-10-17", "17/10/2011", "0698765432", INE,
    "Gwen.Fausse@Familles.example", "gwen.juste@familles.example", "Enora.Kerbiriou@ac-limoges.example", "Kerbiriou", "Tutrice.Le-Gall@atelier.example", "Demande.Perdue@familles.example",
  ];
  const OF_THE_DEMONSTRATION = [persona<"TUTOR">("tutor").email, ...world.persons.slice(0, 500).flatMap(({ email, phone }) => (phone ? [email, phone] : [email]))];
  const found = (dump: string, values: readonly string[]) => values.filter((value) => dump.includes(value.toLowerCase()) || dump.includes(Buffer.from(value, "utf8").toString("latin1").toLowerCase()));

  it("stands nowhere in clear after a class list, a correction, an invitation and a convention's tutor", async () => {
    const { studentId, representativeId } = await familyOf(INE, "Gwen.Fausse@Familles.example");
    expect((await correct({ studentId, representativeId, email: "gwen.juste@familles.example" })).code).toBeUndefined();
    expect((await invite({ email: "Enora.Kerbiriou@ac-limoges.example", firstName: "Enora", lastName: "Kerbiriou" })).code).toBeUndefined();
    const { academy } = studentOf("student");
    const conventionId = newId("convention");
    await publish(
      told("ConventionStatusChanged", conventionId, {
        conventionId, candidatureId: newId("candidature"), reason: null, from: null, to: "VALIDATED", tutorEmail: "tutrice.le-gall@atelier.example", studentId, schoolUai: uai, academy, hostId: newId("host"), referentTeacherId: null,
      }),
    );
    await vi.waitFor(async () => expect(await findTutorTies(connection.db, [studentId])).toEqual([{ studentId, tutor: emailIndex("Tutrice.Le-Gall@atelier.example") }]), { timeout: 30_000 });

    const { data } = await run<{ mailbox: { to: string }[] }>(PLATFORM, "{ mailbox }");
    expect(data!.mailbox.map(({ to }) => to)).toContain("gwen.juste@familles.example");
    expect((await run(ANONYMOUS, "mutation { requestPersonalLink(input: { email: \"Demande.Perdue@familles.example\" }) { message } }")).code).toBeUndefined();
    expect((await run(head, "mutation($input: SendPersonalLinkInput!) { sendPersonalLink(input: $input) { recipient } }", { input: { conventionId, purpose: "FOLLOW_INTERN" } })).data).toEqual({ sendPersonalLink: { recipient: "tutrice.le-gall@atelier.example" } });

    // It was kept all the same.
    const [student] = await findStudents(connection.db, [studentId]);
    expect(student).toMatchObject({ firstName: "Zéphyrine", lastName: "Quillivic", home: { addressLine: "12 allée des Ormeaux-Perdus" } });
    expect(student!.birthDate.toString()).toBe("2011-10-17");
    expect(await findLegalRepresentatives(connection.db, [studentId])).toMatchObject([{ firstName: "Gwenvaël", email: "gwen.juste@familles.example", phone: "0698765432" }]);

    const dump = await dumpOf("people");
    expect(found(dump, PLANTED)).toEqual([]);
    expect(found(dump, OF_THE_DEMONSTRATION)).toEqual([]);
    expect(dump).not.toMatch(/[\w.-]{3,}@[a-z0-9-]{3,}\.(?:example|fr|org)/);
  });

  it.each([
    ["text", sql`select 'Nom : Zéphyrine'::text as kept`],
    ["JSON", sql`select jsonb_build_object('name', 'Zéphyrine') as kept`],
    ["bytes in UTF-8", sql`select convert_to('Zéphyrine', 'UTF8') as kept`],
    ["bytes in latin1", sql`select convert_to('Zéphyrine', 'LATIN1') as kept`],
  ])("kept in clear as %s, as a naive table would, is found there", async (_, kept) => {
    await connection.db.execute(sql`create table people.naive as ${kept}`);
    try {
      expect(found(await dumpOf("people"), PLANTED)).toEqual(["Zéphyrine"]);
    } finally {
      await connection.db.execute(sql`drop table people.naive`);
    }
  });

  it("opens for its own row alone", async () => {
    const [one, other] = await connection.db.select().from(tables.persons).limit(2);
    expect(openedPerson(one!).id).toBe(one!.id);
    expect(() => openedPerson({ ...one!, identity: other!.identity })).toThrow(UnreadableError);
  });
});

describe("an address corrected while a class list is being imported", () => {
  /** Corrects, and commits only once someone waits for it. */
  async function correctingWhile(representativeId: Parameters<typeof findPerson>[1], corrected: string, other: () => Promise<unknown>, isWaiting: () => Promise<boolean>) {
    let others: Promise<unknown> = Promise.resolve();
    await connection.db.transaction(async (tx) => {
      const [person] = await lockPersons(tx, [representativeId]);
      const { studentId } = (await tx.select().from(tables.legalRepresentatives).where(eq(tables.legalRepresentatives.personId, representativeId)))[0]!;
      await correctEmail(tx, { person: person!, corrected, studentId, at: NOW, byPersonId: head.personId, byRole: head.role });
      others = other();
      await vi.waitFor(async () => expect(await isWaiting()).toBe(true), { timeout: 30_000 });
    });
    await others;
    return (await findPerson(connection.db, representativeId))!;
  }
  const someoneWaits = async () => (await connection.client`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%"people"."persons"%'`).length > 0;
  const listed = (ine: string, email: string, phone: string) => `${ine};Quillivic;Ana;17/10/2011;2de 5;1 rue A;19000;Tulle;Quillivic;Eva;${email};${phone};mère`;

  it("stays corrected, and the list's telephone is taken", async () => {
    const { representativeId } = await familyOf("300000077AB", "eva.fausse@familles.example");
    const person = await correctingWhile(representativeId, "eva.juste@familles.example", () => importList(listed("300000077AB", "eva.fausse@familles.example", "0611111111")), someoneWaits);
    expect(person).toMatchObject({ firstName: "Eva", email: "eva.juste@familles.example", phone: "0611111111" });
    expect(await connection.db.select({ id: tables.persons.id }).from(tables.persons).where(eq(tables.persons.emailIndex, emailIndex("EVA.juste@familles.example")))).toEqual([{ id: representativeId }]);
  });

  it("read without the lock and sealed again after, as a naive import would, is lost", async () => {
    const { representativeId } = await familyOf("300000078AB", "eve.fausse@familles.example");
    const naive = () =>
      connection.db.transaction(async (tx: Transaction) => {
        const known = (await findPerson(tx, representativeId))!;
        await tx.update(tables.persons).set({ identity: sealedPerson({ ...known, phone: "0611111111" }).identity }).where(eq(tables.persons.id, representativeId));
      });
    const person = await correctingWhile(representativeId, "eve.juste@familles.example", naive, someoneWaits);
    expect(person).toMatchObject({ email: "eve.fausse@familles.example", phone: "0611111111" });
  });
});

// Last: after it the development keys no longer open this database.
it("sealed anew by the next key, is read with that key alone", async () => {
  const next = withNextKey(DEVELOPMENT_KEYS);
  const family = await familyOf("300000079AB", "eli.fausse@familles.example");
  await correct({ ...family, email: "eli.juste@familles.example" });
  const colleague = { email: "Maiwenn.Prat@ac-limoges.example", firstName: "Maïwenn", lastName: "Prat" };
  await invite(colleague);
  try {
    useKeyring(readKeyring(next));
    const done = await reseal(connection.db, tablesIn(tables));
    const count = (table: string, column: string) => done.find((one) => one.table === table && one.column === column)?.resealed;
    expect(count("persons", "identity")).toBe(await connection.db.$count(tables.persons));
    expect(count("students", "private")).toBe(await connection.db.$count(tables.students));
    const tutors = await connection.db.$count(tables.conventions, isNotNull(tables.conventions.tutor));
    expect([count("conventions", "tutor"), count("outgoing_mails", "mail")]).toEqual([tutors, await connection.db.$count(tables.outgoingMails, isNotNull(tables.outgoingMails.mail))]);
    expect(count("personal_links", "address")).toBe(await connection.db.$count(tables.personalLinks, isNotNull(tables.personalLinks.address)));
    const corrections = await connection.db.$count(tables.correctedEmails);
    expect([count("corrected_emails", "former"), count("corrected_emails", "corrected")]).toEqual([corrections, corrections]);

    useKeyring(readKeyring(withoutFormerKeys(next)));
    const all = await connection.db.select({ id: tables.students.id }).from(tables.students);
    expect(await findStudents(connection.db, all.map(({ id }) => id))).toHaveLength(all.length);
    const { id } = studentOf("student");
    const { data } = await run(head, "query($id: ID!) { student(id: $id) { lastName birthDate home { addressLine } legalRepresentatives { email } } }", { id });
    expect(data).toMatchObject({ student: { lastName: expect.any(String) as string, birthDate: studentOf("student").birthDate.toString(), home: { addressLine: studentOf("student").home.addressLine } } });

    expect(await findCorrectedEmails(connection.db, [family.representativeId])).toEqual([{ personId: family.representativeId, former: "eli.fausse@familles.example" }]);

    expect((await run<{ mailbox: { to: string }[] }>(PLATFORM, "{ mailbox }")).data!.mailbox.map(({ to }) => to)).toContain("tutrice.le-gall@atelier.example");

    // Addresses are found again as before: their index has a key that does not change.
    expect((await invite({ ...colleague, email: colleague.email.toUpperCase() })).code).toBeUndefined();
    expect(await connection.db.$count(tables.persons, eq(tables.persons.emailIndex, emailIndex(colleague.email)))).toBe(1);
  } finally {
    useDevelopmentKeys();
  }
  await expect(findStudents(connection.db, [studentOf("student").id])).rejects.toThrow("is sealed by key 2, which is not in the keyring");
});
