/** What may be shown of a student, in the French words by which a school head reads who was shown it. */
export const PERSONAL_DATA = {
  IDENTITY: "Identité",
  SCHOOLING: "Scolarité",
  HOME: "Domicile",
  LEGAL_REPRESENTATIVES: "Représentants légaux",
  CANDIDATURE: "Candidature",
  CONVENTION: "Convention",
  ABSENCE: "Absence",
} as const;

export type PersonalDataCategory = keyof typeof PERSONAL_DATA;
