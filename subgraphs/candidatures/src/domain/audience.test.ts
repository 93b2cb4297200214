import { ANONYMOUS, PLATFORM } from "@stages/kernel/actor.ts";
import { describe, expect, it } from "vitest";
import { isConcerned } from "./audience.ts";
import { aCandidature, ACTORS } from "./fixtures.ts";

describe("who sees a candidature", () => {
  const candidature = aCandidature();
  const SEE: readonly string[] = ["student", "representative", "host", "head", "teacher", "adviser", "rectorat", "dasen", "ministry"];

  it.each(Object.keys(ACTORS) as (keyof typeof ACTORS)[])("%s", (name) => {
    expect(isConcerned(ACTORS[name], candidature)).toBe(SEE.includes(name));
  });

  it("is neither a visitor nor the platform", () => {
    expect([isConcerned(ANONYMOUS, candidature), isConcerned(PLATFORM, candidature)]).toEqual([false, false]);
  });
});
