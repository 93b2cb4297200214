import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createVerifier } from "@stages/identity/verifier.ts";
import { SignJWT } from "jose";
import { afterAll, expect, it } from "vitest";
import { type DevelopmentIssuer, openDevelopmentIssuer } from "./development-issuer.ts";
import { PERSONAS } from "./personas.ts";

const folder = mkdtempSync(join(tmpdir(), "stages-issuer-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const [persona] = PERSONAS;

const verifies = ({ issuer }: DevelopmentIssuer, token: string) => createVerifier({ issuers: [issuer], clock: () => Temporal.Now.instant() }).verify(token);

function aFolder(name: string): string {
  mkdirSync(join(folder, name));
  return join(folder, name);
}

it("agrees with every other process that opens the same folder, even at the same time", async () => {
  const dataDir = aFolder("données partagées");
  const [one, other] = await Promise.all([openDevelopmentIssuer(dataDir), openDevelopmentIssuer(dataDir)]);
  const verified = await verifies(other, await one.issue(persona!));
  expect(verified?.subject).toBe(persona!.subject);
  const hours = Temporal.Now.instant().until(verified!.expiresAt).total("hours");
  expect(hours).toBeCloseTo(12, 1);
  expect(readdirSync(dataDir)).toEqual(["development-issuer.json"]);
  expect(statSync(join(dataDir, "development-issuer.json")).mode & 0o777).toBe(0o600);
});

it("refuses the token of another key, and one without a signature", async () => {
  const ours = await openDevelopmentIssuer(aFolder("ours"));
  const theirs = await openDevelopmentIssuer(aFolder("theirs"));
  expect(await verifies(ours, await ours.issue(persona!))).not.toBeNull();
  expect(await verifies(ours, await theirs.issue(persona!))).toBeNull();
  const symmetric = new SignJWT().setProtectedHeader({ alg: "HS256", typ: "at+jwt" }).setSubject(persona!.subject);
  expect(await verifies(ours, await symmetric.sign(new Uint8Array(32)))).toBeNull();
  expect(await verifies(ours, "not a token")).toBeNull();
});
