import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clientOf } from "@stages/client/personas.ts";
import type { TestDatabase } from "@stages/testing/database.ts";
import { DEVELOPMENT_KEYS } from "@stages/vault/keyring.ts";
import { withNextKey, withoutFormerKeys } from "@stages/vault/new-keyring.ts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Launched } from "./launched.ts";
import { preparedDatabase } from "./platform-under-test.ts";

const HOME = mkdtempSync(join(tmpdir(), "stages-keys-"));
let database: TestDatabase;

beforeAll(async () => {
  database = await preparedDatabase();
});
afterAll(async () => {
  await Launched.endAll();
  await database.drop();
  rmSync(HOME, { recursive: true, force: true });
});

function keysFile(name: string, keys: string): string {
  const path = join(HOME, name);
  writeFileSync(path, keys);
  return path;
}
const run = (script: string, keys: string) => new Launched([script], { PORT: "0", STAGES_DATA_DIR: join(HOME, "data"), DATABASE_URL: database.url, STAGES_KEYS: keys });
const reseal = (keys: string) => run("scripts/reseal.ts", keys).ended;

it("the key is changed by three commands, beside a running platform, and the former one opens nothing any more", async () => {
  const next = withNextKey(DEVELOPMENT_KEYS);
  const both = keysFile("both.json", next);
  const last = keysFile("last.json", withoutFormerKeys(next));
  expect(await reseal(last)).toMatchObject({ code: 1, stderr: expect.stringMatching(/scellées par d'autres clés/) });

  const platform = run("packages/standalone/src/main.ts", both);
  const { url } = await platform.welcome();
  const first = await reseal(both);
  expect(first).toMatchObject({ code: 0, stdout: expect.stringMatching(/^[\d\s]{5,} valeurs scellées à nouveau, par la clé 2\./) });
  expect(first.stderr).toMatch(/^people\.persons\.identity : /m);
  expect(first.stderr).toMatch(/^conventions\.documents\.content : /m);
  expect(await reseal(both)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Tout était déjà scellé par la clé 2\./) });
  const name = async (at: string) => {
    const student = await clientOf("student", { url: at });
    const { viewer } = await student.need<{ viewer: { displayName: string; student: { home: { addressLine: string } } } }>("{ viewer { displayName student { home { addressLine } } } }");
    await student.close();
    return viewer;
  };
  const before = await name(url);
  await platform.stop();

  const after = run("packages/standalone/src/main.ts", last);
  expect(await name((await after.welcome()).url)).toEqual(before);
  expect(await after.stop()).toMatchObject({ code: 0, stderr: "" });
  expect(await reseal(keysFile("first.json", DEVELOPMENT_KEYS))).toMatchObject({ code: 1, stderr: expect.stringMatching(/scellées par d'autres clés/) });
});
