import { type Peer, sayExpired, whereIs } from "@stages/kernel/peer-certificate.ts";
import { MailRefusedError } from "./send.ts";

/** A short message for a telephone. */
export interface Sms {
  /** In international form, as `+33612345678`. */
  readonly to: string;
  readonly text: string;
}

/** Hands a short message to whoever carries it; throws when it was not taken. The key is that of `SendMail`. */
export type SendSms = (sms: Sms, key: string) => Promise<void>;

export interface SmsOptions {
  /**
   * Where it is posted, as JSON: `{"to": "+336…", "text": "…"}`, under an `Idempotency-Key`. Any answer of the 200s says that
   * it was taken.
   */
  readonly url: string;
  /** Presented as `Authorization: Bearer …`; null where the provider knows us otherwise. */
  readonly token: string | null;
}

const TIMEOUT_MS = 20_000;

/** What providers have in common; one that wants other names for the two is a few lines beside this. */
export function httpSmsSender({ url, token }: SmsOptions): SendSms {
  const peer: Peer = { of: "du fournisseur de SMS (STAGES_SMS_URL)", consequence: "les SMS attendent", opening: "TLS", ...whereIs(url, 443) };
  return async ({ to, text }, key) => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json", "idempotency-key": key, ...(token !== null && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify({ to, text }),
      // What is sent is a secret: it is not carried to wherever an answer points.
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch((error: unknown) => {
      sayExpired(error, peer);
      // What is said of an address repeats it, and some providers' has their key in it.
      throw new Error(`SMS ${codeOf(error)}`);
    });
    // Its words may repeat the number: only the status is kept.
    await response.body?.cancel();
    if (response.ok) return;
    const told = `SMS ${response.status}`;
    throw response.status === 400 || response.status === 422 ? new MailRefusedError(told) : new Error(told);
  };
}

function codeOf(error: unknown): string {
  const { code, name } = ((error as { cause?: unknown }).cause ?? error) as { code?: string; name?: string };
  return code ?? name ?? "unknown";
}
