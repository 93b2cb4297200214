import { ANONYMOUS, PLATFORM } from "@stages/kernel/actor.ts";
import { describe, expect, it } from "vitest";
import { ACTORS, anOffer, CAMPAIGN, IN_TIME, OTHER_SCHOOL, SCHOOL } from "./fixtures.ts";
import { hearsOfSeats } from "./offer-audience.ts";

const EVERYONE = { ...ACTORS, anonymous: ANONYMOUS, platform: PLATFORM };
type Name = keyof typeof EVERYONE;
const BEFORE = Temporal.Instant.from("2026-10-04T21:59:59Z");
const OPENING = Temporal.Instant.from("2026-10-04T22:00:00Z");

const whoHears = (over: Parameters<typeof anOffer>[0] = {}, now = IN_TIME) =>
  (Object.keys(EVERYONE) as Name[]).filter((name) =>
    hearsOfSeats(EVERYONE[name], anOffer(over), { campaign: CAMPAIGN, childrensSchools: name === "representative" ? [SCHOOL] : [], now }),
  );
const ALL = (Object.keys(ACTORS) as Name[]).toSorted();
const TERRITORY: readonly Name[] = ["rectorat", "otherRectorat", "dasen", "otherDasen", "ministry"];

describe("who hears of an offer's seats", () => {
  it("everyone who is signed in, while it is published", () => {
    expect(whoHears().toSorted()).toEqual(ALL);
  });

  it("no other host once it is full or hidden, as none sees it then", () => {
    for (const status of ["NEEDS_UPDATE", "HIDDEN"]) expect(whoHears({ status }).toSorted()).toEqual(ALL.filter((name) => name !== "otherHost"));
  });

  it("of what is reserved, its schools' students, families and staff, its host, and the territory's staff", () => {
    const hears = whoHears({ reservedSchoolUais: [SCHOOL] });
    expect(hears.toSorted()).toEqual(["student", "otherStudent", "representative", "host", "head", "teacher", "adviser", ...TERRITORY].toSorted());
    expect(whoHears({ reservedSchoolUais: [OTHER_SCHOOL] }).toSorted()).toEqual(["host", "otherHead", ...TERRITORY].toSorted());
  });

  it("no student and no family before the opening, from its first instant both", () => {
    const families: readonly Name[] = ["student", "otherStudent", "representative", "otherRepresentative"];
    expect(whoHears({}, BEFORE).toSorted()).toEqual(ALL.filter((name) => !families.includes(name)));
    expect(whoHears({}, OPENING).toSorted()).toEqual(ALL);
  });
});
