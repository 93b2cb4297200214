import { createHash, randomBytes, type X509Certificate } from "node:crypto";
import { type PathProblem, problemsOfPath } from "./certificate-path.ts";
import { integer, nothing, octets, OID, oid, sequence, yes } from "./der.ts";
import { type Element, MalformedError, readAlgorithm, Reader, readTime, readWhole, TAG } from "./der-reader.ts";
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
const GRANTED = [0, 1];

export interface TimeStampRequest extends TimeStamping {
  readonly at: Temporal.Instant;
}

/** The token that says when this signature was there, checked before it is believed. */
export async function requestTimeStamp(signature: Uint8Array, { url, authorities, at }: TimeStampRequest): Promise<Uint8Array> {
  const nonce = randomBytes(16);
  const request = sequence(integer(1), sequence(sequence(oid(OID.sha256), nothing()), octets(createHash("sha256").update(signature).digest())), integer(nonce), yes());
  const token = tokenOf(await post(url, request));
  const { time, nonce: answered, problems } = believable(() => readTimeStamp(token, signature, authorities));
  if (problems.length > 0) throw unbelieved(problems.join(", "));
  if (!answered || !sameNumber(answered, nonce)) throw unbelieved("it does not answer this request");
  if (areApart(time, at)) throw unbelieved(`it says ${time.toString()}, and it was ${at.toString()}`);
  return token.raw;
}

const unbelieved = (why: string): SealFailure => new SealFailure("TIME_STAMP_NOT_BELIEVED", `L'horodatage reçu n'est pas digne de foi (${why}).`);

export const areApart = (one: Temporal.Instant, other: Temporal.Instant): boolean => Temporal.Duration.compare(one.until(other).abs(), MOST_APART) > 0;

async function post(url: string, body: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
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

function tokenOf(answer: Uint8Array): Element {
  return believable(() => {
    const response = new Reader(readWhole(answer));
    const status = new Reader(response.take(TAG.sequence)).take(TAG.integer).content[0]!;
    if (!GRANTED.includes(status)) throw new SealFailure("TIME_STAMP_UNAVAILABLE", `Le serveur d'horodatage refuse (${status}).`);
    return response.take(TAG.sequence);
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
export function readTimeStamp(token: Element, signature: Uint8Array, trusted: readonly X509Certificate[]): TimeStamp {
  const message = readSignedMessage(token);
  if (message.contentType !== OID.timeStampInfo || !message.content) throw new MalformedError("a time-stamp was expected");
  const { time, nonce, algorithm, imprint } = readInfo(message.content);
  const isOfIt = algorithm === OID.sha256 && createHash("sha256").update(signature).digest().equals(imprint);
  const path = problemsOfPath({ leaf: message.signer, others: message.certificates, trusted, at: time, purpose: "TIME_STAMP" });
  return { time, nonce, problems: [...problemsOfMessage(message, message.content), ...(isOfIt ? [] : ["OF_SOMETHING_ELSE" as const]), ...path] };
}

function readInfo(content: Uint8Array) {
  const info = new Reader(readWhole(content));
  info.take(TAG.integer);
  info.take(TAG.oid);
  const imprint = new Reader(info.take(TAG.sequence));
  const algorithm = readAlgorithm(imprint.take(TAG.sequence));
  const hash = imprint.take(TAG.octets).content;
  info.take(TAG.integer);
  const time = readTime(info.take(TAG.generalizedTime));
  info.takeIf(TAG.sequence);
  info.takeIf(TAG.boolean);
  return { algorithm, imprint: hash, time, nonce: info.takeIf(TAG.integer)?.content ?? null };
}

const sameNumber = (one: Uint8Array, other: Uint8Array): boolean => BigInt(`0x${Buffer.from(one).toString("hex")}`) === BigInt(`0x${Buffer.from(other).toString("hex")}`);
