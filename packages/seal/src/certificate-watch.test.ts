import { describe, expect, it } from "vitest";
import { CertificateWatch, type Watched, warningOf } from "./certificate-watch.ts";
import { anAuthority, NOW } from "./seal-under-test.ts";

const until = NOW.add({ hours: 24 * 40 });
const { certificate } = anAuthority().issue({ until });
const WATCHED: Watched = { of: "du sceau", certificate, consequence: "rien n'est scellé, les documents attendent", variable: "STAGES_SEAL_CERTIFICATE" };
const before = (hours: number) => until.subtract({ hours });

describe("a certificate that is about to end", () => {
  it.each([
    ["forty days before", 24 * 40, null],
    ["thirty days before, still", 24 * 30, null],
    ["less than thirty", 24 * 30 - 1, /expire dans 29 jours/],
    ["less than seven", 24 * 7 - 1, /expire dans 6 jours/],
    ["on its last day", 5, /expire dans moins d'un jour/],
    ["once it is over", -1, /a expiré le .* : rien n'est scellé, les documents attendent ; donnez-en un autre par STAGES_SEAL_CERTIFICATE/],
  ])("is told of: %s", (_, hours, sentence) => {
    const warning = warningOf(WATCHED, before(hours));
    if (sentence) expect(warning!.sentence).toMatch(sentence);
    else expect(warning).toBeNull();
  });

  it("is told of three times before, and each day after, however often one looks", () => {
    const watch = new CertificateWatch([WATCHED]);
    const said: string[] = [];
    for (let hours = 24 * 40; hours > -72; hours -= 1) said.push(...watch.due(before(hours)));
    expect(said.filter((sentence) => /expire dans/.test(sentence))).toHaveLength(3);
    expect(said.filter((sentence) => /a expiré/.test(sentence)).length).toBeGreaterThanOrEqual(3);
    expect(said.length).toBeLessThanOrEqual(3 + 4);
  });
});
