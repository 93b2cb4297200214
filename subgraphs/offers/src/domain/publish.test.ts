import { describe, expect, it } from "vitest";
import { aCampaign, ACTORS, aFrame, aHost, aWrittenOffer, BRUSSELS, MANAGER, OFFER, OTHER_MANAGER, SCHOOL, TULLE, TULLE_COMMUNE } from "./fixtures.ts";
import { publish, refusalsOfOffer, refusalsToPublish, type WrittenOffer } from "./publish.ts";

const SEPTEMBER = Temporal.PlainDate.from("2026-09-10");
const NOW = Temporal.Instant.from("2026-09-10T10:00:00Z");
const { tutor } = aWrittenOffer();
const place = { addressLine: "5 quai Baluze", postcode: "19000", communeCode: "19272", ...TULLE };
const fields = (offer: Partial<WrittenOffer>, frame: Parameters<typeof aFrame>[0] = {}) =>
  refusalsOfOffer(aWrittenOffer(offer), aFrame(frame)).map(({ code, field }) => [code, field]);

describe("an offer", () => {
  it("is published as it should be", () => expect(fields({})).toEqual([]));

  it.each([["title", 150], ["description", 250], ["activities", 500], ["practicalConditions", 500]] as const)("has a %s of %i characters at most, as a person counts them", (field, max) => {
    const family = "👩‍👩‍👧"; // one character, eight code units
    expect(fields({ [field]: family.repeat(max) })).toEqual([]);
    expect(fields({ [field]: "é".repeat(max + 1) })).toEqual([["TEXT_TOO_LONG", field]]);
    expect(fields({ [field]: " " })).toEqual([["TEXT_REQUIRED", field]]);
  });

  it.each([
    [0, [["NUMBER_OUT_OF_RANGE", "seats"]]],
    [1, []],
    [100, []],
    [101, [["NUMBER_OUT_OF_RANGE", "seats"]]],
  ])("of %i seats is told %j", (seats, expected) => expect(fields({ seats })).toEqual(expected));

  it.each<[string, Partial<WrittenOffer>, Parameters<typeof aFrame>[0], unknown]>([
    ["an unknown sector", { sector: "Z" }, { sector: null }, [["UNKNOWN_SECTOR", "sector"]]],
    ["a period that has begun", { period: "WEEK_1" }, { today: Temporal.PlainDate.from("2027-06-15") }, [["PERIOD_STARTED", "period"]]],
    ["an unknown commune", { place: { ...place, communeCode: "99999" } }, {}, [["UNKNOWN_COMMUNE", "place.communeCode"]]],
    ["a postcode that is none", { place: { ...place, postcode: "1900" } }, { commune: TULLE_COMMUNE }, [["INVALID_POSTCODE", "place.postcode"]]],
    ["a point out of the globe", { place: { ...place, latitude: 91 } }, { commune: TULLE_COMMUNE }, [["NUMBER_OUT_OF_RANGE", "place.latitude"]]],
    ["half a point", { place: { ...place, longitude: null } }, { commune: TULLE_COMMUNE }, [["PLACE_NOT_LOCATED", "place.longitude"]]],
    ["a place that nobody can locate", {}, { located: null }, [["PLACE_NOT_LOCATED", "place.latitude"]]],
    ["an address that is none", { tutor: { ...tutor, email: "paul.roche" } }, {}, [["INVALID_EMAIL", "tutor.email"]]],
    ["a tutor without a name", { tutor: { ...tutor, name: "" } }, {}, [["TEXT_REQUIRED", "tutor.name"]]],
    ["schools that are none", { reservedSchoolUais: [SCHOOL, "0190045A"] }, {}, [["INVALID_UAI", "reservedSchoolUais.1"]]],
    ["too many schools", { reservedSchoolUais: Array.from({ length: 101 }, () => SCHOOL) }, {}, [["NUMBER_OUT_OF_RANGE", "reservedSchoolUais"]]],
  ])("with %s is refused, with the field", (_, offer, frame, expected) => expect(fields(offer, frame)).toEqual(expected));

  it("is told everything at once", () => {
    const wrong = { title: "", description: "x".repeat(251), seats: 0, tutor: { ...tutor, email: "?" }, reservedSchoolUais: ["?"] };
    expect(fields(wrong, { host: aHost({ kind: "ECOLE", classes: 2 }), sector: null })).toEqual([
      ["TEXT_REQUIRED", "title"],
      ["TEXT_TOO_LONG", "description"],
      ["UNKNOWN_SECTOR", "sector"],
      ["NUMBER_OUT_OF_RANGE", "seats"],
      ["INVALID_EMAIL", "tutor.email"],
      ["ECOLE_TUTOR_NOT_TEACHER", "tutor.function"],
      ["INVALID_UAI", "reservedSchoolUais.0"],
    ]);
  });

  it("takes place at the host's, where nothing else is said", () => {
    const offer = publish(OFFER, aWrittenOffer(), aFrame(), NOW);
    expect(offer).toMatchObject({ status: "PUBLISHED", publishedAt: NOW, campaignId: "2027", sector: "C", academy: "22", place: { ...aHost().address, ...TULLE } });
  });

  it("takes place elsewhere, and is reserved to each school once", () => {
    const written = aWrittenOffer({ place: { ...place, postcode: null }, reservedSchoolUais: [SCHOOL, SCHOOL.toLowerCase()] });
    const offer = publish(OFFER, written, aFrame({ commune: TULLE_COMMUNE, located: TULLE }), NOW);
    expect(offer.place).toEqual({ addressLine: "5 quai Baluze", postcode: "19000", communeCode: "19272", communeName: "Tulle", country: "FR", ...TULLE });
    expect(offer.reservedSchoolUais).toEqual([SCHOOL]);
  });
});

describe("an offer abroad", () => {
  const host = aHost({ siret: null, country: "BE", academy: null, address: { addressLine: "12 rue Haute", postcode: "1000", communeCode: null, communeName: "Bruxelles" }, coordinates: BRUSSELS });
  const there = { addressLine: "1 quai au Foin", postcode: "1000", communeCode: null, town: "Bruxelles", ...BRUSSELS };

  it("is in no académie, at the host's own address or at another", () => {
    const atHost = publish(OFFER, aWrittenOffer(), aFrame({ host, country: "BE", located: BRUSSELS }), NOW);
    expect(atHost).toMatchObject({ academy: null, place: { ...host.address, ...BRUSSELS, country: "BE" } });
    const elsewhere = publish(OFFER, aWrittenOffer({ place: there }), aFrame({ host, country: "BE", located: BRUSSELS }), NOW);
    expect(elsewhere.place).toEqual({ addressLine: "1 quai au Foin", postcode: "1000", communeCode: null, communeName: "Bruxelles", country: "BE", ...BRUSSELS });
  });

  it("of a host in France too, and the reverse", () => {
    expect(publish(OFFER, aWrittenOffer({ place: { ...there, country: "BE" } }), aFrame({ country: "BE", located: BRUSSELS }), NOW)).toMatchObject({ academy: null, place: { country: "BE" } });
    expect(publish(OFFER, aWrittenOffer({ place }), aFrame({ host, commune: TULLE_COMMUNE }), NOW)).toMatchObject({ academy: "22", place: { country: "FR" } });
  });

  it.each<[string, object, object, unknown]>([
    ["without a town", { ...there, town: null }, {}, [["TEXT_REQUIRED", "place.town"]]],
    ["that nobody located", { ...there, latitude: null, longitude: null }, { located: null }, [["PLACE_NOT_LOCATED", "place.latitude"]]],
    ["in no country", { ...there, country: "XX" }, { country: null }, [["UNKNOWN_COUNTRY", "place.country"]]],
  ])("%s is refused, with the field", (_, written, frame, expected) => {
    expect(fields({ place: written as WrittenOffer["place"] }, { host, country: "BE", ...frame })).toEqual(expected);
  });
});

describe("publishing", () => {
  it("is for the host's managers, by the host's own list", () => {
    expect(ACTORS.HOST_MANAGER).toMatchObject({ personId: MANAGER, hostIds: [] });
    expect(refusalsToPublish(aHost(), aCampaign(), ACTORS.HOST_MANAGER, SEPTEMBER)).toEqual([]);
    expect(refusalsToPublish(aHost(), aCampaign(), OTHER_MANAGER, SEPTEMBER)).toMatchObject([{ code: "FORBIDDEN" }]);
  });

  it("waits for the campaign to open to hosts", () => {
    expect(refusalsToPublish(aHost(), aCampaign(), ACTORS.HOST_MANAGER, Temporal.PlainDate.from("2026-08-31"))).toMatchObject([{ code: "OFFERS_NOT_OPEN" }]);
  });
});
