import { expect, it } from "vitest";
import { count, dayInFrench, days, difference, several, shareOf } from "./words.ts";

const plain = (text: string) => text.replace(/\s/g, " ");

it.each([
  [count(560_124), "560 124"],
  [shareOf(1, 3), "33,3 %"],
  [shareOf(0, 0), "0 %"],
  [shareOf(191, 560_000), "moins de 0,1 %"],
  [shareOf(3, 3_000), "0,1 %"],
  [shareOf(559_900, 560_000), "99,9 %"],
  [shareOf(560_000, 560_000), "100 %"],
  [several(1, "élève"), "1 élève"],
  [several(1_200, "élève"), "1 200 élèves"],
  [difference(-12), "− 12"],
  [difference(0), "="],
  [days(3.5), "3,5 jours"],
  [days(null), "—"],
  [dayInFrench("2027-03-01"), "1er mars 2027"],
])("says %s", (said, expected) => expect(plain(said)).toBe(expected));
