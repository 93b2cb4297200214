import { SPOKEN_FOR, type SpokenFor } from "@stages/kernel/spoken-for.ts";
import { z } from "zod";
import { ALGORITHMS, type AttributeName, ATTRIBUTES, type Issuer } from "./issuer.ts";

/** `message` is the end of a French sentence: the place in the document, then what is expected there. */
export class InvalidIssuersError extends Error {
  override readonly name = "InvalidIssuersError";
}

const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];
/** Whoever could change keys on their way could be anyone: in clear only within one machine. */
const isSafe = (text: string) => {
  const url = URL.parse(text);
  return url !== null && !url.username && !url.password && (url.protocol === "https:" || (url.protocol === "http:" && LOOPBACK.includes(url.hostname)));
};

const text = z.string("un texte est attendu").min(1, "un texte est attendu");
const address = text.refine(isSafe, "une adresse https:// complète est attendue");
const several = <T extends z.ZodType>(item: T) => z.array(item, "une liste est attendue").min(1, "au moins une valeur est attendue");
const seconds = (least: number, most: number) => z.int("un nombre entier de secondes est attendu").min(least, `au moins ${least} secondes`).max(most, `au plus ${most} secondes`);

/** The subjects of the demonstration's personas begin with it: no real issuer may. */
export const PERSONA_KEY = "persona";
/** The subjects of personal links begin with it, which `people` alone vouches for. */
export const LINK_KEY = "link";

const issuer = z.strictObject({
  key: text.regex(/^[a-z][a-z0-9-]{0,39}$/, "un nom court est attendu, en minuscules, comme « educonnect »").refine((key) => key !== PERSONA_KEY, "« persona » est réservé aux personnages de démonstration").refine((key) => key !== LINK_KEY, "« link » est réservé aux liens personnels"),
  issuer: address,
  audience: text,
  algorithms: several(z.enum(ALGORITHMS, `l'un de ${ALGORITHMS.join(", ")} est attendu`)),
  types: several(text).default(["at+jwt"]),
  requiredClaims: z.array(text, "une liste est attendue").default([]),
  claims: z
    .strictObject({
      subject: text.default("sub"),
      attributes: z.partialRecord(z.enum(ATTRIBUTES, `les attributs possibles sont ${ATTRIBUTES.join(", ")}`), text).default({}),
    })
    .default({ subject: "sub", attributes: {} }),
  speaksFor: z.array(z.enum(SPOKEN_FOR, `l'un de ${SPOKEN_FOR.join(", ")} est attendu`), "une liste est attendue").default([]),
  vouchesForEmail: z.boolean("true ou false est attendu").default(false),
  headFunctions: z.array(text, "une liste est attendue").default([]),
  pages: z
    .strictObject({ clientId: text, name: text, scope: text.default("openid"), resource: text.optional(), alsoAt: z.array(address, "une liste est attendue").default([]) })
    .nullable()
    .default(null),
  keys: z.strictObject({ url: address, cooldownSeconds: seconds(0, 3_600).default(30), maxAgeSeconds: seconds(1, 86_400).default(600) }),
});

const document = z.strictObject({ issuers: several(issuer) });

/** Issuers as an administrator writes them, in JSON. Throws InvalidIssuersError at the first thing that is wrong. */
export function readIssuers(json: string): readonly Issuer[] {
  const { data, error } = document.safeParse(parsed(json));
  if (error) throw new InvalidIssuersError(sentenceOf(error.issues[0]!));
  for (const name of ["key", "issuer"] as const) {
    const twice = data.issuers.find((one, index) => data.issuers.some((other, before) => before < index && other[name] === one[name]));
    if (twice) throw new InvalidIssuersError(`issuers : deux émetteurs ont le même « ${name} » (${twice[name]})`);
  }
  const issuers = data.issuers as readonly Issuer[];
  for (const [index, one] of issuers.entries()) {
    const fault = faultOfSpeech(one);
    if (fault) throw new InvalidIssuersError(`issuers[${index}].${fault}`);
  }
  return issuers;
}

/** What must be read of someone for whom an issuer speaks: without it, nobody would ever be found. */
const NEEDED: Readonly<Record<SpokenFor, AttributeName>> = {
  STUDENT: "ine",
  LEGAL_REPRESENTATIVE: "email",
  SCHOOL_STAFF: "email",
  HOST_MANAGER: "siret",
  STATE: "email",
};

function faultOfSpeech({ speaksFor, vouchesForEmail, headFunctions, claims: { attributes } }: Issuer): string | null {
  const lacking = speaksFor.find((whom) => !attributes[NEEDED[whom]]);
  if (lacking) return `speaksFor : pour ${lacking}, l'attribut « ${NEEDED[lacking]} » est attendu dans claims.attributes`;
  // Whoever could write any address in their account would get what waits for it.
  const byAddress = speaksFor.find((whom) => NEEDED[whom] === "email");
  if (byAddress && !attributes.emailVerified && !vouchesForEmail) {
    return `speaksFor : pour ${byAddress}, l'adresse doit être vérifiée ; donnez l'attribut « emailVerified », ou « vouchesForEmail » si l'émetteur attribue lui-même les adresses`;
  }
  if (attributes.ine && !speaksFor.includes("STUDENT")) return "claims.attributes.ine : l'INE n'est lu que d'un émetteur qui parle pour STUDENT";
  if (headFunctions.length > 0 && !(speaksFor.includes("SCHOOL_STAFF") && attributes.uai && attributes.function)) {
    return "headFunctions : SCHOOL_STAFF est attendu dans speaksFor, et les attributs « uai » et « function » dans claims.attributes";
  }
  return null;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new InvalidIssuersError("le contenu n'est pas du JSON valide");
  }
}

/** zod's own words are English, and only for two faults that no message above covers. */
function sentenceOf(issue: z.core.$ZodIssue): string {
  const place = issue.path.map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`)).join("").slice(1);
  const expected = issue.code === "unrecognized_keys" ? `« ${issue.keys.join(" », « ")} » n'existe pas` : issue.code === "invalid_type" && issue.expected === "object" ? "un objet est attendu" : issue.message;
  return place ? `${place} : ${expected}` : expected;
}
