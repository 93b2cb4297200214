import type { Transaction } from "@stages/database/connection.ts";
import type { Actor } from "@stages/kernel/actor.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import type { Convention } from "../domain/convention.ts";
import type { DocumentKind } from "../domain/document.ts";
import { isOpenToSign, sign, type SigningFrame } from "../domain/sign.ts";
import { saveConvention } from "../persistence/conventions.ts";
import type { StoredDocument } from "../persistence/documents.ts";
import { ofAmendment } from "./ceremony-of-amendment.ts";
import { ofAttestation } from "./ceremony-of-attestation.ts";

/** A signature that has just been written: the frame holds it. */
export interface JustSigned {
  readonly convention: Convention;
  readonly document: StoredDocument;
  readonly frame: SigningFrame;
  /** Nobody else's signature is awaited. */
  readonly isComplete: boolean;
  readonly actor: Actor;
  readonly now: Temporal.Instant;
}

/** What is particular to a kind of document; all that they have in common is in `sign-documents.ts`. */
export interface Ceremony {
  /** In French, in the sentence "Code pour signer …". */
  readonly named: string;
  /** Why it cannot be signed in its present state, by anyone. The convention's row is locked. */
  readonly refusalsOfState: (tx: Transaction, convention: Convention, document: StoredDocument, now: Temporal.Instant) => Promise<readonly Refusal[]>;
  /** What follows from a signature, in its transaction. */
  readonly signed: (tx: Transaction, signing: JustSigned) => Promise<void>;
}

const ofConvention: Ceremony = {
  named: "la convention de stage",
  refusalsOfState: async (_, convention) => (isOpenToSign(convention) ? [] : [refuse("WRONG_STATE", { what: "Convention", status: convention.status })]),
  signed: async (tx, { convention, frame, actor, now }) => {
    if (isOpenToSign(convention)) await saveConvention(tx, convention, sign(convention, frame), { actor, now });
  },
};

const CEREMONIES: Readonly<Record<DocumentKind, Ceremony>> = { CONVENTION: ofConvention, AMENDMENT: ofAmendment, ATTESTATION: ofAttestation };

export const ceremonyOf = (kind: DocumentKind): Ceremony => CEREMONIES[kind];
