import { describe, expect, it } from "vitest";
import { problemsOfPath } from "./certificate-path.ts";
import { anAuthority, NOW } from "./seal-under-test.ts";

const root = anAuthority();
const leaf = root.issue().certificate;
const clock = root.issue({ use: "TIME_STAMP" }).certificate;
const below = anAuthority({ issuer: root, commonName: "Autorité subordonnée" });
const stranger = anAuthority();

const path = { leaf, others: [], trusted: [root.certificate], at: NOW, purpose: "SEAL" } as const;

describe("a certificate is believed", () => {
  it.each([
    ["when an authority that is trusted vouches for it", {}],
    ["when it is trusted itself", { trusted: [leaf] }],
    ["whoever else came with it", { others: [stranger.certificate, leaf] }],
    ["for time-stamps, when it is for nothing else", { leaf: clock, purpose: "TIME_STAMP" }],
  ] as const)("%s", (_, change) => {
    expect(problemsOfPath({ ...path, ...change })).toEqual([]);
  });
});

describe("a certificate is not believed", () => {
  it.each([
    ["when nobody is trusted", { trusted: [] }, ["CERTIFICATE_UNTRUSTED"]],
    ["when another authority of the same name is", { trusted: [stranger.certificate] }, ["CERTIFICATE_UNTRUSTED"]],
    ["when it brings its authority itself", { leaf: stranger.issue().certificate, others: [stranger.certificate] }, ["CERTIFICATE_UNTRUSTED"]],
    ["when what vouches for it is no authority", { leaf: root.issue({ issuer: { certificate: leaf, key: root.key } }).certificate, others: [leaf] }, ["CERTIFICATE_UNTRUSTED"]],
    ["through an authority that may make none", { leaf: below.issue().certificate, others: [below.certificate] }, ["CERTIFICATE_UNTRUSTED"]],
    ["before it begins", { at: NOW.subtract({ hours: 24 * 365 * 4 }) }, ["CERTIFICATE_OUT_OF_DATE"]],
    ["when it is over, and its authority is not", { at: NOW.add({ hours: 24 * 365 * 4 }) }, ["CERTIFICATE_OUT_OF_DATE"]],
    ["for a seal, when it is an authority's", { leaf: root.certificate }, ["CERTIFICATE_NOT_FOR_THIS"]],
    ["for time-stamps, when it may sign anything", { purpose: "TIME_STAMP" }, ["CERTIFICATE_NOT_FOR_THIS"]],
  ] as const)("%s", (_, change, problems) => {
    expect(problemsOfPath({ ...path, ...change })).toEqual(problems);
  });
});
