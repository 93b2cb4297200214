import { withoutParameters } from "@stages/database/without-parameters.ts";
import { EmbeddedPostgresError } from "@stages/embedded-postgres/errors.ts";
import { ConfigurationError } from "./configuration-error.ts";

/** What the person at the terminal reads: one sentence where the cause is known, everything where it is not, but what statements were asked with. */
export function describeFailure(error: unknown): string {
  if (error instanceof ConfigurationError || error instanceof EmbeddedPostgresError) return error.message;
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === "ENOSPC") return "Le disque est plein : libérez de la place, puis relancez.";
  if (code === "EADDRINUSE") return "Le port vient d'être pris par un autre programme : choisissez-en un autre (PORT=4001 npm start).";
  return `Erreur inattendue : ${withoutParameters(error).whole}`;
}
