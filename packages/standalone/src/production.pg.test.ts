import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stagesClient } from "@stages/client/client.ts";
import { openDevelopmentIssuer } from "@stages/demonstration/development-issuer.ts";
import { PERSONAS } from "@stages/demonstration/personas.ts";
import { IssuerUnderTest } from "@stages/identity/jwks-server.ts";
import { systemClock } from "@stages/kernel/civil-time.ts";
import { newId, uuidOf } from "@stages/kernel/ids.ts";
import { sealedPerson } from "@stages/people/persistence/person-rows.ts";
import { sealFilesIn } from "@stages/seal/seal-files-under-test.ts";
import { freshDatabase, type TestDatabase } from "@stages/testing/database.ts";
import { readKeyring } from "@stages/vault/keyring.ts";
import { newKeyring } from "@stages/vault/new-keyring.ts";
import { useDevelopmentKeys, useKeyring } from "@stages/vault/vault.ts";
import postgres from "postgres";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Launched } from "./launched.ts";
import { preparedDatabase } from "./platform-under-test.ts";
import { prepareDatabase } from "./prepare-database.ts";
import { startConfiguredGateway } from "./start-configured-gateway.ts";

const HOME = mkdtempSync(join(tmpdir(), "stages-production-"));
const dataDir = join(HOME, "données");
const educonnect = new IssuerUnderTest("ES256");
const keys = newKeyring();
const seal = sealFilesIn(HOME);
let database: TestDatabase;

beforeAll(async () => {
  await (await educonnect.start()).addKey("first");
  database = await freshDatabase("empty", async () => {});
});
afterAll(async () => {
  await Launched.endAll();
  await educonnect.stop();
  await database.drop();
  rmSync(HOME, { recursive: true, force: true });
});

const start = (environment: Record<string, string>, script = "main") =>
  new Launched([`packages/standalone/src/${script}.ts`], { PORT: "0", STAGES_DATA_DIR: dataDir, DATABASE_URL: database.url, ...environment });

const production = () => {
  const issuer = { key: "educonnect", issuer: educonnect.url, audience: "stages-api", algorithms: ["ES256"], keys: { url: educonnect.jwksUrl } };
  return { NODE_ENV: "production", STAGES_ISSUERS: JSON.stringify({ issuers: [issuer] }), STAGES_KEYS: keys, STAGES_PUBLIC_URL: "https://stages.example", STAGES_SMTP_URL: "smtp://127.0.0.1:9", ...seal };
};

async function enrol(subject: string): Promise<void> {
  const sql = postgres(database.url, { max: 1 });
  const id = newId("person");
  useKeyring(readKeyring(keys));
  const { identity, emailIndex } = sealedPerson({ id, subject, firstName: "Anne", lastName: "Roche", email: "anne@example.org", phone: null });
  useDevelopmentKeys();
  const [person] = await sql`insert into people.persons (id, subject, identity, email_index) values (${uuidOf(id)}, ${subject}, ${Buffer.from(identity)}, ${emailIndex}) on conflict (subject) do update set subject = excluded.subject returning id`;
  await sql`insert into people.grants (person_id, role) values (${person!["id"]}, 'MINISTRY') on conflict do nothing`;
  await sql.end();
}

it.each(["main", "distributed"])("with issuers, %s.ts serves real people alone: nothing of development is there", async (script) => {
  const launched = start(production(), script);
  const { block, url } = await launched.welcome();
  expect(block).toContain("Identité    educonnect");
  for (const { name } of PERSONAS) expect(block).not.toMatch(new RegExp(`^  ${name} `, "m"));
  await enrol("educonnect|0f3a");
  await enrol("persona|ministry");

  const viewer = (token: string) => stagesClient({ url, token }).ask("{ viewer { role displayName } }");
  expect(await viewer(await educonnect.sign("first"))).toEqual({ data: { viewer: { role: "MINISTRY", displayName: expect.stringContaining("Roche") } } });
  expect((await viewer(await educonnect.sign("first", { sub: "unknown" }))).errors?.[0]?.extensions.code).toBe("UNAUTHENTICATED");

  // No key was made; and one that someone brings is not believed.
  expect(readdirSync(dataDir)).toEqual([]);
  const brought = await (await openDevelopmentIssuer(HOME)).issue(PERSONAS.find(({ name }) => name === "ministry")!);
  expect((await viewer(brought)).errors?.[0]?.extensions.code).toBe("UNAUTHENTICATED");
  for (const path of ["/development/token", "/development/personas", "/development/examples", "/development/mailbox", "/development/oidc/auth", "/development/oidc/.well-known/openid-configuration"]) {
    for (const method of ["GET", "POST"]) expect((await fetch(new URL(path, url), { method })).status).toBe(404);
  }
  expect(await (await fetch(new URL("/", url))).text()).not.toContain("<script");
  // Families and tutors have no other way in: their page is there, with a script that any browser runs.
  expect((await fetch(new URL("/lien", url))).status).toBe(200);
  expect((await (await fetch(new URL("/lien/link.js", url))).text()).length).toBeGreaterThan(1_000);
  const { code, stderr } = await launched.stop();
  expect(code).toBe(0);
  // A line for each operation, one for the stop, and nothing else: what came with a token that is not valid was refused before it was an operation.
  const logged = stderr.trimEnd().split("\n").map((line) => JSON.parse(line) as { level: string; message: string; code: string; role?: string });
  expect(logged.map(({ level, message, code: answered, role }) => [level, message, answered, role])).toEqual([["info", "Operation", "OK", "MINISTRY"], ["info", "The platform stops", undefined, undefined]]);
});

it("keeps real data and the demonstration apart, either way", async () => {
  const developing = await start({}).ended;
  expect(developing).toMatchObject({ code: 1, stderr: expect.stringMatching(/^Les données trouvées sont celles d'une vraie plateforme, .*DATABASE_URL.*\n$/) });
  const demonstration = await preparedDatabase();
  const preparing = prepareDatabase({ databaseUrl: demonstration.url, clock: systemClock, demonstration: false });
  await expect(preparing).rejects.toThrow(/celles de la démonstration/);
  await demonstration.drop();
});

it.each(["main", "distributed"])("without issuers, %s.ts says in one sentence what to configure", async (script) => {
  const { code, stdout, stderr } = await start({ NODE_ENV: "production" }, script).ended;
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(/^NODE_ENV vaut « production » : .*STAGES_ISSUERS.*\n$/);
});

it("without a way to send mail, says in one sentence what to configure", async () => {
  const { STAGES_SMTP_URL: _, ...incomplete } = production();
  const { code, stdout, stderr } = await start(incomplete).ended;
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(/^NODE_ENV vaut « production » : .*STAGES_PUBLIC_URL.*STAGES_SMTP_URL\.\n$/);
});

it("without a key for its seal, says in one sentence what to configure", async () => {
  const { STAGES_SEAL_KEY: _, STAGES_SEAL_CERTIFICATE: __, ...incomplete } = production();
  const { code, stdout, stderr } = await start(incomplete).ended;
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(/^NODE_ENV vaut « production » : .*STAGES_SEAL_KEY.*STAGES_SEAL_CERTIFICATE .*\n$/);
});

it("with another's key for its seal, names the variable", async () => {
  const { code, stderr } = await start({ ...production(), STAGES_SEAL_KEY: sealFilesIn(mkdtempSync(join(HOME, "autre-"))).STAGES_SEAL_KEY }).ended;
  expect(code).toBe(1);
  expect(stderr).toMatch(/La variable STAGES_SEAL_KEY ne convient pas : le premier certificat n'est pas celui de la clé/);
});

it("opens no development identity, whoever asks the gateway to", async () => {
  const before = process.env["NODE_ENV"];
  process.env["NODE_ENV"] = "production";
  try {
    const starting = startConfiguredGateway({ host: "127.0.0.1", port: 0, dataDir: HOME, identity: { development: true, issuers: [] }, transports: {} as never });
    await expect(starting).rejects.toThrow("impossible in production");
  } finally {
    process.env["NODE_ENV"] = before;
  }
});
