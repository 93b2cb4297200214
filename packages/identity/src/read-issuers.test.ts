import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readIssuers } from "./read-issuers.ts";

const GOOD = { key: "educonnect", issuer: "https://educonnect.example", audience: "stages-api", algorithms: ["RS256"], keys: { url: "https://educonnect.example/jwks" } };
const read = (change: object) => readIssuers(JSON.stringify({ issuers: [{ ...GOOD, ...change }] }));

it("fills in what is the same nearly everywhere", () => {
  expect(read({})).toEqual([
    {
      ...GOOD,
      types: ["at+jwt"],
      requiredClaims: [],
      claims: { subject: "sub", attributes: {} },
      speaksFor: [],
      vouchesForEmail: false,
      headFunctions: [],
      pages: null,
      keys: { url: "https://educonnect.example/jwks", cooldownSeconds: 30, maxAgeSeconds: 600 },
    },
  ]);
});

it("reads the example that administrators start from", () => {
  const example = readFileSync(join(import.meta.dirname, "../issuers.example.json"), "utf8");
  expect(readIssuers(example).map(({ key, speaksFor }) => [key, ...speaksFor])).toEqual([
    ["educonnect", "STUDENT", "LEGAL_REPRESENTATIVE"],
    ["academie-limoges", "SCHOOL_STAFF"],
    ["proconnect", "HOST_MANAGER", "STATE"],
  ]);
});

it.each([
  [{ algorithms: ["HS256"] }, /^issuers\[0\]\.algorithms\[0\] : l'un de EdDSA, /],
  [{ algorithms: ["none"] }, /algorithms\[0\]/],
  [{ algorithms: [] }, /algorithms : au moins une valeur est attendue/],
  [{ issuer: "http://educonnect.example" }, /issuer : une adresse https/],
  [{ keys: { url: "http://192.0.2.1/jwks" } }, /keys\.url : une adresse https/],
  [{ keys: { url: "https://a:b@educonnect.example/jwks" } }, /keys\.url : une adresse https/],
  [{ keys: null }, /keys : un objet est attendu/],
  [{ key: "persona" }, /key : « persona » est réservé/],
  [{ key: "link" }, /key : « link » est réservé/],
  [{ key: "edu|connect" }, /key : un nom court/],
  [{ audience: "" }, /audience : un texte est attendu/],
  [{ audience: undefined }, /audience : un texte est attendu/],
  [{ audiences: ["stages-api"] }, /issuers\[0\] : « audiences » n'existe pas/],
  [{ claims: { attributes: { address: "address" } } }, /claims\.attributes : « address » n'existe pas/],
  [{ claims: { attributes: { ine: "ine" } } }, /issuers\[0\]\.claims\.attributes\.ine : l'INE n'est lu que/],
  [{ speaksFor: ["EVERYONE"] }, /speaksFor\[0\] : l'un de STUDENT, /],
  [{ speaksFor: ["STUDENT"] }, /speaksFor : pour STUDENT, l'attribut « ine » est attendu/],
  [{ speaksFor: ["HOST_MANAGER"] }, /speaksFor : pour HOST_MANAGER, l'attribut « siret » est attendu/],
  [{ speaksFor: ["STATE"], claims: { attributes: { email: "email" } } }, /speaksFor : pour STATE, l'adresse doit être vérifiée/],
  [{ headFunctions: ["DIR"] }, /headFunctions : SCHOOL_STAFF est attendu/],
  [{ vouchesForEmail: "yes" }, /vouchesForEmail : true ou false/],
  [{ pages: { name: "ÉduConnect" } }, /pages\.clientId : un texte est attendu/],
  [{ pages: { name: "ÉduConnect", clientId: "stages", alsoAt: ["http://educonnect.example"] } }, /pages\.alsoAt\[0\] : une adresse https/],
])("says what is wrong with %j", (change, sentence) => {
  expect(() => read(change)).toThrow(sentence);
});

it("says what is wrong with the whole", () => {
  expect(() => readIssuers("{")).toThrow(/JSON valide/);
  expect(() => readIssuers("[]")).toThrow(/un objet est attendu/);
  expect(() => readIssuers('{"issuers":[]}')).toThrow(/issuers : au moins une valeur/);
  expect(() => readIssuers(JSON.stringify({ issuers: [GOOD, { ...GOOD, key: "other" }] }))).toThrow(/le même « issuer »/);
  expect(() => readIssuers(JSON.stringify({ issuers: [GOOD, { ...GOOD, issuer: "https://other.example" }] }))).toThrow(/le même « key »/);
});
