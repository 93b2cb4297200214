import { openFrom, sealFor } from "@stages/database/sealed.ts";
import { emailIndex } from "@stages/vault/vault.ts";
import type { Person } from "../domain/person.ts";
import { type Identity, persons } from "./tables.ts";

type PersonRow = typeof persons.$inferSelect;

/** The one place where a person is sealed: the index of the address goes with it. */
export function sealedPerson({ id, subject, firstName, lastName, email, phone }: Person): PersonRow {
  const identity = sealFor(persons.identity, { id }, { firstName, lastName, email, phone });
  return { id, subject, identity, emailIndex: email === "" ? null : emailIndex(email) };
}

/** The one place where a person is opened. */
export const identityOf = ({ id, identity }: Pick<PersonRow, "id" | "identity">): Identity => openFrom(persons.identity, { id }, identity);

export const openedPerson = ({ id, subject, identity }: Omit<PersonRow, "emailIndex">): Person => ({ id, subject, ...identityOf({ id, identity }) });
