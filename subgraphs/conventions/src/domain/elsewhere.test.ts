import { newId } from "@stages/kernel/ids.ts";
import { describe, expect, it } from "vitest";
import { openFound, opensFor, refusalsOfHost, refusalsToOpen, type WrittenHost } from "./elsewhere.ts";
import { aCampaign, ACTORS, aConvention, HOST, SCHOOL, STUDENT } from "./fixtures.ts";
import { STATUSES } from "./lifecycle.ts";
import { isHostUnknown } from "./party.ts";
import type { Student } from "./people.ts";

const HERE: WrittenHost = { legalName: "Menuiserie Faure", siret: "12345678901237", country: null, address: "3 rue du Puy, 19000 Tulle", representative: { name: "Luc Faure", email: "luc@faure.example" } };
const THERE: WrittenHost = { legalName: "Imprimerie Haute", siret: null, country: "BE", address: "12 rue Haute, 1000 Bruxelles", representative: null };
const today = Temporal.PlainDate.from("2027-05-20");

describe("the host of a stage found elsewhere", () => {
  it.each([
    ["in France, by its SIRET", HERE, []],
    ["abroad, by its country", THERE, []],
    ["in France, said so", { ...HERE, country: "FR" }, []],
    ["without a SIRET in France", { ...HERE, siret: null }, ["INVALID_SIRET host.siret"]],
    ["with a SIRET whose key is wrong", { ...HERE, siret: "12345678901234" }, ["INVALID_SIRET host.siret"]],
    ["abroad with a SIRET", { ...THERE, siret: HERE.siret }, ["SIRET_ABROAD host.siret"]],
    ["in a country that is none", { ...THERE, country: "XX" }, ["UNKNOWN_COUNTRY host.country"]],
    ["with nothing at all", { legalName: "", siret: null, country: null, address: " ", representative: { name: "", email: "x" } },
      ["TEXT_REQUIRED host.legalName", "TEXT_REQUIRED host.address", "INVALID_SIRET host.siret", "TEXT_REQUIRED host.representative.name", "INVALID_EMAIL host.representative.email"]],
  ] as const)("%s", (_, host, expected) => {
    expect(refusalsOfHost(host).map(({ code, field }) => `${code} ${field}`)).toEqual(expected);
  });
});

describe("opening it", () => {
  it.each(STATUSES)("beside a convention of the same week that is %s", (status) => {
    const isRefused = !["CANCELLED", "INTERRUPTED"].includes(status);
    const codes = (period: "WEEK_1" | "WEEK_2" | "BOTH_WEEKS") => refusalsToOpen({ period, host: HERE }, [aConvention(status)], aCampaign, today).map(({ code }) => code);
    expect([codes("WEEK_1"), codes("BOTH_WEEKS"), codes("WEEK_2")]).toEqual([isRefused ? ["CONVENTION_SAME_WEEKS"] : [], isRefused ? ["CONVENTION_SAME_WEEKS"] : [], []]);
  });

  it("until its last day", () => {
    const codesOn = (day: string) => refusalsToOpen({ period: "WEEK_1", host: HERE }, [], aCampaign, Temporal.PlainDate.from(day)).map(({ code }) => code);
    expect([codesOn("2027-06-18"), codesOn("2027-06-19")]).toEqual([[], ["STAGE_OVER"]]);
  });

  it("is the head's, or a teacher's who helps, of that school", () => {
    const able = Object.entries(ACTORS).filter(([, actor]) => opensFor(actor, SCHOOL)).map(([name]) => name);
    expect(able).toEqual(["head", "teacher", "otherTeacher"]);
    expect(opensFor({ ...ACTORS.head, schoolUais: [] }, SCHOOL)).toBe(false);
  });

  const student: Student = { id: STUDENT, firstName: "Zoé", lastName: "Mazaud", birthDate: Temporal.PlainDate.from("2011-09-01"), className: "2de 3", schoolUai: SCHOOL, academy: "22", campaignId: "2027" };
  const frame = { id: newId("convention"), student, newHostId: newId("host"), now: Temporal.Instant.from("2027-05-20T10:00:00Z") };

  it("with a host of the platform, names it by reference and leaves its part to it", () => {
    const convention = openFound({ period: "WEEK_1", host: HERE }, { ...frame, known: HOST });
    expect(convention).toMatchObject({ origin: "SCHOOL", status: "DRAFT", hostId: HOST, hostParty: null, candidatureId: null, offerId: null, confirmedAt: frame.now });
    expect(isHostUnknown(convention)).toBe(false);
  });

  it("with another, names it as it was written", () => {
    const convention = openFound({ period: "WEEK_1", host: { ...THERE, legalName: " Imprimerie Haute " } }, { ...frame, known: null });
    expect(convention).toMatchObject({ hostId: frame.newHostId, hostParty: { legalName: "Imprimerie Haute", siret: null, country: "BE" } });
    expect(isHostUnknown(convention)).toBe(true);
  });
});
