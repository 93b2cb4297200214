import { describe, expect, it } from "vitest";
import { ACTORS, aHost, anOffer, aRegistration, aRegistrationAbroad, BRUSSELS, HOST, MANAGER, OTHER_MANAGER, TULLE, TULLE_COMMUNE } from "./fixtures.ts";
import { edit, HOST_KINDS, identityAbroad, refusalsOfEdit, refusalsOfRegistration, refusalsToManage, type Registration, register } from "./host.ts";

const known = { sector: { code: "C" }, commune: TULLE_COMMUNE, country: "FR" };
const fields = (over: Partial<Registration>, facts: object = {}) =>
  refusalsOfRegistration(aRegistration(over), { ...known, ...facts }).map(({ code, field }) => [code, field]);

describe("the registration of a host", () => {
  it.each<[string, Partial<Registration>, object, unknown]>([
    ["as it should be", {}, {}, []],
    ["with a SIRET whose key is wrong", { siret: "73282932000075" }, {}, [["INVALID_SIRET", "siret"]]],
    ["without a SIRET", { siret: null }, {}, [["TEXT_REQUIRED", "siret"]]],
    ["with a SIRET too short", { siret: "732829320" }, {}, [["INVALID_SIRET", "siret"]]],
    ["without a name", { legalName: "" }, {}, [["TEXT_REQUIRED", "legalName"]]],
    ["of an unknown sector", { sector: "Z" }, { sector: null }, [["UNKNOWN_SECTOR", "sector"]]],
    ["without a commune", { address: { addressLine: "1 rue", postcode: null, communeCode: null } }, { commune: null }, [["TEXT_REQUIRED", "address.communeCode"]]],
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

describe("the registration of a host abroad", () => {
  const abroad = { sector: { code: "C" }, commune: null, country: "BE" };
  const told = (over: Partial<Registration>, facts: object = {}) =>
    refusalsOfRegistration(aRegistrationAbroad(over), { ...abroad, ...facts }).map(({ code, field }) => [code, field]);
  const address = aRegistrationAbroad().address;

  it.each<[string, Partial<Registration>, object, unknown]>([
    ["as it should be", {}, {}, []],
    ["without a postcode, as in many countries", { address: { ...address, postcode: null } }, {}, []],
    ["with a SIRET", { siret: "73282932000074" }, {}, [["SIRET_ABROAD", "siret"]]],
    ["without a town", { address: { ...address, town: null } }, {}, [["TEXT_REQUIRED", "address.town"]]],
    ["with a postcode that no country has", { address: { ...address, postcode: "1".repeat(13) } }, {}, [["TEXT_TOO_LONG", "address.postcode"]]],
    ["without a point, which nobody else knows", { latitude: null, longitude: null }, {}, [["PLACE_NOT_LOCATED", "latitude"]]],
    ["with half a point", { longitude: null }, {}, [["PLACE_NOT_LOCATED", "longitude"]]],
    ["in no country", { address: { ...address, country: "ZZ" } }, { country: null }, [["UNKNOWN_COUNTRY", "address.country"]]],
    ["of an école, which counts its classes there too", { kind: "ECOLE" }, {}, [["ECOLE_CLASSES_REQUIRED", "classes"]]],
  ])("%s is told its fields", (_, over, facts, expected) => expect(told(over, facts)).toEqual(expected));

  it("keeps the town and the country's postcode, and no commune nor académie", () => {
    expect(register(HOST, aRegistrationAbroad(), abroad, MANAGER)).toMatchObject({
      siret: null, country: "BE", academy: null, coordinates: BRUSSELS,
      address: { addressLine: "12 rue Haute", postcode: "1000", communeCode: null, communeName: "Bruxelles" },
    });
  });

  it.each([
    ["its case, accents and punctuation", { legalName: "IMPRIMERIE des marollés.", address: { ...address, addressLine: "12, rue Haute" } }, true],
    ["its postcode, its sector and its kind", { sector: "J", kind: "ASSOCIATION", address: { ...address, postcode: "1001" } } as const, true],
    ["its name", { legalName: "Imprimerie Haute" }, false],
    ["its street", { address: { ...address, addressLine: "13 rue Haute" } }, false],
    ["its town", { address: { ...address, town: "Liège" } }, false],
  ])("is known again by its name and address: with other words for %s, %s", (_, over, same) => {
    const of = (registration: Registration, country = "BE") => identityAbroad(register(HOST, registration, { ...abroad, country }, MANAGER));
    expect(of(aRegistrationAbroad(over)) === of(aRegistrationAbroad())).toBe(same);
    expect(of(aRegistrationAbroad(over), "LU")).not.toBe(of(aRegistrationAbroad()));
  });
});

describe("the text limits of a host", () => {
  const FAMILY = "👨‍👩‍👧‍👦";
  const COMBINED = "e\u0301";
  it.each([["an emoji family", FAMILY], ["a combining accent", COMBINED], ["a letter", "x"]])("count %s as one character", (_, one) => {
    const at = (length: number) => ({ legalName: one.repeat(length), address: { addressLine: one.repeat(200), postcode: null, communeCode: "19272" } });
    expect(fields(at(150))).toEqual([]);
    expect(fields(at(151))).toEqual([["TEXT_TOO_LONG", "legalName"]]);
    const town = { ...aRegistrationAbroad().address, addressLine: one.repeat(201), town: one.repeat(101) };
    expect(fields(aRegistrationAbroad({ address: town }), { commune: null, country: "BE" })).toEqual([["TEXT_TOO_LONG", "address.addressLine"], ["TEXT_TOO_LONG", "address.town"]]);
  });
});

describe("editing a host", () => {
  const written = (over: Partial<Registration> = {}) => {
    const { siret: _, ...described } = aRegistration({ ...TULLE, ...over });
    return described;
  };
  const codes = (over: Partial<Registration>, facts: object = {}, offers: ReturnType<typeof anOffer>[] = []) =>
    refusalsOfEdit(aHost(), written(over), { ...known, ...facts }, offers).map(({ code, field }) => [code, field]);

  it("is for its managers", () => {
    expect(refusalsToManage(aHost(), ACTORS.HOST_MANAGER)).toEqual([]);
    expect(refusalsToManage(aHost(), OTHER_MANAGER)).toMatchObject([{ code: "FORBIDDEN" }]);
    expect(refusalsToManage(aHost(), ACTORS.MINISTRY)).toMatchObject([{ code: "FORBIDDEN" }]);
  });

  it.each<[string, Partial<Registration>, object, unknown]>([
    ["all it says", { legalName: "Atelier Roche", kind: "ASSOCIATION", sector: "R" }, {}, []],
    ["its country", {}, { country: "BE", commune: null }, [["HOST_COUNTRY_FIXED", "address.country"]]],
    ["its name, to nothing", { legalName: "" }, {}, [["TEXT_REQUIRED", "legalName"]]],
    ["its sector, to none", { sector: "Z" }, { sector: null }, [["UNKNOWN_SECTOR", "sector"]]],
    ["its kind, to an école without classes", { kind: "ECOLE" }, {}, [["ECOLE_CLASSES_REQUIRED", "classes"]]],
  ])("to change %s is told its fields", (_, over, facts, expected) => expect(codes(over, facts)).toEqual(expected));

  it("to an école waits for the offers that no école could have out", () => {
    expect(codes({ kind: "ECOLE", classes: 6 }, {}, [anOffer()])).toEqual([["ECOLE_OFFERS_OUT", "classes"]]);
    expect(codes({ kind: "ECOLE", classes: 6 }, {}, [])).toEqual([]);
  });

  it.each(HOST_KINDS.filter((kind) => kind !== "ECOLE"))("to %s keeps no classes", (kind) => {
    expect(edit(aHost({ kind: "ECOLE", classes: 6 }), written({ kind, classes: 6 }), known)).toMatchObject({ kind, classes: null });
  });

  it("keeps its id, its SIRET, its country and its managers", () => {
    const { id, siret, country, managerIds } = aHost();
    expect(edit(aHost(), written({ legalName: "Atelier Roche" }), known)).toMatchObject({ id, siret, country, managerIds, legalName: "Atelier Roche" });
  });
});
