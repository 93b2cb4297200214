import { createHash } from "node:crypto";

/** One text for one value: keys sorted, no spaces, Temporal values in their ISO form. What is hashed must be written this way. */
export function canonicalJson(value: unknown): string {
  const text = written(value);
  if (text === undefined) throw new TypeError("There is no JSON of that value");
  return text;
}

/** In one pass: written for each record of evidence and each mutation that creates. Undefined for what JSON leaves out. */
function written(value: unknown): string | undefined {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (typeof (value as { toJSON?: unknown }).toJSON === "function") return written((value as { toJSON(): unknown }).toJSON());
  if (Array.isArray(value)) return `[${Array.from(value, (item) => written(item) ?? "null").join(",")}]`;
  let text = "";
  for (const key of keysOf(value)) {
    const inner = written((value as Readonly<Record<string, unknown>>)[key]);
    if (inner !== undefined) text += `${text === "" ? "" : ","}${JSON.stringify(key)}:${inner}`;
  }
  return `{${text}}`;
}

const NUMBERED = /^\d/;

/** Sorted by code unit; those that are numbers come first and in their order, as in every object: hashes were made so. */
function keysOf(value: object): readonly string[] {
  const keys = Object.keys(value).sort();
  return keys.some((key) => NUMBERED.test(key)) ? Object.keys(Object.fromEntries(keys.map((key) => [key, null]))) : keys;
}

/** In hexadecimal; of a text, of its UTF-8. */
export function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
