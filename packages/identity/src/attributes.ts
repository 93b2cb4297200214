import { parseSiret } from "@stages/kernel/siret.ts";
import { parseUai } from "@stages/kernel/uai.ts";
import { ATTRIBUTES, type AttributeName, type ClaimMapping } from "./issuer.ts";

export type Attributes = Readonly<Partial<Record<AttributeName, string>>>;

const LONGEST = 255;

/** The académies' desks write the school first and more behind it, as in `0190010H$UAJ$PU$…`. */
const uaiIn = (text: string) => parseUai(text.split("$")[0]!);

const READERS: Readonly<Record<AttributeName, (text: string) => string | null>> = {
  email: (text) => (/^[^\s@]+@[^\s@]+$/.test(text) ? text.toLowerCase() : null),
  givenName: (text) => text,
  familyName: (text) => text,
  uai: uaiIn,
  function: (text) => text,
  siret: parseSiret,
};

/** What an issuer's claims say, in our words. What is not what it should be is left out: nothing is decided on it. */
export function attributesOf(payload: Readonly<Record<string, unknown>>, { attributes }: ClaimMapping): Attributes {
  const read = (name: AttributeName): readonly [AttributeName, string][] => {
    const claim = attributes[name];
    const value = claim === undefined ? undefined : firstOf(payload[claim]);
    const text = typeof value === "string" && value.length <= LONGEST ? READERS[name](value.trim()) : null;
    return text ? [[name, text]] : [];
  };
  return Object.fromEntries(ATTRIBUTES.flatMap(read));
}

/** Several values, as an académie gives to who works in several schools: the first is the main one. */
function firstOf(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : value;
}
