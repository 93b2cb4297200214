import { PERIODS } from "@stages/kernel/period.ts";
import { lengthOf } from "@stages/kernel/text.ts";
import { describe, expect, it } from "vitest";
import { aFrame, aHost, aWrittenOffer } from "./fixtures.ts";
import { HOST_KINDS } from "./host.ts";
import { proposedTexts } from "./proposed-texts.ts";
import { LIMITS, refusalsOfOffer } from "./publish.ts";

const anEcole = (classes: number) => aHost({ kind: "ECOLE", classes });
const everyTexts = PERIODS.flatMap((period) => [1, 4, 5, 60].map((classes) => ({ period, classes, texts: proposedTexts(anEcole(classes), period)! })));

describe("the texts proposed to an école", () => {
  it.each(everyTexts)("fit an offer as they are: $period, $classes classes", ({ period, classes, texts }) => {
    expect(lengthOf(texts.description)).toBeLessThanOrEqual(LIMITS.description);
    expect(lengthOf(texts.activities)).toBeLessThanOrEqual(LIMITS.activities);
    const tutor = { ...aWrittenOffer().tutor, function: "professeure des écoles" };
    expect(refusalsOfOffer(aWrittenOffer({ ...texts, period, seats: 1, tutor }), aFrame({ host: anEcole(classes) }))).toEqual([]);
  });

  it.each(everyTexts)("say what the letter says: $period, $classes classes", ({ texts }) => {
    expect(texts.description).toContain("stricte observation");
    expect(texts.description).toContain("professeur des écoles");
    expect(texts.activities).toContain("aucun élève ne lui est confié");
  });

  it("name an outing, in excess of who accompanies, to those who stay two weeks", () => {
    expect(proposedTexts(anEcole(6), "BOTH_WEEKS")!.activities).toContain("en surnombre, une sortie à la journée");
    expect(proposedTexts(anEcole(6), "WEEK_1")).toEqual(proposedTexts(anEcole(6), "WEEK_2"));
  });

  it.each(HOST_KINDS.filter((kind) => kind !== "ECOLE"))("are for écoles alone, not for %s", (kind) => expect(proposedTexts(aHost({ kind }), "WEEK_1")).toBeNull());
});
