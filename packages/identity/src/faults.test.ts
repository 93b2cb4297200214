import { type Fault, type FaultProxy, faultProxy } from "@stages/testing/fault-proxy.ts";
import { afterEach, beforeEach, expect, it } from "vitest";
import { IssuerUnderTest } from "./jwks-server.ts";
import { readIssuers } from "./read-issuers.ts";
import { createVerifier, IssuerUnavailableError } from "./verifier.ts";

let issuer: IssuerUnderTest;
let proxy: FaultProxy;
beforeEach(async () => {
  issuer = await new IssuerUnderTest("ES256").start();
  await issuer.addKey("first");
  proxy = await faultProxy(issuer.url);
});
afterEach(async () => {
  await proxy.stop();
  await issuer.stop();
});
const aVerifier = () => {
  const keys = { url: new URL("/jwks", proxy.url).href };
  const configured = readIssuers(JSON.stringify({ issuers: [{ key: "educonnect", issuer: issuer.url, audience: "stages-api", algorithms: ["ES256"], keys }] }));
  return createVerifier({ issuers: configured, clock: () => Temporal.Now.instant() });
};

const FAULTS = [{ mode: "reset" }, { mode: "refuse" }, { mode: "half-open" }, { mode: "garbage" }, { mode: "unanswered" }, { mode: "cut", after: 30 }] satisfies Fault[];

it.each(FAULTS)("$mode: a token of which nobody can say whether it is good is neither believed nor refused, and is believed afterwards", async (fault) => {
  const verifier = aVerifier();
  const token = await issuer.sign("first");
  await proxy.set(fault);
  await expect(verifier.verify(token)).rejects.toBeInstanceOf(IssuerUnavailableError);
  await proxy.set({ mode: "pass" });
  await expect.poll(() => verifier.verify(token).then((known) => known?.subject, () => "nobody can say")).toBe("educonnect|0f3a");
});

it("those whose keys are known are believed all the while", async () => {
  const verifier = aVerifier();
  expect(await verifier.verify(await issuer.sign("first"))).not.toBeNull();
  await proxy.set({ mode: "half-open" });
  expect((await verifier.verify(await issuer.sign("first", { sub: "1a2b" })))?.subject).toBe("educonnect|1a2b");
});
