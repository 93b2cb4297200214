import { InvalidSealingError } from "@stages/seal/read-sealing.ts";
import { ConfigurationError } from "./configuration-error.ts";

/** What is wrong with a variable of the seal is said as of any other; the error itself when it is something else. */
export const sealingFailure = (error: unknown): unknown =>
  error instanceof InvalidSealingError ? new ConfigurationError(`La variable ${error.variable} ne convient pas : ${error.message}.`) : error;
