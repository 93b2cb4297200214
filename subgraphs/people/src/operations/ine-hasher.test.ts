import { describe, expect, it } from "vitest";
import { ineHasher } from "./ine-hasher.ts";

const KEY = "une clé de trente-deux caractères au moins";

describe("an INE", () => {
  it("is kept as the same 64 digits each time, others for another INE or another key", () => {
    const kept = ineHasher({ STAGES_INE_KEY: KEY })("300000001AB");
    expect(kept).toMatch(/^[0-9a-f]{64}$/);
    expect(ineHasher({ STAGES_INE_KEY: KEY })("300000001AB")).toBe(kept);
    expect(ineHasher({ STAGES_INE_KEY: KEY })("300000002AB")).not.toBe(kept);
    expect(ineHasher({})("300000001AB")).not.toBe(kept);
  });

  it("has no key of development in production, nor a short one anywhere", () => {
    expect(() => ineHasher({ NODE_ENV: "production" })).toThrow("STAGES_INE_KEY");
    expect(() => ineHasher({ NODE_ENV: "production", STAGES_INE_KEY: KEY })).not.toThrow();
    expect(() => ineHasher({ STAGES_INE_KEY: "court" })).toThrow("32");
  });
});
