import { describe, expect, it } from "vitest";
import { aRegistration, HOST, MANAGER, TULLE, TULLE_COMMUNE } from "./fixtures.ts";
import { type Registration, refusalsOfRegistration, register } from "./host.ts";

const known = { sector: { code: "C" }, commune: TULLE_COMMUNE };
const fields = (over: Partial<Registration>, facts: object = {}) =>
  refusalsOfRegistration(aRegistration(over), { ...known, ...facts }).map(({ code, field }) => [code, field]);

describe("the registration of a host", () => {
  it.each<[string, Partial<Registration>, object, unknown]>([
    ["as it should be", {}, {}, []],
    ["with a SIRET whose key is wrong", { siret: "73282932000075" }, {}, [["INVALID_SIRET", "siret"]]],
    ["with a SIRET too short", { siret: "732829320" }, {}, [["INVALID_SIRET", "siret"]]],
    ["without a name", { legalName: "" }, {}, [["TEXT_REQUIRED", "legalName"]]],
    ["of an unknown sector", { sector: "Z" }, { sector: null }, [["UNKNOWN_SECTOR", "sector"]]],
    ["in an unknown commune", {}, { commune: null }, [["UNKNOWN_COMMUNE", "address.communeCode"]]],
    ["of half a point", { latitude: 45 }, {}, [["PLACE_NOT_LOCATED", "longitude"]]],
    ["out of the globe", { latitude: 45, longitude: 181 }, {}, [["NUMBER_OUT_OF_RANGE", "longitude"]]],
    ["of an école that does not count its classes", { kind: "ECOLE" }, {}, [["ECOLE_CLASSES_REQUIRED", "classes"]]],
    ["of an école without a class", { kind: "ECOLE", classes: 0 }, {}, [["NUMBER_OUT_OF_RANGE", "classes"]]],
    ["of an école", { kind: "ECOLE", classes: 6 }, {}, []],
    ["wrong everywhere", { siret: "1", legalName: "x".repeat(151) }, { sector: null, commune: null }, [
      ["INVALID_SIRET", "siret"], ["TEXT_TOO_LONG", "legalName"], ["UNKNOWN_SECTOR", "sector"], ["UNKNOWN_COMMUNE", "address.communeCode"],
    ]],
  ])("%s is told its fields", (_, over, facts, expected) => expect(fields(over, facts)).toEqual(expected));

  it("keeps the SIRET without spaces, the commune's postcode, and who registers as manager", () => {
    expect(register(HOST, aRegistration({ ...TULLE, classes: 4 }), known, MANAGER)).toMatchObject({
      siret: "73282932000074",
      address: { postcode: "19000", communeCode: "19272", communeName: "Tulle" },
      coordinates: TULLE,
      academy: "22",
      country: "FR",
      classes: null,
      managerIds: [MANAGER],
    });
  });
});
