import type { Role } from "@stages/kernel/actor.ts";
import { describe, expect, it } from "vitest";
import { aCampaign, anOffer, OFFER } from "./domain/fixtures.ts";
import type { Lack, Status } from "./domain/lifecycle.ts";
import type { Offer } from "./domain/offer.ts";
import { illegalitiesIn, type Recorded, type Told } from "./history-checker.ts";

type Line = readonly [to: Status, at: string, byRole?: Role, why?: Lack];

const at = (day: string) => Temporal.Instant.from(`2027-${day}T10:00:00Z`);
const PUBLISHED: Line = ["PUBLISHED", "03-01"];

/** An offer of the first week, which begins on 14 June 2027. */
function check(lines: readonly Line[], over: Partial<Offer> = {}, told?: readonly Omit<Told, "offerId">[]) {
  const history = lines.map(([to, day, byRole = "HOST_MANAGER", why = null], id): Recorded => ({ id, offerId: OFFER, from: lines[id - 1]?.[0] ?? null, to, at: at(day), byRole, why }));
  const published = history.find(({ to }) => to === "PUBLISHED");
  const offer = anOffer({ period: "WEEK_1", status: lines.at(-1)![0], publishedAt: published?.at ?? null, ...over });
  const heard = told ?? (published ? [{ status: offer.status, title: offer.status === "PUBLISHED" ? offer.title : null }] : []);
  return illegalitiesIn({ offers: [offer], history, told: heard.map((one) => ({ ...one, offerId: OFFER })) }, aCampaign()).join("\n");
}

describe("the checker of offers' histories", () => {
  it("finds nothing in those that are right", () => {
    expect(check([["DRAFT", "02-01"], PUBLISHED, ["NEEDS_UPDATE", "04-01", "PLATFORM", "FULL"], ["PUBLISHED", "06-14", "PLATFORM"], ["NEEDS_UPDATE", "06-15", "PLATFORM", "PAST"]])).toBe("");
    expect(check([PUBLISHED, ["UNPUBLISHED", "03-02"], ["HIDDEN", "03-03", "RECTORAT"], ["UNPUBLISHED", "03-04", "MINISTRY"], ["REMOVED", "03-05"]])).toBe("");
    expect(check([["DRAFT", "02-01"], ["REMOVED", "02-02"]])).toBe("");
  });

  it.each<[string, readonly Line[], RegExp]>([
    ["a step that is not in the table", [PUBLISHED, ["HIDDEN", "03-02", "RECTORAT"], ["DRAFT", "03-03"]], /from HIDDEN to DRAFT/],
    ["a life after the end", [PUBLISHED, ["REMOVED", "03-02"], ["PUBLISHED", "03-03"]], /from REMOVED to PUBLISHED/],
    ["a step of someone else's", [PUBLISHED, ["HIDDEN", "03-02"]], /from PUBLISHED to HIDDEN by HOST_MANAGER/],
    ["a host that takes back what was hidden", [PUBLISHED, ["HIDDEN", "03-02", "RECTORAT"], ["UNPUBLISHED", "03-03"]], /from HIDDEN to UNPUBLISHED by HOST_MANAGER/],
    ["a step of a student's", [PUBLISHED, ["UNPUBLISHED", "03-02", "STUDENT"]], /by STUDENT/],
    ["a beginning that is none", [["HIDDEN", "03-01", "RECTORAT"]], /from null to HIDDEN/],
    ["a publication once it is past", [["DRAFT", "02-01"], ["PUBLISHED", "06-15"]], /becomes PUBLISHED \(null\) on 2027-06-15/],
    ["an end of the catalogue before its day", [PUBLISHED, ["NEEDS_UPDATE", "06-14", "PLATFORM", "PAST"]], /becomes NEEDS_UPDATE \(PAST\) on 2027-06-14/],
    ["what is taken out without saying why", [PUBLISHED, ["NEEDS_UPDATE", "04-01", "PLATFORM"]], /why is null/],
  ])("finds %s", (_, lines, said) => expect(check(lines)).toMatch(said));

  it("finds a row that is not what its history says", () => {
    expect(check([PUBLISHED], { status: "UNPUBLISHED" })).toMatch(/is UNPUBLISHED and its history ends PUBLISHED/);
    expect(check([PUBLISHED], { publishedAt: at("03-02") })).toMatch(/was published at 2027-03-02/);
  });

  it("finds what the others were told otherwise, last", () => {
    expect(check([PUBLISHED, ["UNPUBLISHED", "03-02"]], {}, [{ status: "UNPUBLISHED", title: null }, { status: "PUBLISHED", title: "Un atelier" }])).toMatch(/is UNPUBLISHED, and told to be PUBLISHED/);
    expect(check([PUBLISHED], {}, [{ status: "PUBLISHED", title: "Un autre titre" }])).toMatch(/told as Un autre titre/);
    expect(check([["DRAFT", "02-01"]], {}, [{ status: "PUBLISHED", title: null }])).toMatch(/was never published/);
  });
});
