import { newId } from "@stages/kernel/ids.ts";
import { expect, it } from "vitest";
import { type EvidenceRecord, nextRecord } from "./evidence.ts";

const NOON = Temporal.Instant.from("2027-05-20T12:00:00Z");
const document = { id: newId("document"), conventionId: newId("convention"), sha256: "0".repeat(64) };
const detail = { signerName: "Hélène Marbot", channel: "MAIL", address: null, delegationId: null, reason: null, batchHash: null, scanHash: null } as const;
const signedAt = (...instants: readonly Temporal.Instant[]) => instants.reduce<readonly EvidenceRecord[]>((chain, at) => [...chain, nextRecord(document, chain, { id: newId("evidence"), kind: "SIGNED", capacity: "STUDENT", signerId: newId("person"), at, detail })], []);

it.each([
  ["forward", { hours: 1 }, { hours: 1 }],
  ["back by an hour", { hours: -1 }, { hours: 0 }],
  ["back by a day", { hours: -24 }, { hours: 0 }],
])("no record is of before the one it follows, when the clock goes %s", (_, jump, expected) => {
  const chain = signedAt(NOON, NOON.add(jump));
  expect(chain.map(({ at }) => at.toString())).toEqual([NOON.toString(), NOON.add(expected).toString()]);
  expect(chain[1]!.previousHash).toBe(chain[0]!.hash);
});
