import { freshDatabase, type TestDatabase } from "@stages/testing/database.ts";
import { PLANTED_PARTS } from "@stages/testing/failing-statements.ts";
import { newInternalKeys } from "@stages/transport/internal-token.ts";
import { DEVELOPMENT_KEYS } from "@stages/vault/keyring.ts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Launched } from "./launched.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase("empty", async () => {});
});
afterAll(async () => {
  await Launched.endAll();
  await database.drop();
});

it.each(["awaited", "unawaited"])("a failed statement is logged by every way, the last one %s, and its parameters by none", async (last) => {
  const environment = {
    DATABASE_URL: database.url,
    STAGES_KEYS: DEVELOPMENT_KEYS,
    STAGES_INTERNAL_VERIFICATION_KEY: newInternalKeys().verificationKey.export({ type: "spki", format: "pem" }).toString(),
  };
  const { code, stdout, stderr } = await new Launched(["packages/standalone/src/failing-subgraph.ts", last], environment).ended;
  for (const part of PLANTED_PARTS) expect(stdout + stderr).not.toContain(part);
  // The subgraph's own report, the four ways of the composition root, and at last what ended the process.
  const lines = stderr.split("\n").filter((line) => line.startsWith("{")).map((line) => JSON.parse(line) as { readonly err?: object; readonly errors?: readonly object[] });
  const logged = stderr.replaceAll("\\n", "\n");
  expect(lines.every(({ err, errors }) => typeof (err ?? errors?.[0]) === "object")).toBe(true);
  expect(logged.match(/Caused by PostgresError: 23505/g)).toHaveLength(5);
  expect(logged.match(/insert into planted values \(\$1\)/g)!.length).toBeGreaterThanOrEqual(5);
  expect(logged).toMatch(/DrizzleQueryError: select \$1::uuid as planted\n[^]*Caused by PostgresError: 22P02/);
  expect(code).toBe(1);
});
