import { newId } from "@stages/kernel/ids.ts";
import { describe, expect, it } from "vitest";
import type { FrozenConvention } from "./convention.ts";
import { ACTORS, aConvention } from "./fixtures.ts";
import { STATUSES } from "./lifecycle.ts";
import { type EvidenceRecord, hashOf, nextRecord } from "./evidence.ts";
import { missingSignatures, refusalsToSign, sign, type SigningFrame, standingOf } from "./sign.ts";

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
