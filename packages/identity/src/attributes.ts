import { parseSiret } from "@stages/kernel/siret.ts";
import { parseUai } from "@stages/kernel/uai.ts";
import { ATTRIBUTES, type AttributeName, type Issuer } from "./issuer.ts";

type TextAttribute = Exclude<AttributeName, "emailVerified">;

/** What an issuer says of someone, read and checked; what it does not say is left out. */
export type Attributes = Readonly<Partial<Record<TextAttribute, string>>> & {
  /** True alone: by the issuer's word, or because it gives its addresses itself. */
  readonly emailVerified?: true;
  /** True alone: the function is one that means the head of the school of `uai`. */
  readonly isSchoolHead?: true;
};

const LONGEST = 255;

/** The académies' desks write the school first and more behind it, as in `0190010H$UAJ$PU$…`. */
const uaiIn = (text: string) => parseUai(text.split("$")[0]!);

const READERS: Readonly<Record<TextAttribute, (text: string) => string | null>> = {
  email: (text) => (/^[^\s@]+@[^\s@]+$/.test(text) ? text.toLowerCase() : null),
  givenName: (text) => text,
  familyName: (text) => text,
  uai: uaiIn,
  function: (text) => text,
  siret: parseSiret,
  ine: (text) => text.replaceAll(" ", "").toUpperCase(),
};

type Read = Pick<Issuer, "claims" | "vouchesForEmail" | "headFunctions">;

/** What an issuer's claims say, in our words. What is not what it should be is left out: nothing is decided on it. */
export function attributesOf(payload: Readonly<Record<string, unknown>>, { claims: { attributes }, vouchesForEmail, headFunctions }: Read): Attributes {
  const claimOf = (name: AttributeName) => (attributes[name] === undefined ? undefined : firstOf(payload[attributes[name]]));
  const read = (name: AttributeName): readonly [string, string][] => {
    if (name === "emailVerified") return [];
    const value = claimOf(name);
    const text = typeof value === "string" && value.length <= LONGEST ? READERS[name](value.trim()) : null;
    return text ? [[name, text]] : [];
  };
  const texts: Attributes = Object.fromEntries(ATTRIBUTES.flatMap(read));
  // OpenID Connect says a boolean; some providers write its name.
  const said = claimOf("emailVerified");
  const isVerified = attributes.emailVerified === undefined ? vouchesForEmail : said === true || said === "true";
  return {
    ...texts,
    ...(texts.email && isVerified && { emailVerified: true as const }),
    ...(texts.uai && texts.function && headFunctions.includes(texts.function) && { isSchoolHead: true as const }),
  };
}

/** Several values, as an académie gives to who works in several schools: the first is the main one. */
function firstOf(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : value;
}
