import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readKeyring } from "./keyring.ts";
import { newKeyring, withNextKey, withoutFormerKeys } from "./new-keyring.ts";
import { blindIndex, emailIndex, keyVersionOf, seal, unseal, useDevelopmentKeys, useKeyring } from "./vault.ts";

const secret = () => randomBytes(32).toString("base64");
const KEYS = { 1: secret(), 2: secret() };
const INDEX = secret();
const keyring = (current: 1 | 2, keys: object = KEYS) => readKeyring(JSON.stringify({ current, keys, index: INDEX }));
const PLACE = { table: "people.persons", id: "person_1", column: "identity" };
const VALUE = { firstName: "Maëlle", phone: null };

beforeEach(() => useKeyring(keyring(1)));
afterEach(useDevelopmentKeys);

describe("a sealed value", () => {
  it("is read again where it was sealed, and shows nothing", () => {
    const sealed = seal(PLACE, VALUE);
    expect(unseal(PLACE, sealed)).toEqual(VALUE);
    expect(sealed.toString("latin1")).not.toContain("lle");
    expect(seal(PLACE, VALUE).equals(sealed)).toBe(false);
  });

  it.each([
    ["row", { ...PLACE, id: "person_2" }],
    ["column", { ...PLACE, column: "home" }],
    ["table", { ...PLACE, table: "people.students" }],
    ["row whose name runs over", { table: "people.persons\0person_1", id: "", column: "identity" }],
  ])("does not open in another %s", (_, elsewhere) => {
    expect(() => unseal(elsewhere, seal(PLACE, VALUE))).toThrow("changed or moved");
  });

  it("notices each of its bits turned over", () => {
    const sealed = seal(PLACE, VALUE);
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Buffer.from(sealed);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => unseal(PLACE, changed)).toThrow();
    }
  });

  it("never has the nonce of another, however many there are", () => {
    const nonces = new Set(Array.from({ length: 5_000 }, () => seal(PLACE, VALUE).subarray(5, 17).toString("hex")));
    expect(nonces.size).toBe(5_000);
  });

  it.each([0, 1, 32])("is not %s bytes long", (length) => {
    expect(() => unseal(PLACE, seal(PLACE, VALUE).subarray(0, length))).toThrow();
  });

  it("names its key, and opens as long as the keyring holds it", () => {
    const old = seal(PLACE, VALUE);
    useKeyring(keyring(2));
    expect(unseal(PLACE, old)).toEqual(VALUE);
    expect([keyVersionOf(old), keyVersionOf(seal(PLACE, VALUE))]).toEqual([1, 2]);
    useKeyring(keyring(2, { 2: KEYS[2] }));
    expect(() => unseal(PLACE, old)).toThrow("sealed by key 1, which is not in the keyring");
  });
});

describe("a blind index", () => {
  it("finds the same value again, whatever the sealing key, and another for another use", () => {
    const before = blindIndex("INE", "300000001AB");
    useKeyring(keyring(2));
    expect(blindIndex("INE", "300000001AB")).toBe(before);
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    expect(blindIndex("INE", "300000002AB")).not.toBe(before);
    expect(blindIndex("EMAIL", "300000001AB")).not.toBe(before);
    expect(emailIndex("A.Vergne@Example.fr")).toBe(emailIndex("a.vergne@example.fr"));
  });
});

describe("a keyring", () => {
  it.each([
    ["{", "ce n'est pas du JSON"],
    ["{}", "current"],
    [JSON.stringify({ current: 1, keys: { 1: "c291cmlz" }, index: INDEX }), "keys.1 : une clé est faite de 32 octets"],
    [JSON.stringify({ current: 3, keys: KEYS, index: INDEX }), "la clé 3 n'est pas parmi"],
    [JSON.stringify({ current: 1, keys: KEYS }), "index"],
    [JSON.stringify({ current: 1, keys: KEYS, index: INDEX, other: 1 }), "le document"],
    [JSON.stringify({ current: 1, keys: { 1: KEYS[1], one: KEYS[2] }, index: INDEX }), "keys"],
  ])("refuses %s", (text, reason) => {
    expect(() => readKeyring(text)).toThrow(reason);
  });

  it("repeats no key in what it says of a wrong one", () => {
    let said = "";
    try {
      readKeyring(JSON.stringify({ current: 1, keys: { 1: "cGFzIGFzc2V6IGxvbmc=" }, index: INDEX }));
    } catch (error) {
      said = String(error);
    }
    expect(said).toContain("keys.1");
    expect(said).not.toContain("cGFz");
  });
});

it("a keyring grows by a key that seals, and is cut down to it once all is sealed anew", () => {
  const first = newKeyring();
  useKeyring(readKeyring(first));
  const old = seal(PLACE, VALUE);
  const indexed = blindIndex("INE", "300000001AB");
  const second = withNextKey(first);
  useKeyring(readKeyring(second));
  const anew = seal(PLACE, unseal(PLACE, old));
  useKeyring(readKeyring(withoutFormerKeys(second)));
  expect(unseal(PLACE, anew)).toEqual(VALUE);
  expect(() => unseal(PLACE, old)).toThrow("key 1");
  expect(blindIndex("INE", "300000001AB")).toBe(indexed);
});
