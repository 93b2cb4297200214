/** The papers of a stage that are frozen, signed and sealed. */
export const DOCUMENT_KINDS = ["CONVENTION", "AMENDMENT", "ATTESTATION"] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];
