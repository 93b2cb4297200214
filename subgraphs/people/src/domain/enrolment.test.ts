import { newId } from "@stages/kernel/ids.ts";
import { expect, it } from "vitest";
import { asListed } from "./enrolment.ts";
import type { Person } from "./person.ts";

const id = newId("person");
const listed = { id, firstName: "Anne", lastName: "Mazaud", email: "ancienne@familles.example", phone: "0612345678" };
const known: Person = { id, subject: "educonnect|1", firstName: "Ane", lastName: "Mazau", email: "corrigee@familles.example", phone: "0555000000" };

it.each([
  ["someone new, all that the list says", listed, null, { ...listed, subject: null }],
  ["someone known, the names and the telephone", listed, known, { ...listed, subject: known.subject, email: known.email }],
  ["someone known, the telephone that a list leaves out", { ...listed, phone: null }, known, { ...listed, subject: known.subject, email: known.email, phone: known.phone }],
] as const)("a class list says of %s", (_, one, before, expected) => {
  expect(asListed(one, before)).toEqual(expected);
});
