import { expect, it } from "vitest";
import { documentFileName } from "./file-name.ts";

const stage = (over = {}) => ({ firstName: "Lina", lastName: "Martin", firstDay: Temporal.PlainDate.from("2027-06-14"), ...over });

it.each([
  ["CONVENTION", 1, stage(), "Convention de stage – Lina M. – 14 juin 2027.pdf"],
  ["AMENDMENT", 2, stage(), "Avenant n° 2 à la convention de stage – Lina M. – 14 juin 2027.pdf"],
  ["ATTESTATION", 1, stage({ firstDay: Temporal.PlainDate.from("2027-08-01") }), "Attestation de stage – Lina M. – 1er août 2027.pdf"],
  ["CONVENTION", 1, stage({ firstName: "Zoé/..\\\r\n\"", lastName: "Émery" }), "Convention de stage – Zoé.. É. – 14 juin 2027.pdf"],
  ["CONVENTION", 1, null, "Convention de stage.pdf"],
] as const)("a %s is named for who keeps it", (kind, rank, named, expected) => {
  expect(documentFileName(kind, rank, named)).toBe(expected);
});
