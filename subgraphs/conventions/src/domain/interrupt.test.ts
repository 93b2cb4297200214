import { describe, expect, it } from "vitest";
import { aCampaign, ACTORS, aConvention } from "./fixtures.ts";
import { type InterruptionCause, interrupt, refusalsOfInterruption, refusalsToInterrupt } from "./interrupt.ts";
import { statusOn } from "./status-on.ts";
import { STATUSES } from "./lifecycle.ts";
import type { FrozenConvention } from "./convention.ts";

const at = (text: string) => ({ campaign: aCampaign, now: Temporal.Instant.from(text) });
const during = at("2027-06-16T10:00:00Z");
const date = (text: string) => Temporal.PlainDate.from(text);

describe("a stage is interrupted", () => {
  it.each(Object.keys(ACTORS).flatMap((actor) => STATUSES.map((status) => [actor, status] as const)))("by the %s when %s, or not", (actor, status) => {
    const allowed = (actor === "head" || actor === "host") && status === "SIGNED";
    expect(refusalsToInterrupt(aConvention(status), ACTORS[actor as keyof typeof ACTORS], during).length === 0).toBe(allowed);
  });

  it.each([
    ["the eve of the first day, in Paris", "2027-06-13T21:59:59Z", "STAGE_NOT_BEGUN"],
    ["the first instant of the first day", "2027-06-13T22:00:00Z", undefined],
    ["the last instant of the last day", "2027-06-18T21:59:59Z", undefined],
    ["the first instant after it, even if nobody has written that it is over", "2027-06-18T22:00:00Z", "WRONG_STATE"],
  ])("%s", (_, now, expected) => {
    expect(refusalsToInterrupt(aConvention("SIGNED"), ACTORS.head, at(now))[0]?.code).toBe(expected);
  });

  it.each([
    ["ABANDONED", "2027-06-15", undefined],
    ["ABANDONED", "2027-06-16", undefined],
    ["ABANDONED", "2027-06-17", "LAST_DAY_IMPOSSIBLE"],
    ["ABANDONED", "2027-06-13", "LAST_DAY_IMPOSSIBLE"],
    ["ABANDONED", null, "LAST_DAY_REQUIRED"],
    ["NO_SHOW", null, undefined],
    ["NO_SHOW", "2027-06-15", "NO_SHOW_HAS_NO_LAST_DAY"],
  ] as const)("%s with %s as its last day", (cause, lastDay, expected) => {
    expect(refusalsOfInterruption({ cause, lastDay: lastDay && date(lastDay), reason: "x" }, aConvention("SIGNED"), during)[0]?.code).toBe(expected);
  });

  it.each([
    ["ABANDONED", "2027-06-15", "2027-06-15"],
    ["NO_SHOW", null, "2027-06-13"],
  ] as const)("%s ends it on its last day, and before its first when there was none", (cause, lastDay, endedOn) => {
    const interrupted = interrupt(aConvention("SIGNED") as FrozenConvention, { cause: cause satisfies InterruptionCause, lastDay: lastDay && date(lastDay), reason: "x" }, during);
    expect(interrupted).toMatchObject({ status: "INTERRUPTED", endCause: cause, endedOn: date(endedOn) });
  });
});

it.each(STATUSES)("a stage that is %s", (status) => {
  const on = (text: string) => statusOn(aConvention(status), aCampaign, Temporal.Instant.from(text));
  expect(on("2027-06-18T21:59:59Z")).toBe(status);
  expect(on("2027-06-18T22:00:00Z")).toBe(status === "SIGNED" ? "COMPLETED" : status);
});
