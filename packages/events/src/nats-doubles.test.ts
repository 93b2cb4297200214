import { expect, it } from "vitest";
import { doubles, PRELUDE } from "./nats-doubles.ts";
import type { Entry } from "./nats-message.ts";

const entry = (id: string, seq: number) => ({ id, seq }) as Entry;

it("knows an event by its first place, and the same place again for the same event", () => {
  const seen = doubles();
  expect([entry("a", 1), entry("b", 2), entry("a", 3), entry("a", 1), entry("b", 2), entry("b", 9)].map(seen.has)).toEqual([false, false, true, false, false, true]);
});

it("remembers as far back as was promised, and not for ever", () => {
  const seen = doubles();
  seen.has(entry("a", 1));
  for (let seq = 2; seq <= PRELUDE; seq++) seen.has(entry(String(seq), seq));
  expect(seen.has(entry("a", PRELUDE + 1))).toBe(true);
  for (let seq = PRELUDE + 2; seq <= 4 * PRELUDE; seq++) seen.has(entry(String(seq), seq));
  expect(seen.has(entry("a", 4 * PRELUDE + 1))).toBe(false);
});
