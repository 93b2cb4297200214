export type SealFailureCode =
  | "NOT_SEALABLE" // Not a PDF, or one that has a form or a signature already: a seal is the only one.
  | "CERTIFICATE_OUT_OF_DATE" // Nobody could verify a seal made then.
  | "KEY_UNAVAILABLE" // Whoever holds the key does not answer.
  | "KEY_MISMATCH" // It signs, but not with the key of the certificate.
  | "TIME_STAMP_UNAVAILABLE" // The server of time-stamps does not answer, or refuses.
  | "TIME_STAMP_NOT_BELIEVED"; // It answers something else than what was asked, or nobody trusts it.

/** Those that another try may mend; the others want a person. */
const PASSING: readonly SealFailureCode[] = ["KEY_UNAVAILABLE", "TIME_STAMP_UNAVAILABLE"];

/** Why a document was not sealed. Nothing was: there is no weaker seal in its place. */
export class SealFailure extends Error {
  override readonly name = "SealFailure";
  readonly code: SealFailureCode;

  constructor(code: SealFailureCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  get isPassing(): boolean {
    return PASSING.includes(this.code);
  }
}
