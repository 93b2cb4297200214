import { PERIODS } from "@stages/kernel/period.ts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { facetsOf, FILTERS, type Group, type Traits } from "./facets.ts";
import { HOST_KINDS } from "./host.ts";
import { MODES } from "./offer.ts";
import { type Filters, NO_FILTERS } from "./search.ts";

const traits = fc.record<Traits>({
  sector: fc.constantFrom("A", "B", "C"),
  period: fc.constantFrom(...PERIODS),
  hostKind: fc.constantFrom(...HOST_KINDS),
  mode: fc.constantFrom(...MODES),
  department: fc.constantFrom("19", "2A", null),
  accessible: fc.boolean(),
  hasSeat: fc.boolean(),
  isReserved: fc.boolean(),
});
const orNull = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: null });
const filters = fc.record<Filters>({
  text: fc.constant(null),
  sectors: orNull(fc.subarray(["A", "B", "C"])),
  period: orNull(fc.constantFrom(...PERIODS)),
  hostKinds: orNull(fc.subarray([...HOST_KINDS])),
  mode: orNull(fc.constantFrom(...MODES)),
  department: orNull(fc.constantFrom("19", "2A")),
  accessible: orNull(fc.boolean()),
  seatsLeft: orNull(fc.boolean()),
  reservedToMySchool: orNull(fc.boolean()),
});

const grouped = (offers: readonly Traits[]): readonly Group[] => [...Map.groupBy(offers, (one) => JSON.stringify(one)).values()].map((alike) => ({ ...alike[0]!, count: alike.length }));
const passes = (offer: Traits, chosen: Filters) => Object.values(FILTERS).every((lets) => lets(chosen, offer));

describe("facets", () => {
  it("tell for each value how many offers choosing it, and it alone, would give", () => {
    fc.assert(fc.property(fc.array(traits, { maxLength: 60 }), filters, (offers, chosen) => {
      const given = (over: Partial<Filters>) => offers.filter((offer) => passes(offer, { ...chosen, ...over })).length;
      const facets = facetsOf(grouped(offers), chosen);
      for (const { value, count } of facets.sectors) expect(count).toBe(given({ sectors: [value] }));
      for (const { value, count } of facets.periods) expect(count).toBe(given({ period: value }));
      for (const { value, count } of facets.hostKinds) expect(count).toBe(given({ hostKinds: [value] }));
      for (const { value, count } of facets.modes) expect(count).toBe(given({ mode: value }));
      for (const { value, count } of facets.departments) expect(count).toBe(given({ department: value }));
      expect([facets.accessible, facets.seatsLeft, facets.reservedToMySchool]).toEqual([given({ accessible: true }), given({ seatsLeft: true }), given({ reservedToMySchool: true })]);
      // And what they leave out would give nothing.
      for (const sector of ["A", "B", "C"].filter((code) => !facets.sectors.some(({ value }) => value === code))) expect(given({ sectors: [sector] })).toBe(0);
    }), { numRuns: 100 });
  });

  it("put the most fruitful first", () => {
    const offer: Traits = { sector: "A", period: "WEEK_1", hostKind: "COMPANY", mode: "INDIVIDUAL", department: null, accessible: false, hasSeat: true, isReserved: false };
    const facets = facetsOf([{ ...offer, count: 2 }, { ...offer, sector: "C", count: 5 }], NO_FILTERS);
    expect(facets.sectors).toEqual([{ value: "C", count: 5 }, { value: "A", count: 2 }]);
    expect(facets.departments).toEqual([]);
  });
});
