import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openDevelopmentAuthority } from "./development-authority.ts";
import { openSealing } from "./open-sealing.ts";
import { InvalidSealingError, readSealing, type SealingSettings, type SealingVariable } from "./read-sealing.ts";
import { anAuthority, NOW } from "./seal-under-test.ts";

const authority = anAuthority();
const issued = authority.issue();
const pemOf = (key: { export(options: { type: "pkcs8"; format: "pem" }): string | Buffer }) => String(key.export({ type: "pkcs8", format: "pem" }));
const FILES: Readonly<Record<string, string>> = {
  "seal.key": pemOf(issued.key),
  "seal.pem": `${issued.certificate.toString()}${authority.certificate.toString()}`,
  "tsa.pem": authority.certificate.toString(),
};

const read = (variables: Partial<Record<SealingVariable, string>>, production = true): SealingSettings =>
  readSealing((variable) => variables[variable] ?? null, {
    production,
    readFile: (name) => {
      const text = FILES[name];
      if (text === undefined) throw Object.assign(new Error(name), { code: "ENOENT" });
      return text;
    },
  });

const BOTH = { STAGES_SEAL_KEY: "seal.key", STAGES_SEAL_CERTIFICATE: "seal.pem" } as const;

describe("what the platform seals with", () => {
  it("is the development authority where nothing is said, in development alone", () => {
    expect(read({}, false)).toEqual({ key: null, timeStampUrl: null, timeStampCertificates: null });
  });

  it("is a key and its certificates, of files", () => {
    expect(read(BOTH)).toEqual({ key: { held: { pem: FILES["seal.key"] }, certificates: FILES["seal.pem"] }, timeStampUrl: null, timeStampCertificates: null });
  });

  it("is a program that holds the key, with its arguments", () => {
    expect(read({ ...BOTH, STAGES_SEAL_KEY: "exec:/opt/hsm/sign --slot 2" }).key?.held).toEqual({ command: ["/opt/hsm/sign", "--slot", "2"] });
  });

  it("has a server of time-stamps, and whose word it takes", () => {
    expect(read({ ...BOTH, STAGES_TSA_URL: "https://horloge.example/tsa", STAGES_TSA_CERTIFICATE: "tsa.pem" })).toMatchObject({ timeStampUrl: "https://horloge.example/tsa", timeStampCertificates: FILES["tsa.pem"] });
  });

  it.each<readonly [string, Partial<Record<SealingVariable, string>>, boolean, SealingVariable]>([
    ["nothing, in production", {}, true, "STAGES_SEAL_KEY"],
    ["a certificate without a key", { STAGES_SEAL_CERTIFICATE: "seal.pem" }, false, "STAGES_SEAL_KEY"],
    ["a key without a certificate", { STAGES_SEAL_KEY: "seal.key" }, false, "STAGES_SEAL_CERTIFICATE"],
    ["a file that is not there", { ...BOTH, STAGES_SEAL_CERTIFICATE: "no.pem" }, true, "STAGES_SEAL_CERTIFICATE"],
    ["no program", { ...BOTH, STAGES_SEAL_KEY: "exec: " }, true, "STAGES_SEAL_KEY"],
    ["a clock that nobody vouches for", { ...BOTH, STAGES_TSA_URL: "https://horloge.example" }, true, "STAGES_TSA_CERTIFICATE"],
    ["an address that is none", { ...BOTH, STAGES_TSA_URL: "horloge", STAGES_TSA_CERTIFICATE: "tsa.pem" }, true, "STAGES_TSA_URL"],
  ])("is refused with the variable's name: %s", (_, variables, production, variable) => {
    expect(() => read(variables, production)).toThrow(expect.objectContaining({ name: "InvalidSealingError", variable }) as InvalidSealingError);
  });
});

describe("sealing, opened", () => {
  const folder = mkdtempSync(join(tmpdir(), "stages-sealing-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const opening = { folder: join(folder, "seal"), now: NOW, production: true };
  const none = { timeStampUrl: null, timeStampCertificates: null };
  const withFiles = (certificates: string, key = FILES["seal.key"]!): SealingSettings => ({ key: { held: { pem: key }, certificates }, ...none });
  const development = openDevelopmentAuthority(join(folder, "other"), NOW);
  const ending = authority.issue({ until: NOW.add({ hours: 24 * 10 }) });
  const over = authority.issue({ until: NOW.subtract({ hours: 1 }) });
  const former = anAuthority({ commonName: "Ancienne autorité" });

  it("with the development authority says so", async () => {
    using sealing = await openSealing({ key: null, ...none }, { ...opening, production: false });
    expect(sealing).toMatchObject({ isDevelopment: true, name: "Autorité de développement, sans valeur", warning: null, timeStamping: null });
    expect(sealing.trusted.seals.map(String)).toEqual([sealing.key.chain.at(-1)!.toString()]);
  });

  it("with a key of one's own believes former authorities too, and puts none of them into a seal", async () => {
    using sealing = await openSealing(withFiles(`${FILES["seal.pem"]}${former.certificate.toString()}`), opening);
    expect(sealing).toMatchObject({ isDevelopment: false, name: "Autorité d'essai", warning: null });
    expect(sealing.trusted.seals).toHaveLength(2);
    expect(sealing.key.chain).toHaveLength(2);
  });

  it("believes former time-stamps also once no more are asked for", async () => {
    using sealing = await openSealing({ ...withFiles(FILES["seal.pem"]!), timeStampCertificates: FILES["tsa.pem"]! }, opening);
    expect(sealing.timeStamping).toBeNull();
    expect(sealing.trusted.timeStamps.map(String)).toEqual([authority.certificate.toString()]);
  });

  it("tells that a certificate is about to end", async () => {
    using sealing = await openSealing(withFiles(`${ending.certificate.toString()}${authority.certificate.toString()}`, pemOf(ending.key)), opening);
    expect(sealing.warning).toContain("expire dans 10 jours");
  });

  it("starts with a certificate that is over, and says what waits for another", async () => {
    using sealing = await openSealing(withFiles(`${over.certificate.toString()}${authority.certificate.toString()}`, pemOf(over.key)), opening);
    expect(sealing.warning).toMatch(/a expiré le .* : rien n'est scellé, les documents signés attendent/);
  });

  it.each<readonly [string, SealingSettings, SealingVariable]>([
    ["another's key", withFiles(FILES["seal.pem"]!, pemOf(authority.key)), "STAGES_SEAL_KEY"],
    ["no key", withFiles(FILES["seal.pem"]!, "Bonjour"), "STAGES_SEAL_KEY"],
    ["no certificate", withFiles("Bonjour"), "STAGES_SEAL_CERTIFICATE"],
    ["a program that is not there", { key: { held: { command: ["/no/such/program"] }, certificates: FILES["seal.pem"]! }, ...none }, "STAGES_SEAL_KEY"],
    ["a clock without certificates", { key: null, timeStampUrl: "https://horloge.example", timeStampCertificates: "" }, "STAGES_TSA_CERTIFICATE"],
  ])("is refused with the variable's name: %s", async (_, settings, variable) => {
    await expect(openSealing(settings, opening)).rejects.toMatchObject({ name: "InvalidSealingError", variable });
  });

  it("refuses in production a key that the development authority vouches for", async () => {
    const text = readFileSync(join(folder, "other", "sceau.pem"), "utf8");
    const settings = withFiles(`${text}${development.certificate.toString()}`, text);
    await expect(openSealing(settings, opening)).rejects.toMatchObject({ variable: "STAGES_SEAL_CERTIFICATE" });
    using sealing = await openSealing(settings, { ...opening, production: false });
    expect(sealing.isDevelopment).toBe(true);
  });
});
