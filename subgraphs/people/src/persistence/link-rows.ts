import { openFrom, sealFor } from "@stages/database/sealed.ts";
import { emailIndex } from "@stages/vault/vault.ts";
import type { LinkedConvention, PersonalLink } from "../domain/personal-link.ts";
import { conventions, personalLinks } from "./tables.ts";

type LinkRow = typeof personalLinks.$inferSelect;
type ConventionRow = typeof conventions.$inferSelect;

/** The one place where a link is sealed: the index of a tutor's address goes with it. */
export function sealedLink({ address, ...link }: PersonalLink): LinkRow {
  if (address === null) return { ...link, address: null, addressIndex: null };
  return { ...link, address: sealFor(personalLinks.address, link, address), addressIndex: emailIndex(address) };
}

/** The one place where a link is opened. */
export const openedLink = ({ address, addressIndex: _, ...row }: LinkRow): PersonalLink => ({ ...row, address: address && openFrom(personalLinks.address, row, address) });

/** The same of the copy of a convention. */
export function sealedConvention({ tutorEmail, representativeEmail, ...convention }: LinkedConvention): ConventionRow {
  return {
    ...convention,
    tutor: tutorEmail && sealFor(conventions.tutor, convention, tutorEmail),
    tutorIndex: tutorEmail && emailIndex(tutorEmail),
    representative: representativeEmail && sealFor(conventions.representative, convention, representativeEmail),
    representativeIndex: representativeEmail && emailIndex(representativeEmail),
  } as ConventionRow;
}

export const openedConvention = ({ tutor, tutorIndex: _, representative, representativeIndex: __, ...row }: ConventionRow): LinkedConvention => ({
  ...row,
  tutorEmail: tutor && openFrom(conventions.tutor, row, tutor),
  representativeEmail: representative && openFrom(conventions.representative, row, representative),
});
