import { describe, expect, it } from "vitest";
import { EVENT_TYPES } from "./contracts.ts";
import { broughtUp, UPCASTS, type Upcasts, versionOf } from "./versions.ts";

const upcasts: Upcasts = {
  OfferClosed: [(offer) => ({ ...offer, status: "NEEDS_UPDATE" }), ({ status, ...offer }) => ({ ...offer, status: { code: status } })],
};

describe("the version of a contract", () => {
  it("is the first for a type that was always told as it is", () => expect(versionOf("SeatsFreed", upcasts)).toBe(1));
  it("is one more for each way of reading the one before", () => expect(versionOf("OfferClosed", upcasts)).toBe(3));
  it("is known for every type", () => {
    for (const type of EVENT_TYPES) expect(versionOf(type)).toBe(1 + (UPCASTS[type]?.length ?? 0));
  });
});

describe("what was told in an older version", () => {
  it.each([
    [1, { offerId: "o" }, { offerId: "o", status: { code: "NEEDS_UPDATE" } }],
    [2, { offerId: "o", status: "REMOVED" }, { offerId: "o", status: { code: "REMOVED" } }],
    [3, { offerId: "o", status: { code: "REMOVED" } }, { offerId: "o", status: { code: "REMOVED" } }],
  ])("is read as it would be told now: version %i", (version, told, read) => expect(broughtUp("OfferClosed", version, told, upcasts)).toEqual(read));
  it("says of an offer whether it is booked, which was not told at first", () => {
    expect(broughtUp("OfferPublished", 1, { offer: { id: "o" } })).toEqual({ offer: { id: "o", mode: "INDIVIDUAL" } });
    expect(broughtUp("OfferPublished", 1, { offer: { id: "o", mode: "SMALL_GROUP" } })).toEqual({ offer: { id: "o", mode: "SMALL_GROUP" } });
  });
  it("is not read at all when it is newer than what is known", () => expect(broughtUp("OfferClosed", 4, {}, upcasts)).toBeNull());
});
