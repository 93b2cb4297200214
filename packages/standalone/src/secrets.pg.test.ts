import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { IssuerUnderTest } from "@stages/identity/jwks-server.ts";
import { sealFilesIn } from "@stages/seal/seal-files-under-test.ts";
import { freshDatabase, type TestDatabase } from "@stages/testing/database.ts";
import { newKeyring } from "@stages/vault/new-keyring.ts";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { type Ended, Launched } from "./launched.ts";

const HOME = mkdtempSync(join(tmpdir(), "stages-secrets-"));
const issuer = new IssuerUnderTest("ES256");
const keys = newKeyring();
const seal = sealFilesIn(HOME);
const fileOf = (name: string, content: string) => {
  writeFileSync(join(HOME, name), content, { mode: 0o600 });
  return join(HOME, name);
};

/** What would be recognised anywhere, whole or in part. */
const MARKS: Readonly<Record<string, string>> = {
  "of the database": new URL(inject("postgresUrl")).password,
  "of the mail server": "m4rk-smtp-53cr3t",
  "in the address of short messages": "m4rk-sms-url-53cr3t",
  "of short messages": "m4rk-sms-token-53cr3t",
  "of the keyring": Object.values((JSON.parse(keys) as { keys: Record<string, string> }).keys)[0]!,
  "of the seal": readFileSync(seal.STAGES_SEAL_KEY, "utf8").split("\n")[1]!,
  // What a client sent, which nobody else is to read either.
  "of a client, its token": "m4rk-bearer-53cr3t",
  "of a client, in an address": "m4rkdocument53cr3t".padEnd(43, "x"),
};

let database: TestDatabase;
let ended: Ended;
const answers: string[] = [];
/** Of each process of the platform, what anyone sees of it, and what whoever has its rights does. */
const processes: { readonly title: string; readonly environment: string }[] = [];

beforeAll(async () => {
  await (await issuer.start()).addKey("first");
  database = await freshDatabase("empty", async () => {});
  const launched = new Launched(["packages/standalone/src/distributed.ts"], {
    NODE_ENV: "production",
    PORT: "0",
    STAGES_DATA_DIR: join(HOME, "data"),
    DATABASE_URL_FILE: fileOf("database", `${database.url}\n`),
    STAGES_ISSUERS: JSON.stringify({ issuers: [{ key: "educonnect", issuer: issuer.url, audience: "stages-api", algorithms: ["ES256"], keys: { url: issuer.jwksUrl } }] }),
    STAGES_KEYS_FILE: fileOf("keys", keys),
    STAGES_PUBLIC_URL: "https://stages.example",
    STAGES_SMTP_URL_FILE: fileOf("smtp", `smtp://account:${MARKS["of the mail server"]}@127.0.0.1:9`),
    STAGES_SMS_URL: `http://127.0.0.1:9/?key=${MARKS["in the address of short messages"]}`,
    STAGES_SMS_TOKEN: MARKS["of short messages"]!,
    ...seal,
  });
  const { url } = await launched.welcome();
  look();
  await provoke(url);
  const admin = postgres(database.url, { max: 1 });
  // Statements that no longer find what they ask.
  await admin`alter schema people rename to away`;
  await provoke(url);
  await admin`alter schema away rename to people`;
  await admin.end();
  ended = await launched.stop();
});
afterAll(async () => {
  await Launched.endAll();
  await issuer.stop();
  await database?.drop();
  rmSync(HOME, { recursive: true, force: true });
});

function look(): void {
  const table = execFileSync("ps", ["-A", "-ww", "-o", "pid=,args="], { encoding: "utf8" }).split("\n");
  for (const line of table.filter((one) => /standalone\/src\/|subgraphs\/\w+\/src\/main/.test(one))) {
    const environ = `/proc/${Number.parseInt(line, 10)}/environ`;
    processes.push({ title: line, environment: existsSync(environ) ? readFileSync(environ, "utf8") : "" });
  }
}

/** Errors of each kind: of a client, of an issuer, of a subgraph, of the database. */
async function provoke(url: string): Promise<void> {
  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(new URL(path, url), { redirect: "manual", ...init });
    answers.push(`${[...response.headers].join("\n")}\n${await response.text()}`);
  };
  const query = (text: string, headers: Record<string, string> = {}) => ask("/graphql", { method: "POST", headers: { "content-type": "application/json", ...headers }, body: JSON.stringify({ query: text }) });
  await query("{");
  await query("{ nothing }");
  await query("{ viewer { role } }", { authorization: `Bearer ${MARKS["of a client, its token"]}` });
  await query("{ viewer { role } }", { authorization: `Bearer stl_${MARKS["of a client, its token"]}` });
  await query("{ viewer { role displayName } campaigns { label } __typename }", { authorization: `Bearer ${await issuer.sign("first")}` });
  await query('mutation { requestPersonalLink(input: { email: "x" }) }');
  await query(`mutation { openPersonalLink(input: { token: "${MARKS["of a client, in an address"]}" }) { accessToken } }`);
  await query('{ verifyDocument(code: "x") { status } openStatistics { asOf } }');
  for (const path of ["/documents/", "/exports/", "/lien#", "/nothing/"]) await ask(path + MARKS["of a client, in an address"]);
  await ask(`/depots/${MARKS["of a client, in an address"]}`, { method: "PUT", body: "%PDF-" });
  await ask("/documents", { method: "POST", body: `token=${MARKS["of a client, in an address"]}` });
  for (const path of ["/ready", "/health", "/metrics", "/", "/development/token"]) await ask(path);
}

describe.each(Object.entries(MARKS))("a secret %s", (_title, mark) => {
  it("is printed nowhere, and stands in no answer", () => {
    expect(ended.stdout).not.toContain(mark);
    expect(ended.stderr).not.toContain(mark);
    expect(answers.filter((answer) => answer.includes(mark))).toEqual([]);
  });

  it("stands in the title of no process", () => {
    expect(processes.map(({ title }) => title).filter((title) => title.includes(mark))).toEqual([]);
  });
});

it("was tried: the platform ran as several processes, failed, and said so", () => {
  for (const mark of Object.values(MARKS)) expect(mark.length).toBeGreaterThan(15);
  expect(processes.length).toBeGreaterThanOrEqual(6);
  expect(ended.code).toBe(0);
  expect(ended.stderr).toMatch(/PostgresError/);
  expect(answers.join("\n")).toMatch(/INTERNAL_ERROR|TEMPORARILY_UNAVAILABLE/);
});

it.skipIf(!existsSync("/proc/self/environ"))("is given to those processes alone that need it", () => {
  const having = (mark: string, script: RegExp) => processes.filter(({ title, environment }) => script.test(title) && environment.includes(mark)).length;
  for (const mark of Object.keys(MARKS).filter((name) => /database|mail|short|keyring|seal/.test(name))) {
    // The gateway believes tokens and asks subgraphs: it opens no database and sends no mail.
    expect([mark, having(MARKS[mark]!, /gateway-process/)]).toEqual([mark, 0]);
  }
  for (const mark of ["of the mail server", "in the address of short messages", "of short messages"]) expect(having(MARKS[mark]!, /subgraphs\/(?:offers|candidatures|conventions)/)).toBe(0);
  expect(having(MARKS["of the seal"]!, /subgraphs\/(?:offers|candidatures|people)/)).toBe(0);
  // What came in a file is in no environment of the launcher's either.
  expect(having(MARKS["of the database"]!, /distributed\.ts/)).toBe(0);
});

it("control: what is printed or echoed would have been found: the name of an issuer, the words of a query", () => {
  expect(ended.stdout).toContain("educonnect");
  expect(answers.some((answer) => answer.includes('\\"nothing\\"'))).toBe(true);
});
