import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { daysLeft, nameOf } from "./certificates.ts";
import { DEVELOPMENT_NAME, openDevelopmentAuthority } from "./development-authority.ts";
import { seal } from "./seal.ts";
import { aPdf, SEALING } from "./seal-under-test.ts";
import { verifySeal } from "./verify-seal.ts";

const NOW = Temporal.Instant.from("2027-06-14T06:00:00Z");
const inYears = (years: number) => NOW.toZonedDateTimeISO("UTC").add({ years }).toInstant();

let parent: string;
let folder: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "stages-authority-"));
  folder = join(parent, "seal");
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

describe("the development authority", () => {
  it("is made at the first start, says that it is worth nothing, and is the same at the second", () => {
    const first = openDevelopmentAuthority(folder, NOW);
    const second = openDevelopmentAuthority(folder, NOW);
    expect(nameOf(first.certificate)).toBe(DEVELOPMENT_NAME);
    expect(nameOf(first.key.chain[0])).toBe("Sceau de développement, sans valeur");
    expect([second.certificate, ...second.key.chain].map(String)).toEqual([first.certificate, ...first.key.chain].map(String));
    expect(readdirSync(parent)).toEqual(["seal"]);
    expect(readFileSync(first.certificateFile, "utf8")).toBe(first.certificate.toString());
  });

  it("keeps its keys for its owner alone", () => {
    openDevelopmentAuthority(folder, NOW);
    const modes = Object.fromEntries(readdirSync(folder).map((name) => [name, (statSync(join(folder, name)).mode & 0o777).toString(8)]));
    expect(modes).toMatchObject({ "autorite.key": "600", "sceau.pem": "600" });
  });

  it("seals for two years to come, and for those that are past", async () => {
    const { key, certificate } = openDevelopmentAuthority(folder, NOW);
    for (const at of [-2, 0, 2].map(inYears)) {
      const { pdf } = await seal(await aPdf(), { ...SEALING, at, key });
      expect(await verifySeal(pdf, { seals: [certificate], timeStamps: [] })).toMatchObject({ isGenuine: true, signedAt: at });
    }
  });

  it("renews its seal by itself, and what was sealed before is still genuine", async () => {
    const before = openDevelopmentAuthority(folder, NOW);
    const { pdf } = await seal(await aPdf(), { ...SEALING, at: NOW, key: before.key });
    const later = inYears(3);
    const after = openDevelopmentAuthority(folder, later);
    expect(after.key.chain[0].raw.equals(before.key.chain[0].raw)).toBe(false);
    expect(after.certificate.raw.equals(before.certificate.raw)).toBe(true);
    expect(daysLeft(after.key.chain[0], later)).toBeGreaterThan(365);
    expect(await verifySeal(pdf, { seals: [after.certificate], timeStamps: [] })).toMatchObject({ isGenuine: true, signedAt: NOW });
  });

  it("is one, of however many processes that start at once", async () => {
    const module = new URL("development-authority.ts", import.meta.url).href;
    const script = `import { openDevelopmentAuthority } from ${JSON.stringify(module)}; const { certificate, key } = openDevelopmentAuthority(${JSON.stringify(folder)}, Temporal.Instant.from(${JSON.stringify(NOW.toString())})); process.stdout.write(certificate.fingerprint256 + key.chain.length);`;
    const started = Array.from({ length: 4 }, () => promisify(execFile)(process.execPath, ["--input-type=module", "-e", script]));
    const said = (await Promise.all(started)).map(({ stdout }) => stdout);
    expect(new Set(said)).toEqual(new Set([`${openDevelopmentAuthority(folder, NOW).certificate.fingerprint256}2`]));
    expect(readdirSync(parent)).toEqual(["seal"]);
  });
});
