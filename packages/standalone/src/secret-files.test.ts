import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newKeyring } from "@stages/vault/new-keyring.ts";
import { afterAll, describe, expect, it } from "vitest";
import { readConfiguration } from "./config.ts";
import { isSecretVariable, SECRET_VARIABLES, takeSecretFiles, withSecretFiles } from "./secret-files.ts";

const HOME = mkdtempSync(join(tmpdir(), "stages-secrets-"));
afterAll(() => rmSync(HOME, { recursive: true }));
const fileOf = (content: string) => {
  const file = join(HOME, `secret-${Math.random()}`);
  writeFileSync(file, content);
  return file;
};
const MARK = "m4rk3d-53cr3t";
const messageOf = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    return `${(error as Error).stack} ${JSON.stringify(error)}`;
  }
  throw new Error("It was not refused");
};

describe("a secret", () => {
  it.each(SECRET_VARIABLES)("%s may stand in a file, whose last line break is not of it", (name) => {
    expect(withSecretFiles({ [`${name}_FILE`]: fileOf(`${MARK}\n`), HOST: "::" })).toEqual({ [name]: MARK, HOST: "::" });
  });

  it("from a file is read as from its variable", () => {
    const keys = newKeyring().trim();
    const url = `postgres://a:${MARK}@db/stages`;
    expect(readConfiguration({ DATABASE_URL_FILE: fileOf(url), STAGES_KEYS_FILE: fileOf(keys) })).toMatchObject({ databaseUrl: url, keys });
  });

  it("is there for who reads the process's own variables", () => {
    const environment = { STAGES_SMS_TOKEN_FILE: fileOf(MARK), HOST: "::", STAGES_SMTP_URL: "smtp://x" };
    takeSecretFiles(environment);
    expect(environment).toEqual({ STAGES_SMS_TOKEN: MARK, HOST: "::", STAGES_SMTP_URL: "smtp://x" });
  });

  it("is not said twice", () => {
    expect(messageOf(() => withSecretFiles({ NATS_URL: MARK, NATS_URL_FILE: "x" }))).toContain("NATS_URL et NATS_URL_FILE");
  });

  it.each(SECRET_VARIABLES)("%s is repeated by no complaint, wherever it was written and however wrong it is", (name) => {
    const complaints = [
      () => withSecretFiles({ [`${name}_FILE`]: MARK }),
      () => withSecretFiles({ [`${name}_FILE`]: HOME }),
      () => withSecretFiles({ [`${name}_FILE`]: fileOf(" \n") }),
      () => withSecretFiles({ [name]: MARK, [`${name}_FILE`]: MARK }),
      ...[MARK, `ftp://a:${MARK}@x`, `{"current":1,"keys":{"1":"${MARK}"}}`, `${MARK}\u0000é`, `https://${MARK}@x`].map((value) => () => readConfiguration({ [`${name}_FILE`]: fileOf(value) })),
    ];
    for (const complaint of complaints) {
      const message = messageOf(complaint);
      expect(message).toContain(name);
      expect(message).not.toContain(MARK);
    }
  });
});

it.each([["DATABASE_URL", true], ["NATS_URL", true], ["NATS_URL_FILE", true], ["STAGES_KEYS_FILE", true], ["PATH", false], ["HOST", false]])("%s is inherited by no process: %s", (name, expected) => {
  expect(isSecretVariable(name)).toBe(expected);
});
