import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StagesClient } from "@stages/client/client.ts";
import { clientOf } from "@stages/client/personas.ts";
import { signWithCode } from "@stages/client/sign.ts";
import type { PersonaName } from "@stages/demonstration/personas.ts";
import { startEmbeddedPostgres } from "@stages/embedded-postgres/embedded-postgres.ts";
import { ensureDatabase } from "@stages/embedded-postgres/ensure-database.ts";
import { siretFrom } from "@stages/kernel/siret.ts";
import postgres from "postgres";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { Launched } from "./launched.ts";

/**
 * A thousand values that are nowhere else: each word begins with « zq », each telephone with 0798, each INE ends with ZQ.
 * They go in by the public endpoint, as a school, a family and a host write them.
 */
const planted = new Set<string>();
const plant = (value: string): string => {
  planted.add(value.toLowerCase());
  return value;
};
let counter = 0;
const letters = (n: number) => Array.from({ length: 5 }, (_, rank) => String.fromCharCode(97 + (Math.floor(n / 26 ** rank) % 26))).join("");
const word = () => plant(`Zq${letters((counter += 1))}`);
const sentence = (text: string) => `${text} ${word()}.`;
const digits = (n: number, length: number) => String(n).padStart(length, "0");
const phone = () => plant(`0798${digits((counter += 1), 6)}`);
const ine = () => plant(`798${digits((counter += 1), 6)}ZQ`);
const email = () => `${word().toLowerCase()}@familles.example`;

const STUDENTS = 110;
const HEADINGS = "INE;Nom;Prénom;Date de naissance;Classe;Adresse;Code postal;Commune;Représentant 1 nom;Représentant 1 prénom;Représentant 1 courriel;Représentant 1 téléphone;Représentant 1 lien;Représentant 2 nom;Représentant 2 prénom;Représentant 2 courriel;Représentant 2 lien";
const lineOf = () => `${ine()};${word()};${word()};03/09/2011;2de 9;4 rue ${word()};19000;Tulle;${word()};${word()};${email()};${phone()};mère;Mazaud;Jean;${email()};père`;

const HOME = mkdtempSync(join(tmpdir(), "stages-in-clear-"));
const clients: StagesClient[] = [];
const running = new AsyncDisposableStack();
let databaseUrl: string;
let launched: Launched;
let url: string;

beforeAll(async () => {
  running.defer(() => rmSync(HOME, { recursive: true, force: true }));
  const server = await startEmbeddedPostgres({ dataDir: join(HOME, "postgres"), durability: "none" });
  running.defer(() => server.stop());
  databaseUrl = server.url("stages");
  await ensureDatabase(databaseUrl);
  launched = new Launched(["packages/standalone/src/main.ts"], { PORT: "0", STAGES_DATA_DIR: join(HOME, "data"), DATABASE_URL: databaseUrl });
  running.defer(() => Launched.endAll());
  ({ url } = await launched.welcome());
});
afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await running.disposeAsync();
});

async function as(persona: PersonaName, now?: Temporal.Instant): Promise<StagesClient> {
  const client = await clientOf(persona, { url, ...(now ? { now } : {}) });
  clients.push(client);
  return client;
}

/** What is told travels some milliseconds. */
const soon = <T>(ask: () => Promise<T>): Promise<T> => vi.waitFor(ask, { timeout: 30_000, interval: 50 });

it("nothing of what a thousand people wrote stands in clear in a dump, in the files of the database, or in a log", async () => {
  await plantBySchool();
  await plantByStage();
  expect(planted.size).toBeGreaterThanOrEqual(1_000);

  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  try {
    expect(await inDump(sql)).toEqual([]);
    await sql`checkpoint`;
    expect(inFiles(join(HOME, "postgres"))).toEqual([]);
    const { stdout, stderr } = await launched.stop();
    expect(inText(stdout) + inText(stderr)).toBe(0);

    // The control: had one been kept as it is, each way of looking would have found it.
    const [one] = planted;
    await sql`create table public.naive as select ${one!}::text as name`;
    await sql`checkpoint`;
    expect(await inDump(sql)).toEqual([`public.naive.name ${one}`]);
    expect(inFiles(join(HOME, "postgres")).length).toBeGreaterThan(0);
  } finally {
    await sql.end();
  }
});

async function plantBySchool(): Promise<void> {
  const head = await as("school-head");
  const { viewer } = await head.need<{ viewer: { schools: { uai: string }[] } }>("{ viewer { schools { uai } } }");
  const [{ uai: schoolUai }] = viewer.schools as [{ uai: string }];
  const csv = [HEADINGS, ...Array.from({ length: STUDENTS }, lineOf)].join("\r\n");
  const { importClassList } = await head.need<{ importClassList: { created: number } }>("mutation($input: ImportClassListInput!) { importClassList(input: $input) { created } }", { input: { schoolUai, csv, dryRun: false } });
  expect(importClassList.created).toBe(STUDENTS);
  await head.need("mutation($input: InviteStaffMemberInput!) { inviteStaffMember(input: $input) { id } }", {
    input: { schoolUai, email: email(), firstName: word(), lastName: word(), function: "TEACHER" },
  });
  const { school } = await head.need<{ school: { students: { edges: { node: { id: string; legalRepresentatives: { id: string; email: string }[] } }[] } } }>(
    "query($uai: ID!) { school(uai: $uai) { students(first: 100) { edges { node { id legalRepresentatives { id email } } } } } }",
    { uai: schoolUai },
  );
  const imported = school.students.edges.map(({ node }) => node).filter(({ legalRepresentatives: [first] }) => first?.email.startsWith("zq"));
  for (const { id: studentId, legalRepresentatives } of imported.slice(0, 5)) {
    await head.need("mutation($input: CorrectRepresentativeEmailInput!) { correctRepresentativeEmail(input: $input) { id } }", {
      input: { studentId, representativeId: legalRepresentatives[0]!.id, email: email() },
    });
  }
}

async function plantByStage(): Promise<void> {
  const [manager, student, head, teacher] = await Promise.all((["host-manager", "student", "school-head", "referent-teacher"] as const).map((persona) => as(persona)));
  const place = { addressLine: "4 rue de la Scierie", postcode: "19100", communeCode: "19031" };
  const point = { latitude: 45.1585, longitude: 1.5321 };
  const { registerHost } = await manager!.need<{ registerHost: { id: string } }>("mutation($input: RegisterHostInput!) { registerHost(input: $input) { id } }", {
    input: { kind: "COMPANY", sector: "C", address: place, ...point, siret: siretFrom("9012345670001"), legalName: "Atelier des planches" },
  });
  await soon(async () => expect((await manager!.need<{ viewer: { hostIds: string[] } }>("{ viewer { hostIds } }")).viewer.hostIds).toContain(registerHost.id));
  const tutor = await as("tutor");
  const tutorEmail = (await tutor.need<{ viewer: { email: string } }>("{ viewer { email } }")).viewer.email;
  const contact = { name: `${word()} ${word()}`, function: "Chef d'atelier", email: tutorEmail, phone: phone() };
  const { publishOffer } = await manager!.need<{ publishOffer: { id: string } }>("mutation($input: PublishOfferInput!) { publishOffer(input: $input) { id } }", {
    input: {
      hostId: registerHost.id, title: "Une semaine de planches", description: "Du dessin à la pose.", activities: "Suivre la fabrication d'un escalier.", sector: "C", period: "WEEK_2",
      mode: "INDIVIDUAL", seats: 1, place: { ...place, ...point }, accessible: true, tutor: contact,
    },
  });
  const { submitCandidature } = await soon(() =>
    student!.need<{ submitCandidature: { id: string } }>("mutation($input: SubmitCandidatureInput!) { submitCandidature(input: $input) { id } }", { input: { offerId: publishOffer.id, motivation: sentence("Je voudrais apprendre à") } }),
  );
  const { id } = submitCandidature;
  await manager!.need("mutation($id: ID!) { acceptCandidature(input: { candidatureId: $id }) { id } }", { id });
  await student!.need("mutation($id: ID!) { confirmCandidature(input: { candidatureId: $id }) { id } }", { id });
  const convention = await soon(async () => {
    const { candidature } = await manager!.need<{ candidature: { convention: { id: string } | null } }>("query($id: ID!) { candidature(id: $id) { convention { id } } }", { id });
    return candidature.convention!.id;
  });
  const { currentCampaign } = await manager!.need<{ currentCampaign: { weeks: { firstDay: string }[] } }>("{ currentCampaign { weeks { firstDay } } }");
  const monday = Temporal.PlainDate.from(currentCampaign.weeks[1]!.firstDay);
  const complete = () =>
    manager!.need("mutation($input: CompleteConventionInput!) { completeConvention(input: $input) { id } }", {
      input: {
        conventionId: convention,
        hostPart: {
          representative: { name: `${word()} ${word()}`, function: "Gérante" },
          tutor: contact,
          timetable: [0, 1, 2, 3, 4].map((days) => ({ date: monday.add({ days }).toString(), slots: [{ from: "09:00", to: "12:30" }, { from: "13:30", to: "16:30" }] })),
          activities: sentence("Observation avec"),
          place: "4 rue de la Scierie, 19100 Brive-la-Gaillarde",
          lunch: sentence("Repas chez"),
          transport: sentence("Conduit par"),
        },
      },
    });
  await complete();
  await head!.need("mutation($id: ID!, $reason: String!) { returnConvention(input: { conventionId: $id, reason: $reason }) { id } }", { id: convention, reason: sentence("Revoir avec") });
  await complete();
  const { viewer } = await teacher!.need<{ viewer: { personId: string } }>("{ viewer { personId } }");
  await soon(() =>
    head!.need(
      `mutation($input: ValidateConventionInput!) { validateConvention(input: $input) { id } }`,
      { input: { conventionId: convention, referentTeacherId: viewer.personId, adjustments: sentence("PAI suivi par"), liabilityInsurance: { insurer: word(), policyNumber: word() } } },
    ),
  );
  for (const signer of [head!, manager!, await as("legal-representative")]) await signWithCode(signer, { url, conventionId: convention });
  const morning = monday.add({ days: 1 }).toZonedDateTime({ timeZone: "Europe/Paris", plainTime: "09:20" }).toInstant();
  await (await as("tutor", morning)).need("mutation($id: ID!, $day: Date!, $note: String!) { reportAbsence(input: { conventionId: $id, day: $day, kind: ABSENT, note: $note }) { id } }", {
    id: convention,
    day: monday.add({ days: 1 }).toString(),
    note: sentence("Vu partir avec"),
  });
}

const FINDABLE = /zq[a-z]{5}|0798\d{6}|798\d{6}zq/gi;

/** Everything written one way or another in a text; bytes are read as Latin-1, which loses none. */
const found = (text: string): readonly string[] => [...text.matchAll(FINDABLE)].map(([value]) => value.toLowerCase()).filter((value) => planted.has(value));
const inText = (text: string): number => found(text).length;

/** Every column of every table, as text; sealed ones as the bytes they are. */
async function inDump(sql: postgres.Sql): Promise<readonly string[]> {
  const columns = await sql<{ schema: string; table: string; column: string; type: string }[]>`
    select n.nspname as schema, c.relname as "table", a.attname as "column", t.typname as type
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace join pg_type t on t.oid = a.atttypid
    where c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and n.nspname not like 'pg_%' and n.nspname <> 'information_schema'`;
  const where: string[] = [];
  for (const { schema, table, column, type } of columns) {
    const rows = await sql<{ value: string | Uint8Array | null }[]>`select ${type === "bytea" ? sql(column) : sql`${sql(column)}::text`} as value from ${sql(schema)}.${sql(table)}`;
    const values = rows.map(({ value }) => (value === null ? "" : typeof value === "string" ? value : Buffer.from(value).toString("latin1")));
    for (const value of new Set(found(values.join("\n")))) where.push(`${schema}.${table}.${column} ${value}`);
  }
  return where;
}

/** Tables, indexes, write-ahead log, the server's own log. */
function inFiles(folder: string): readonly string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.flatMap(({ parentPath, name }) => {
    const path = join(parentPath, name);
    return [...new Set(found(readFileSync(path, "latin1")))].map((value) => `${path.slice(folder.length)} ${value}`);
  });
}
