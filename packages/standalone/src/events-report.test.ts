import type { EventsState } from "@stages/events/event-desk.ts";
import type { SetAsideLine } from "@stages/events/set-aside.ts";
import { describe, expect, it } from "vitest";
import { eventsReport, replayedLine } from "./events-report.ts";

const NOW = Temporal.Instant.from("2027-05-01T08:00:00Z");
const aLine = (over: Partial<SetAsideLine> = {}): SetAsideLine => ({
  eventId: "11111111-1111-4111-8111-111111111111", side: "HEARD", why: "FAILED", type: "CandidatureAccepted", version: 1, key: "candidature_1",
  occurredAt: NOW.subtract({ hours: 4 }), reason: "Error: cannot be applied", tries: 3, since: NOW.subtract({ hours: 3 }), ...over,
});
const aState = (over: Partial<EventsState> = {}): EventsState => ({ setAside: [], outbox: { rows: 0, oldest: null }, behind: 0, ...over });

describe("the state of events, as it is told", () => {
  it("says of each subgraph what waits to be told and to be heard, then what is set aside, and why", () => {
    expect(eventsReport({ people: aState({ behind: 1_000, outbox: { rows: 2, oldest: NOW.subtract({ minutes: 5 }) } }), offers: aState({ setAside: [aLine()] }) }, NOW)).toBe(
      `people  2 faits à dire (le plus ancien attend depuis 5 minutes) ; 1\u202f000 faits ou plus à entendre ; 0 fait mis de côté
offers  0 fait à dire ; 0 fait à entendre ; 1 fait mis de côté

offers  11111111-1111-4111-8111-111111111111  CandidatureAccepted v1  candidature_1
  entendu, de côté depuis 3 heures, 3 essais ; échec
  Error: cannot be applied
`);
  });

  it.each([
    [{ outcome: "APPLIED" } as const, "appliqué"],
    [{ outcome: "TOLD" } as const, "remis parmi les faits à dire"],
    [{ outcome: "FAILED", reason: "Error: still not" } as const, "échoue encore (Error: still not)"],
  ])("says what came of another try: %o", (replayed, sentence) => {
    expect(replayedLine("offers", { ...aLine(), replayed })).toBe(`offers  11111111-1111-4111-8111-111111111111  CandidatureAccepted : ${sentence}\n`);
  });
});
