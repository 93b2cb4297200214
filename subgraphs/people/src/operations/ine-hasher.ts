import { createHmac } from "node:crypto";

/** An INE as the platform keeps it: enough to know a student again, and not to be read back without the key. */
export type IneHasher = (ine: string) => string;

const DEVELOPMENT_KEY = "stages-de-seconde, development: anyone can read this key";

/**
 * HMAC-SHA-256 under the key of `STAGES_INE_KEY`. INEs are few enough to be tried one by one, so what protects them is that
 * key: production has none by default. Changing it makes every student unknown.
 */
export function ineHasher(environment: Readonly<Record<string, string | undefined>>): IneHasher {
  const key = environment["STAGES_INE_KEY"]?.trim();
  if (!key && environment["NODE_ENV"] === "production") throw new Error("La variable STAGES_INE_KEY manque : sans elle, les INE des élèves ne seraient pas protégés.");
  if (key && key.length < 32) throw new Error("La variable STAGES_INE_KEY est trop courte : donnez au moins 32 caractères tirés au hasard.");
  return (ine) => createHmac("sha256", key || DEVELOPMENT_KEY).update(ine, "utf8").digest("hex");
}
