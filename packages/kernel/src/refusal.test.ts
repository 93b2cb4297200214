import { describe, expect, it } from "vitest";
import { insist, REFUSALS, refuse, refused, RefusedError } from "./refusal.ts";

describe("a refusal", () => {
  it("carries its code, its sentence and the field", () => {
    expect(refuse("NO_SEAT_LEFT")).toEqual({ code: "NO_SEAT_LEFT", message: "Toutes les places de cette offre sont prises.", field: null });
    expect(refuse("TEXT_REQUIRED", "motivation")).toMatchObject({ field: "motivation" });
    expect(refuse("TEXT_TOO_LONG", { max: 250, length: 251 }, "description")).toEqual({
      code: "TEXT_TOO_LONG",
      message: "Ce texte compte 251 caractères ; il est limité à 250.",
      field: "description",
    });
    expect(refuse("NOT_FOUND", { what: "Offre" }).field).toBeNull();
  });

  it("is thrown with all the others, the first as the error", () => {
    expect(() => insist([])).not.toThrow();
    const refusals = [refuse("TEXT_REQUIRED", "title"), refuse("NO_SEAT_LEFT")];
    try {
      insist(refusals);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(RefusedError);
      expect((error as RefusedError).refusals).toEqual(refusals);
      expect((error as RefusedError).message).toBe(refusals[0]!.message);
    }
    expect(refused("NOT_FOUND", { what: "Offre" }).refusals).toHaveLength(1);
  });
});

describe("the registry of refusals", () => {
  /** What any sentence asks for, so that all can be read. */
  const data = new Proxy({}, { get: (_, key) => (key === "max" ? 3 : String(key)) });

  it.each(Object.entries(REFUSALS))("%s has a stable code, a meaning and a French sentence", (code, { meaning, french }) => {
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
    expect(meaning).toMatch(/\.$/);
    const sentence = (french as (data: unknown) => string)(data);
    expect(sentence).toMatch(/[.!?]$/);
    expect(sentence).not.toMatch(/undefined|\[object|null/);
  });
});
