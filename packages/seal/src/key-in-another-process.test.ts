import { verify } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { keyInAnotherProcess } from "./key-in-another-process.ts";
import { seal } from "./seal.ts";
import { anAuthority, aPdf, SEALING } from "./seal-under-test.ts";
import { verifySeal } from "./verify-seal.ts";

const authority = anAuthority();
const { certificate, key } = authority.issue();
const certificates = `${certificate.toString()}${authority.certificate.toString()}`;
const folder = mkdtempSync(join(tmpdir(), "stages-signer-"));
const keyFile = join(folder, "key.pem");
writeFileSync(keyFile, key.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SIGNER = fileURLToPath(new URL("signer-under-test.ts", import.meta.url));
const open = (...options: readonly string[]) => keyInAnotherProcess({ command: [process.execPath, SIGNER, keyFile, ...options], certificates });

describe("a key that another process holds", () => {
  it("seals as any other", async () => {
    using held = open();
    const { pdf } = await seal(await aPdf(), { ...SEALING, key: held });
    expect(await verifySeal(pdf, { seals: [authority.certificate], timeStamps: [] })).toMatchObject({ isGenuine: true });
  });

  it("answers many at once, each with its own", async () => {
    using held = open();
    const texts = Array.from({ length: 50 }, (_, index) => Buffer.from(`document ${index}`));
    const signatures = await Promise.all(texts.map((text) => held.sign(text, "ECDSA-SHA-256")));
    expect(texts.every((text, index) => verify("sha256", text, certificate.publicKey, signatures[index]!))).toBe(true);
  });

  it("is asked again after its process has died: what waited is told, what comes next is signed", async () => {
    using held = open("--dies-after=1");
    await held.sign(Buffer.from("a"), "ECDSA-SHA-256");
    await expect(held.sign(Buffer.from("b"), "ECDSA-SHA-256")).rejects.toMatchObject({ code: "KEY_UNAVAILABLE", isPassing: true });
    expect(verify("sha256", Buffer.from("c"), certificate.publicKey, await held.sign(Buffer.from("c"), "ECDSA-SHA-256"))).toBe(true);
  });

  it("may refuse, and says why", async () => {
    using held = open("--refuses");
    await expect(held.sign(Buffer.from("a"), "ECDSA-SHA-256")).rejects.toThrow("le code du module est verrouillé");
  });

  it("is missing when its program is", async () => {
    using held = keyInAnotherProcess({ command: ["/no/such/program"], certificates });
    await expect(held.sign(Buffer.from("a"), "ECDSA-SHA-256")).rejects.toMatchObject({ code: "KEY_UNAVAILABLE" });
  });

  it("tells whoever waits that it was stopped", async () => {
    const held = open();
    const waiting = held.sign(Buffer.from("a"), "ECDSA-SHA-256");
    held[Symbol.dispose]();
    await expect(waiting).rejects.toMatchObject({ code: "KEY_UNAVAILABLE" });
  });
});
