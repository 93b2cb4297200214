import type { X509Certificate } from "node:crypto";
import { id_data } from "@peculiar/asn1-cms";
import { type PathProblem, problemsOfPath } from "./certificate-path.ts";
import { nameOf } from "./certificates.ts";
import { SignedContentInfo } from "./cms-forms.ts";
import { MalformedError, OID, read, readFirst } from "./der.ts";
import type { SealLevel } from "./seal.ts";
import { type MessageProblem, problemsOfMessage, readSignedMessage, type SignedMessage } from "./signed-message.ts";
import { problemOfField } from "./signature-field.ts";
import { type RangeProblem, type SignedRange, signedRangeOf } from "./signed-range.ts";
import { areApart, readTimeStamp } from "./time-stamp.ts";

export type SealProblem = RangeProblem | MessageProblem | PathProblem | "SIGNATURE_UNREADABLE" | "TIME_MISSING" | "TIME_STAMP_INVALID" | "TIMES_DISAGREE";

/** Whose seals are believed, and whose time-stamps. */
export interface Trusted {
  readonly seals: readonly X509Certificate[];
  readonly timeStamps: readonly X509Certificate[];
}

export interface SealVerification {
  /** Without any problem: sealed by whom it says, and not one byte is other than then. */
  readonly isGenuine: boolean;
  /** What is signed is what was signed, whoever signed it. */
  readonly isIntact: boolean;
  readonly coversWholeFile: boolean;
  /** As the certificate names them; null where there is none to read. */
  readonly signer: string | null;
  /** By the time-stamp where there is one, otherwise as claimed. */
  readonly signedAt: Temporal.Instant | null;
  readonly level: SealLevel | null;
  readonly problems: readonly SealProblem[];
}

/** Says everything that is wrong with a seal; a PDF without one is wrong too. Asks nobody: no revocation is looked up. */
export async function verifySeal(pdf: Uint8Array, trusted: Trusted): Promise<SealVerification> {
  const range = signedRangeOf(pdf);
  if (typeof range === "string") return { isGenuine: false, isIntact: false, coversWholeFile: false, signer: null, signedAt: null, level: null, problems: [range] };
  const read = ifWellFormed(() => readContents(range));
  if (!read) return { isGenuine: false, isIntact: false, coversWholeFile: true, signer: null, signedAt: null, level: null, problems: ["SIGNATURE_UNREADABLE"] };
  const { message, messageProblems } = read;
  const stamp = readStamp(message, trusted.timeStamps);
  const signedAt = stamp === null || stamp === "INVALID" ? range.claimedAt : stamp;
  const found: readonly SealProblem[] = [
    ...messageProblems,
    ...problemsOfTime(range, stamp),
    ...(signedAt ? problemsOfPath({ leaf: message.signer, others: message.certificates, trusted: trusted.seals, at: signedAt, purpose: "SEAL" }) : []),
  ];
  const inField = found.length === 0 ? await problemOfField(pdf, range) : null;
  const problems = inField ? [inField] : found;
  return {
    isGenuine: problems.length === 0,
    isIntact: messageProblems.length === 0,
    coversWholeFile: inField === null,
    signer: nameOf(message.signer),
    signedAt,
    level: stamp ? "B-T" : "B-B",
    problems,
  };
}

function readContents({ contents, signed }: SignedRange) {
  const { value, raw } = readFirst(contents, SignedContentInfo);
  // The hole is larger than the signature: what is left of it holds nothing.
  if (contents.subarray(raw.length).some((byte) => byte !== 0)) throw new MalformedError("there is something behind the signature");
  const message = readSignedMessage(value);
  if (message.contentType !== id_data || message.content || [...message.unsigned.keys()].some((type) => type !== OID.timeStampToken)) throw new MalformedError("this is not a seal's");
  return { message, messageProblems: problemsOfMessage(message, signed) };
}

/** When, by a time-stamp that is believed; null where there is none. */
function readStamp({ unsigned, signature }: SignedMessage, trusted: readonly X509Certificate[]): Temporal.Instant | "INVALID" | null {
  const token = unsigned.get(OID.timeStampToken);
  if (!token) return null;
  const stamp = ifWellFormed(() => readTimeStamp(read(token, SignedContentInfo), signature, trusted));
  return stamp?.problems.length === 0 ? stamp.time : "INVALID";
}

function problemsOfTime({ claimedAt }: SignedRange, stamp: Temporal.Instant | "INVALID" | null): readonly SealProblem[] {
  if (!claimedAt) return ["TIME_MISSING"];
  if (stamp === "INVALID") return ["TIME_STAMP_INVALID"];
  return stamp && areApart(claimedAt, stamp) ? ["TIMES_DISAGREE"] : [];
}

function ifWellFormed<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedError) return null;
    throw error;
  }
}
