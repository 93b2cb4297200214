import { createHash, randomBytes, type X509Certificate } from "node:crypto";
import { OctetString } from "@peculiar/asn1-schema";
import { id_ct_tstInfo, MessageImprint, PKIStatus, TimeStampReq, TimeStampResp, TSTInfo } from "@peculiar/asn1-tsp";
import { sayExpired, whereIs } from "@stages/kernel/peer-certificate.ts";
import { AlgorithmIdentifier } from "@peculiar/asn1-x509";
import { type PathProblem, problemsOfPath } from "./certificate-path.ts";
import { SignedContentInfo } from "./cms-forms.ts";
import { type Der, MalformedError, OID, parse, read, write } from "./der.ts";
import { SealFailure } from "./failure.ts";
import { type MessageProblem, problemsOfMessage, readSignedMessage } from "./signed-message.ts";

/** Somebody else's clock, by RFC 3161. */
export interface TimeStamping {
  readonly url: string;
  /** Whose time-stamps are believed. */
  readonly authorities: readonly X509Certificate[];
}

const PATIENCE_MS = 10_000;
const MOST_BYTES = 64 * 1024;
/** Of the server's clock and ours: one of them is wrong beyond. */
const MOST_APART = Temporal.Duration.from({ minutes: 10 });
const GRANTED: readonly PKIStatus[] = [PKIStatus.granted, PKIStatus.grantedWithMods];

export interface TimeStampRequest extends TimeStamping {
  readonly at: Temporal.Instant;
}

/** The token that says when this signature was there, checked before it is believed. */
export async function requestTimeStamp(signature: Uint8Array, { url, authorities, at }: TimeStampRequest): Promise<SignedContentInfo> {
  // Its first bit is no sign: the number comes back in the same bytes.
  const nonce = new Uint8Array([0x5e, ...randomBytes(15)]);
  const messageImprint = new MessageImprint({ hashAlgorithm: new AlgorithmIdentifier({ algorithm: OID.sha256, parameters: null }), hashedMessage: new OctetString(sha256(signature)) });
  const request = write(new TimeStampReq({ messageImprint, nonce: nonce.buffer, certReq: true }));
  const token = tokenOf(await post(url, request));
  const { time, nonce: answered, problems } = believable(() => readTimeStamp(token, signature, authorities));
  if (problems.length > 0) throw unbelieved(problems.join(", "));
  if (!answered || Buffer.compare(answered, nonce) !== 0) throw unbelieved("it does not answer this request");
  if (areApart(time, at)) throw unbelieved(`it says ${time.toString()}, and it was ${at.toString()}`);
  return token;
}

const unbelieved = (why: string): SealFailure => new SealFailure("TIME_STAMP_NOT_BELIEVED", `L'horodatage reçu n'est pas digne de foi (${why}).`);

export const areApart = (one: Temporal.Instant, other: Temporal.Instant): boolean => Temporal.Duration.compare(one.until(other).abs(), MOST_APART) > 0;

async function post(url: string, body: Der): Promise<Uint8Array> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/timestamp-query", accept: "application/timestamp-reply" },
      body,
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return await readAtMost(response);
  } catch (error) {
    sayExpired(error, { of: "du serveur d'horodatage (STAGES_TSA_URL)", consequence: "les documents signés attendent leur sceau", opening: "TLS", ...whereIs(url, 443) });
    throw new SealFailure("TIME_STAMP_UNAVAILABLE", "Le serveur d'horodatage ne répond pas.", { cause: error });
  }
}

async function readAtMost(response: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > MOST_BYTES) throw new Error("the answer is too long");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tokenOf(answer: Uint8Array): SignedContentInfo {
  return believable(() => {
    const { status, timeStampToken } = read(answer, TimeStampResp);
    if (!GRANTED.includes(status.status)) throw new SealFailure("TIME_STAMP_UNAVAILABLE", `Le serveur d'horodatage refuse (${status.status}).`);
    if (!timeStampToken) throw new MalformedError("a time-stamp was expected");
    return read(write(timeStampToken), SignedContentInfo);
  });
}

function believable<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedError) throw unbelieved(error.message);
    throw error;
  }
}

export interface TimeStamp {
  readonly time: Temporal.Instant;
  readonly nonce: Uint8Array | null;
  readonly problems: readonly (MessageProblem | PathProblem | "OF_SOMETHING_ELSE")[];
}

/** Throws MalformedError for what is no time-stamp at all. */
export function readTimeStamp(token: SignedContentInfo, signature: Uint8Array, trusted: readonly X509Certificate[]): TimeStamp {
  const message = readSignedMessage(token);
  if (message.contentType !== id_ct_tstInfo || !message.content) throw new MalformedError("a time-stamp was expected");
  // Not compared with what would be written: a Date holds milliseconds, and some clocks tell more. All of it is signed.
  const { genTime, nonce, messageImprint } = parse(message.content, TSTInfo);
  const time = Temporal.Instant.fromEpochMilliseconds(genTime.getTime());
  const isOfIt = messageImprint.hashAlgorithm.algorithm === OID.sha256 && sha256(signature).equals(new Uint8Array(messageImprint.hashedMessage.buffer));
  const path = problemsOfPath({ leaf: message.signer, others: message.certificates, trusted, at: time, purpose: "TIME_STAMP" });
  return { time, nonce: nonce ? new Uint8Array(nonce) : null, problems: [...problemsOfMessage(message, message.content), ...(isOfIt ? [] : ["OF_SOMETHING_ELSE" as const]), ...path] };
}

const sha256 = (data: Uint8Array): Buffer => createHash("sha256").update(data).digest();
