import { describe, expect, it } from "vitest";
import { draft, duplicate, refusalsOfDraft, refusalsToDraft, refusalsToSaveDraft } from "./draft.ts";
import { changed, type Changes, edit, publishExisting, refusalsOfEdit, refusalsToEdit, refusalsToPublishExisting, writtenOf } from "./edit.ts";
import { aCampaign, ACTORS, aFrame, aHost, anOffer, aWrittenOffer, OFFER, OTHER_MANAGER, OTHER_SCHOOL, TULLE, TULLE_COMMUNE } from "./fixtures.ts";
import { STATUSES } from "./lifecycle.ts";
import type { Offer } from "./offer.ts";
import { refusalsToChangeSeats, refusalsToRemove } from "./remove.ts";

const manager = ACTORS.HOST_MANAGER;
const SEPTEMBER = Temporal.PlainDate.from("2026-09-10");
const AUGUST = Temporal.PlainDate.from("2026-08-10");
const JULY = Temporal.PlainDate.from("2027-07-10");
const NOW = Temporal.Instant.from("2026-09-10T10:00:00Z");
const codes = (refusals: readonly { readonly code: string; readonly field: string | null }[]) => refusals.map(({ code, field }) => (field ? `${code} ${field}` : code));
const UNFINISHED = { title: "", description: "", activities: "", tutor: { name: "", function: "", email: "paul@", phone: null } };
const aDraft = (over: Partial<Offer> = {}) => anOffer({ status: "DRAFT", publishedAt: null, ...over });
const changes = (over: Partial<Changes> = {}): Changes => ({ ...aWrittenOffer(), period: null, mode: null, seats: null, ...over });

describe("a draft", () => {
  it("may be unfinished, and its place unknown", () => {
    const frame = aFrame({ located: null });
    expect(refusalsOfDraft(aWrittenOffer(UNFINISHED), frame)).toEqual([]);
    expect(draft(OFFER, aWrittenOffer(UNFINISHED), frame, NOW)).toMatchObject({ status: "DRAFT", publishedAt: null, seatsTaken: 0, place: { ...aHost().address, country: "FR", latitude: null, longitude: null } });
  });

  it("holds nothing longer than an offer does, and no code that nothing has", () => {
    const wrong = { title: "x".repeat(151), seats: 101, reservedSchoolUais: ["?"], tutor: { ...UNFINISHED.tutor, email: "x".repeat(255) } };
    expect(codes(refusalsOfDraft(aWrittenOffer(wrong), aFrame({ sector: null })))).toEqual([
      "TEXT_TOO_LONG title", "UNKNOWN_SECTOR sector", "NUMBER_OUT_OF_RANGE seats", "INVALID_UAI reservedSchoolUais.0", "TEXT_TOO_LONG tutor.email",
    ]);
  });

  it.each([["before the campaign opens to hosts", AUGUST, []], ["once it is over", JULY, ["CAMPAIGN_ENDED campaignId"]]])("is written %s: %j", (_, today, expected) => {
    expect(codes(refusalsToDraft(aHost(), aCampaign(), manager, today))).toEqual(expected);
  });

  it.each(STATUSES)("is saved again while %s", (status) => {
    expect(codes(refusalsToSaveDraft(anOffer({ status }), aHost(), manager))).toEqual(status === "DRAFT" ? [] : ["WRONG_STATE"]);
  });

  it("is told everything that is missing when it is published", () => {
    const unfinished = draft(OFFER, aWrittenOffer(UNFINISHED), aFrame({ located: null }), NOW);
    expect(codes(refusalsToPublishExisting("publishDraft", unfinished, aFrame({ located: null }), manager))).toEqual([
      "TEXT_REQUIRED title", "TEXT_REQUIRED description", "TEXT_REQUIRED activities", "PLACE_NOT_LOCATED place.latitude",
      "TEXT_REQUIRED tutor.name", "TEXT_REQUIRED tutor.function", "INVALID_EMAIL tutor.email",
    ]);
    expect(codes(refusalsToPublishExisting("publishDraft", aDraft(), aFrame({ today: AUGUST }), manager))).toEqual(["OFFERS_NOT_OPEN"]);
  });

  it("is published for the first time once, with its place as it is known then", () => {
    const published = publishExisting(aDraft({ place: { ...aHost().address, country: "FR", latitude: null, longitude: null } }), aFrame(), NOW);
    expect(published).toMatchObject({ status: "PUBLISHED", publishedAt: NOW, place: TULLE });
    expect(publishExisting({ ...published, status: "UNPUBLISHED" }, aFrame(), NOW.add({ hours: 24 })).publishedAt).toEqual(NOW);
  });

  it("is the copy of an offer, with nothing of what was promised", () => {
    const copy = duplicate(OFFER, anOffer({ status: "NEEDS_UPDATE", seats: 2, seatsTaken: 2 }), aCampaign({ id: "2028" }));
    expect(copy).toEqual({ ...anOffer(), status: "DRAFT", seatsTaken: 0, publishedAt: null, campaignId: "2028" });
  });
});

describe("an offer goes back to the catalogue", () => {
  it.each(STATUSES.flatMap((status) => (["publishDraft", "republishOffer"] as const).map((act) => ({ act, status }))))("$act from $status", ({ act, status }) => {
    const allowed = act === "publishDraft" ? status === "DRAFT" : status === "UNPUBLISHED" || status === "NEEDS_UPDATE";
    expect(codes(refusalsToPublishExisting(act, anOffer({ status }), aFrame(), manager))).toEqual(allowed ? [] : ["WRONG_STATE"]);
  });

  it("but not while it is full, nor once it is past", () => {
    const full = anOffer({ status: "NEEDS_UPDATE", seats: 2, seatsTaken: 2 });
    expect(codes(refusalsToPublishExisting("republishOffer", full, aFrame(), manager))).toEqual(["OFFER_FULL"]);
    expect(codes(refusalsToPublishExisting("republishOffer", full, aFrame({ today: Temporal.PlainDate.from("2027-06-20") }), manager))).toEqual(["PERIOD_STARTED period"]);
  });
});

describe("an offer that was published is edited", () => {
  const published = anOffer();
  const refusalsOf = (offer: Offer, over: Partial<Changes>) => codes(refusalsOfEdit(offer, changed(offer, changes(over)), aFrame()));

  it.each([
    ["its text", { title: "Autre titre" }, []],
    ["whom it is reserved to", { reservedSchoolUais: [OTHER_SCHOOL] }, []],
    ["the same period, mode and seats", { period: "BOTH_WEEKS", mode: "INDIVIDUAL", seats: 2 }, []],
    ["not its period", { period: "WEEK_1" }, ["OFFER_FIXED_ONCE_PUBLISHED period"]],
    ["not its mode", { mode: "WHOLE_CLASS" }, ["OFFER_FIXED_ONCE_PUBLISHED mode"]],
    ["not its seats", { seats: 3 }, ["SEATS_CHANGED_APART seats"]],
    ["all of it at once", { period: "WEEK_2", seats: 101, title: "" }, ["OFFER_FIXED_ONCE_PUBLISHED period", "SEATS_CHANGED_APART seats", "TEXT_REQUIRED title", "NUMBER_OUT_OF_RANGE seats"]],
  ] as const)("in %s", (_, over, expected) => expect(refusalsOf(published, over as Partial<Changes>)).toEqual(expected));

  it("in everything while it never was", () => expect(refusalsOf(aDraft(), { period: "WEEK_1", mode: "SMALL_GROUP", seats: 12 })).toEqual([]));

  it("and stays where it is", () => {
    const offer = anOffer({ status: "NEEDS_UPDATE", seatsTaken: 2 });
    expect(edit(offer, changed(offer, changes({ title: "Autre titre" })), aFrame(), NOW.add({ hours: 24 }))).toEqual({ ...offer, title: "Autre titre" });
  });

  it.each(STATUSES)("by its host's managers, from %s", (status) => {
    const offer = anOffer({ status });
    expect(codes(refusalsToEdit(offer, aHost(), aCampaign(), manager, SEPTEMBER))).toEqual(status === "REMOVED" ? ["WRONG_STATE"] : []);
    expect(codes(refusalsToEdit(offer, aHost(), aCampaign(), OTHER_MANAGER, SEPTEMBER))).toEqual(["FORBIDDEN"]);
  });

  it("is judged where it takes place: at its host's, or where it said", () => {
    expect(writtenOf(published, aHost()).place).toBeNull();
    const elsewhere = anOffer({ place: { addressLine: "5 quai Baluze", postcode: "19000", communeCode: TULLE_COMMUNE.code, communeName: "Tulle", country: "FR", ...TULLE } });
    expect(writtenOf(elsewhere, aHost()).place).toMatchObject({ addressLine: "5 quai Baluze", communeCode: "19272", ...TULLE });
    // The host has moved: its offer has not.
    expect(writtenOf(published, aHost({ coordinates: { latitude: 46, longitude: 2 } })).place).toMatchObject(TULLE);
  });
});

describe("an offer is removed", () => {
  it.each(STATUSES)("from %s", (status) => {
    const allowed = status !== "REMOVED";
    expect(codes(refusalsToRemove(anOffer({ status }), aHost(), manager))).toEqual(allowed ? [] : ["WRONG_STATE"]);
    expect(codes(refusalsToRemove(anOffer({ status }), aHost(), OTHER_MANAGER))).toEqual(["FORBIDDEN"]);
  });

  it("never while someone has a seat", () => {
    expect(refusalsToRemove(anOffer({ status: "UNPUBLISHED", seatsTaken: 2 }), aHost(), manager)).toMatchObject([{ code: "OFFER_HAS_SEATS_TAKEN", message: expect.stringContaining("2 élèves") }]);
  });

  it.each(STATUSES)("and its seats are the ledger's, %s", (status) => {
    expect(codes(refusalsToChangeSeats(anOffer({ status }), aHost(), manager))).toEqual(status === "DRAFT" || status === "REMOVED" ? ["WRONG_STATE"] : []);
  });
});
