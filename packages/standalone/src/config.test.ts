import { newKeyring } from "@stages/vault/new-keyring.ts";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { readConfiguration } from "./config.ts";

it("needs no variable at all", () => {
  expect(readConfiguration({})).toEqual({
    host: "127.0.0.1",
    port: 4000,
    dataDir: resolve(".data"),
    databaseUrl: null,
    databaseRequestsUrl: null,
    databaseReadsUrl: null,
    natsUrl: null,
    production: false,
    issuers: [],
    keys: null,
    publicUrl: null,
    sendsMail: false,
    sealing: { key: null, timeStampUrl: null, timeStampCertificates: null },
    sendsSms: false,
    pushServices: null,
    allowedOrigins: [],
    telemetry: { level: null, production: false, metrics: null },
    trustedProxies: 0,
    drainSeconds: 0,
    documents: "OPEN",
    introspection: true,
    launcherPid: null,
  });
});

it("takes what it is given, and an empty variable as absent", () => {
  const configuration = readConfiguration({ PORT: "0", HOST: "::", STAGES_DATA_DIR: "/srv/données", DATABASE_URL: "postgresql://a:b@db/stages", NODE_ENV: "" });
  expect(configuration).toMatchObject({ port: 0, host: "::", dataDir: "/srv/données", databaseUrl: "postgresql://a:b@db/stages", production: false });
});

it("opens the graph to any document, and tells its schema in development alone, unless it is said otherwise", () => {
  expect(readConfiguration({ NODE_ENV: "production" })).toMatchObject({ documents: "OPEN", introspection: false });
  expect(readConfiguration({ NODE_ENV: "production", STAGES_INTROSPECTION: "yes", STAGES_DOCUMENTS: "trusted" })).toMatchObject({ documents: "TRUSTED", introspection: true });
  expect(readConfiguration({ STAGES_INTROSPECTION: "no" }).introspection).toBe(false);
});

it("takes other ways to the database, for requests and what they read, with a place for each subgraph's name", () => {
  const urls = { DATABASE_URL: "postgres://a:b@db/stages", DATABASE_REQUESTS_URL: "postgres://a:b@pooler:6432/{subgraph}", DATABASE_READS_URL: "postgres://a:b@pooler:6432/{subgraph}_reads" };
  expect(readConfiguration(urls)).toMatchObject({ databaseRequestsUrl: urls.DATABASE_REQUESTS_URL, databaseReadsUrl: urls.DATABASE_READS_URL });
  expect(() => readConfiguration({ DATABASE_REQUESTS_URL: urls.DATABASE_REQUESTS_URL })).toThrow("La variable DATABASE_URL manque : DATABASE_REQUESTS_URL ne sert qu'avec elle.");
});

const ISSUERS = JSON.stringify({
  issuers: [{ key: "educonnect", issuer: "https://educonnect.example", audience: "stages-api", algorithms: ["RS256"], keys: { url: "https://educonnect.example/jwks" } }],
});

it("reads the issuers from a file, or from the variable itself", () => {
  const folder = mkdtempSync(join(tmpdir(), "stages-config-"));
  const file = join(folder, "émetteurs.json");
  writeFileSync(file, ISSUERS);
  const { issuers } = readConfiguration({ STAGES_ISSUERS: file, NODE_ENV: "production" });
  expect(issuers).toMatchObject([{ key: "educonnect", types: ["at+jwt"] }]);
  expect(readConfiguration({ STAGES_ISSUERS: ISSUERS }).issuers).toEqual(issuers);
  rmSync(folder, { recursive: true });
});

describe("names the variable, what was read and the remedy", () => {
  it.each([
    ["STAGES_DOCUMENTS", "closed", "closed"],
    ["STAGES_INTROSPECTION", "true", "true"],
    ["PORT", "quatre mille", "quatre mille"],
    ["PORT", "70000", "70000"],
    ["STAGES_LOG_LEVEL", "loud", "loud"],
    ["STAGES_METRICS_PORT", "4000", "4000"],
    ["STAGES_METRICS_PORT", "ici", "ici"],
    ["OTEL_EXPORTER_OTLP_ENDPOINT", "collector", "…"],
    ["PORT", "-1", "-1"],
    ["PORT", "4000.5", "4000.5"],
    ["NODE_ENV", "prod", "prod"],
    ["DATABASE_URL", "mysql://a:secret@db/stages", "@db/stages"],
    ["DATABASE_URL", "postgres://a:secret@db", "@db"],
    ["DATABASE_URL", "localhost/secret", "…"],
    ["NATS_URL", "http://a:secret@nats:4222", "…"],
    ["NATS_URL", "nats://a:secret@nats:4222,secret", "…"],
    ["STAGES_ISSUERS", "/nowhere/issuers.json", "ENOENT"],
    ["STAGES_ISSUERS", "/", "EISDIR"],
    ["STAGES_ISSUERS", '{"issuers":[]}', "issuers : au moins une valeur"],
    ["STAGES_ISSUERS", '{"issuers":[{"key":"persona"}]}', "issuers[0].key"],
    ["STAGES_ISSUERS", "{", "JSON valide"],
    ["STAGES_PUSH_SERVICES", "https://push.example", "https://push.example"],
    ["STAGES_PUSH_SERVICES", "*", "*"],
    ["STAGES_PUSH_SERVICES", "fcm.googleapis.com,", "fcm.googleapis.com,"],
    ["STAGES_PUSH_SERVICES", "127.0.0.1", "127.0.0.1"],
    ...["*", "null", "app.example", "https://app.example/", "https://*.example", "http://app.example", "https://a:b@app.example", "https://app.example,", "https://app.example/x", "javascript:alert(1)", "HTTPS://app.example"].map((value): [string, string, string] => ["STAGES_ALLOWED_ORIGINS", value, "sans chemin"]),
    ["STAGES_PUBLIC_URL", "stages.example", "stages.example"],
    ["STAGES_PUBLIC_URL", "https://stages.example/lien", "sans chemin"],
    ["STAGES_PUBLIC_URL", "ftp://stages.example", "ftp:"],
    ["STAGES_SMTP_URL", "http://a:secret@mail.example", "…"],
    ["STAGES_SMS_URL", "sms:secret", "…"],
    ["STAGES_SMS_URL", "https://secret@sms.example", "STAGES_SMTP_URL manque"],
    ["STAGES_SMS_TOKEN", "secret", "STAGES_SMS_URL manque"],
    ["STAGES_MAIL_FROM", "Stages <a@b.example>", "seule"],
  ])("%s=%s", (name, value, read) => {
    const reading = () => readConfiguration({ [name]: value });
    expect(reading).toThrow(name);
    expect(reading).toThrow(read);
    expect(reading).toThrow(expect.objectContaining({ name: "ConfigurationError", message: expect.not.stringContaining("secret") }));
  });
});

it("takes a keyring as a file or as it is, and repeats no key", () => {
  const keys = newKeyring();
  expect(readConfiguration({ STAGES_KEYS: keys.trim() }).keys).toBe(keys.trim());
  expect(() => readConfiguration({ STAGES_KEYS: '{"current":1,"keys":{"1":"c2VjcmV0"}}' })).toThrow("La variable STAGES_KEYS vaut « … » : keys.1 : une clé est faite de 32 octets");
  expect(() => readConfiguration({ STAGES_KEYS: "no-such-file.json" })).toThrow(/^La variable STAGES_KEYS vaut « … » : .*ENOENT.*npm run keys/);
});

describe("mail", () => {
  it("leaves by SMTP, with links to the public address", () => {
    expect(readConfiguration({ STAGES_PUBLIC_URL: "https://Stages.example/", STAGES_SMTP_URL: "smtps://a:b@mail.example:465" })).toMatchObject({ publicUrl: "https://stages.example", sendsMail: true });
    expect(readConfiguration({ STAGES_PUBLIC_URL: "https://stages.example" })).toMatchObject({ sendsMail: false });
  });

  it("does not leave with links that lead nowhere", () => {
    expect(() => readConfiguration({ STAGES_SMTP_URL: "smtp://a:secret@mail.example" })).toThrow(/^La variable STAGES_PUBLIC_URL manque(?!.*secret)/);
  });
});

it("names a variable that does not exist, and what does, without its value: a name misspelt may hold keys", () => {
  expect(() => readConfiguration({ STAGES_KEY: newKeyring() })).toThrow(/^La variable STAGES_KEY n'existe pas : il existe STAGES_ALLOWED_ORIGINS, .*STAGES_KEYS.*\.$/);
});

it("lets pages of other sites in by their whole origins", () => {
  expect(readConfiguration({ STAGES_ALLOWED_ORIGINS: "https://app.example, https://autre.example:8443,http://localhost:5173" }).allowedOrigins).toEqual(["https://app.example", "https://autre.example:8443", "http://localhost:5173"]);
});

it("drains for a minute at most", () => {
  expect(readConfiguration({ STAGES_DRAIN_SECONDS: "5" }).drainSeconds).toBe(5);
  for (const value of ["-1", "0.5", "61", "toujours"]) expect(() => readConfiguration({ STAGES_DRAIN_SECONDS: value })).toThrow("STAGES_DRAIN_SECONDS");
});

it("believes as many proxies as it is told, and no more than a handful", () => {
  expect(readConfiguration({ STAGES_TRUSTED_PROXIES: "2" }).trustedProxies).toBe(2);
  for (const value of ["-1", "1.5", "10", "true", "10.0.0.1"]) expect(() => readConfiguration({ STAGES_TRUSTED_PROXIES: value })).toThrow("STAGES_TRUSTED_PROXIES");
});
