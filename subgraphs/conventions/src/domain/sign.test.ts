import { newId } from "@stages/kernel/ids.ts";
import { describe, expect, it } from "vitest";
import type { FrozenConvention } from "./convention.ts";
import { ACTORS, aConvention } from "./fixtures.ts";
import { STATUSES } from "./lifecycle.ts";
import { type EvidenceRecord, hashOf, nextRecord } from "./evidence.ts";
import type { Delegation } from "./delegation.ts";
import { missingSignatures, refusalsOfSignatory, refusalsToSign, sign, type SigningFrame, standingOf } from "./sign.ts";

const frame = (over: Partial<SigningFrame> = {}): SigningFrame => ({
  kind: "CONVENTION",
  birthDate: Temporal.PlainDate.from("2011-09-01"),
  signingLegalRepresentatives: 1,
  evidence: [],
  delegations: [],
  barred: [],
  now: Temporal.Instant.from("2027-05-20T10:00:00Z"),
  ...over,
});
const adult = { birthDate: Temporal.PlainDate.from("2009-05-20") };

const detail = { signerName: "Anne Delmas", channel: "MAIL", address: null, delegationId: null, reason: null, batchHash: null, scanHash: null } as const;

type Signer = "student" | "representative" | "otherRepresentative" | "host" | "head";

/** Signs in that order, as the operation would. */
function signed(order: readonly Signer[], over: Partial<SigningFrame> = {}) {
  let convention = aConvention("VALIDATED") as FrozenConvention;
  const evidence: EvidenceRecord[] = [];
  for (const name of order) {
    const actor = ACTORS[name];
    const { capacity } = standingOf(convention, actor, frame(over))!;
    const { now } = frame(over);
    evidence.push(nextRecord({ ...convention.document, conventionId: convention.id }, evidence, { id: newId("evidence"), kind: "SIGNED", capacity, signerId: actor.personId, at: now, detail }));
    convention = sign(convention, frame({ ...over, evidence }));
  }
  return { convention, evidence };
}

describe("who must sign", () => {
  it.each([
    ["a minor", {}, ["SCHOOL_HEAD", "HOST_MANAGER", "LEGAL_REPRESENTATIVE"]],
    ["an adult since that very day", adult, ["SCHOOL_HEAD", "HOST_MANAGER", "STUDENT"]],
    ["a minor until tomorrow", { birthDate: Temporal.PlainDate.from("2009-05-21") }, ["SCHOOL_HEAD", "HOST_MANAGER", "LEGAL_REPRESENTATIVE"]],
  ])("for %s", (_, over, expected) => {
    expect(missingSignatures(frame(over))).toEqual(expected);
  });

  it.each([
    ["a minor student", "student", {}, "NOT_A_SIGNATORY"],
    ["the parent of an adult", "representative", adult, "NOT_A_SIGNATORY"],
    ["the tutor", "tutor", {}, "NOT_A_SIGNATORY"],
    ["a teacher", "teacher", {}, "NOT_A_SIGNATORY"],
    ["the rectorat", "rectorat", {}, "NOT_A_SIGNATORY"],
    ["a parent of a minor", "representative", {}, undefined],
    ["an adult student", "student", adult, undefined],
    ["the school head", "head", {}, undefined],
    ["the host's manager", "host", {}, undefined],
  ] as const)("%s", (_, actor, over, expected) => {
    expect(refusalsToSign(aConvention("VALIDATED"), ACTORS[actor], frame(over))[0]?.code).toBe(expected);
  });

  it.each(STATUSES.filter((status) => status !== "VALIDATED" && status !== "SIGNING"))("nobody signs once %s", (status) => {
    expect(refusalsToSign(aConvention(status), ACTORS.head, frame())[0]?.code).toBe("WRONG_STATE");
  });
});

describe("signing", () => {
  const orders: readonly (readonly Signer[])[] = [
    ["head", "host", "representative"], ["head", "representative", "host"], ["host", "head", "representative"],
    ["host", "representative", "head"], ["representative", "head", "host"], ["representative", "host", "head"],
  ];
  it.each(orders.map((order) => [order.join(", "), order] as const))("is closed by the last of %s", (_, order) => {
    expect(signed(order.slice(0, 1)).convention.status).toBe("SIGNING");
    expect(signed(order.slice(0, 2)).convention.status).toBe("SIGNING");
    expect(signed(order).convention.status).toBe("SIGNED");
  });

  it("waits for both representatives where the campaign asks for two", () => {
    const two = { signingLegalRepresentatives: 2 } as const;
    expect(signed(["head", "host", "representative"], two).convention.status).toBe("SIGNING");
    expect(signed(["head", "host", "representative", "otherRepresentative"], two).convention.status).toBe("SIGNED");
    const { convention, evidence } = signed(["representative"], two);
    expect(refusalsToSign(convention, ACTORS.representative, frame({ ...two, evidence }))[0]?.code).toBe("SIGNED_ALREADY");
  });

  it("is done once by each party, whoever comes second", () => {
    const { convention, evidence } = signed(["representative"]);
    expect(refusalsToSign(convention, ACTORS.otherRepresentative, frame({ evidence }))[0]?.code).toBe("SIGNED_ALREADY");
  });

  it("chains every record to the one before it, the first to the document", () => {
    const { convention, evidence } = signed(["head", "host", "representative"]);
    expect(evidence.map(({ previousHash }) => previousHash)).toEqual([convention.document.sha256, evidence[0]!.hash, evidence[1]!.hash]);
    expect(new Set(evidence.map(({ hash }) => hash)).size).toBe(3);
    expect(evidence.map(({ hash: _, ...record }) => hashOf(record))).toEqual(evidence.map(({ hash }) => hash));
  });
});

describe("a delegation", () => {
  const given: Delegation = {
    id: newId("delegation"), capacity: "SCHOOL_HEAD", schoolUai: ACTORS.head.schoolUais[0], hostId: null, byPersonId: ACTORS.head.personId,
    to: { personId: ACTORS.teacher.personId, tutorEmail: null }, until: Temporal.PlainDate.from("2027-05-20"), givenAt: Temporal.Instant.from("2027-05-01T08:00:00Z"), withdrawnAt: null,
  };
  const standing = (delegation: Delegation, actor: keyof typeof ACTORS, now = frame().now) => standingOf(aConvention("VALIDATED"), ACTORS[actor], { delegations: [delegation], now });

  it("is a standing in the head's capacity through its last day, for whom it names", () => {
    expect(standing(given, "teacher")).toEqual({ capacity: "SCHOOL_HEAD", delegationId: given.id });
    expect(standing(given, "teacher", Temporal.Instant.from("2027-05-20T21:59:59Z"))).not.toBeNull();
    expect(standing(given, "teacher", Temporal.Instant.from("2027-05-20T22:00:00Z"))).toBeNull();
    expect(standing({ ...given, withdrawnAt: frame().now }, "teacher")).toBeNull();
    expect(standing(given, "otherTeacher")).toBeNull();
    expect(standing({ ...given, schoolUai: "0190002J" as never }, "teacher")).toBeNull();
  });

  it("of a host is for a tutor, whatever the case of the address, and takes nobody's own capacity", () => {
    const ofHost: Delegation = { ...given, capacity: "HOST_MANAGER", schoolUai: null, hostId: ACTORS.host.hostIds[0], to: { personId: null, tutorEmail: "paul.roche@atelier.example" } } as Delegation;
    expect(standing(ofHost, "tutor")).toEqual({ capacity: "HOST_MANAGER", delegationId: ofHost.id });
    expect(standing(ofHost, "host")).toEqual({ capacity: "HOST_MANAGER", delegationId: null });
  });
});

it("an attestation is the host's word alone", () => {
  expect(missingSignatures(frame({ kind: "ATTESTATION" }))).toEqual(["HOST_MANAGER"]);
  expect(refusalsOfSignatory(aConvention("COMPLETED"), ACTORS.head, frame({ kind: "ATTESTATION" }))[0]?.code).toBe("NOT_A_SIGNATORY");
});

it("a representative of whom the school noted so may not sign", () => {
  expect(refusalsToSign(aConvention("VALIDATED"), ACTORS.representative, frame({ barred: [ACTORS.representative.personId] }))[0]?.code).toBe("NOT_ALLOWED_TO_SIGN");
  expect(refusalsToSign(aConvention("VALIDATED"), ACTORS.otherRepresentative, frame({ barred: [ACTORS.representative.personId] }))).toEqual([]);
});
