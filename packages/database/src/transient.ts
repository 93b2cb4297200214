/** Why the same statement may well succeed later: the server was not there, or others were in the way. */
export type Transience = "SERVER" | "CONTENTION";

/** PostgreSQL's classes and codes: connection lost, resources, an operator's intervention, a system's failure; and what a client library says of the network, or of a certificate that it does not believe (any more). */
const OF_THE_SERVER = /^(08|53|57P|58)|^(CONNECTION_|CONNECT_TIMEOUT)|^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$|^(CERT_|ERR_TLS_|DEPTH_ZERO_SELF_SIGNED_CERT$|SELF_SIGNED_CERT_IN_CHAIN$|UNABLE_TO_)/;
/** Serialization, deadlock, a lock not had in time, a statement that was cancelled. */
const OF_OTHERS = /^(40001|40P01|55P03|57014)$/;
const DEEPEST = 8;

/** What an error says of another try, by itself or by what caused it; null when the next one would end the same. */
export function transienceOf(error: unknown, depth = 0): Transience | null {
  if (!(error instanceof Error) || depth > DEEPEST) return null;
  const { code } = error as { readonly code?: unknown };
  if (typeof code === "string") {
    if (OF_THE_SERVER.test(code)) return "SERVER";
    if (OF_OTHERS.test(code)) return "CONTENTION";
  }
  const causes = [error.cause, ...(error instanceof AggregateError ? error.errors : [])];
  for (const cause of causes) {
    const found = transienceOf(cause, depth + 1);
    if (found) return found;
  }
  return null;
}

/** PostgreSQL's answer to each statement of a transaction after the one that failed, which alone says why. */
export function isEcho(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > DEEPEST) return false;
  return (error as { readonly code?: unknown }).code === "25P02" || isEcho(error.cause, depth + 1);
}
