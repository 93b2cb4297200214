import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type ContractHistory, faultsOf, remember } from "./contract-growth.ts";
import { EVENT_TYPES } from "./contracts.ts";
import { describeContracts } from "./describe-contracts.ts";

const told = {
  offerId: "string",
  status: '"OPEN" | "CLOSED"',
  reason: '"FULL" | null',
  note: "string, optional",
  place: "object",
  "place.lat": "number",
  uais: "array",
  "uais[]": "string",
};
const history: ContractHistory = { OfferClosed: { 1: told } };
const now = (changes: Readonly<Record<string, string | undefined>>, version = 1) => ({
  OfferClosed: { version, fields: Object.fromEntries(Object.entries({ ...told, ...changes }).filter((entry): entry is [string, string] => entry[1] !== undefined)) },
});

describe("a contract may", () => {
  it.each<[string, Readonly<Record<string, string | undefined>>]>([
    ["stay as it is", {}],
    ["gain an optional field", { more: "number, optional" }],
    ["gain an optional object with required fields", { tutor: "object, optional", "tutor.name": "string", "tutor.phones": "array", "tutor.phones[]": "string" }],
    ["gain a word in a list of words", { status: '"CLOSED" | "HIDDEN" | "OPEN"' }],
  ])("%s", (_, changes) => expect(faultsOf(history, now(changes))).toEqual([]));

  it("change in any way once its version is raised, and what was told before is remembered", () => {
    const raised = now({ offerId: undefined, status: "number" }, 2);
    expect(faultsOf(history, raised)).toEqual([]);
    expect(remember(history, raised)).toEqual({ OfferClosed: { 1: told, 2: raised.OfferClosed.fields } });
  });
});

describe("a contract may not, under its version,", () => {
  it.each<[string, Readonly<Record<string, string | undefined>>, string]>([
    ["lose a field", { offerId: undefined }, "offerId went"],
    ["lose an optional field", { note: undefined }, "note went"],
    ["lose a field inside of another", { "place.lat": undefined }, "place.lat went"],
    ["require what was optional", { note: "string" }, "note became required"],
    ["leave out what was required", { offerId: "string, optional" }, "offerId became optional"],
    ["change a type", { offerId: "number" }, "offerId was string and is number"],
    ["change the type of what a list holds", { "uais[]": "number" }, "uais[] was string and is number"],
    ["say null where it said none", { offerId: "string | null" }, "offerId was string and is string | null"],
    ["say null among words where it said none", { status: '"CLOSED" | "OPEN" | null' }, 'status was "OPEN" | "CLOSED" and is "CLOSED" | "OPEN" | null'],
    ["lose a word", { status: '"OPEN"' }, 'status was "OPEN" | "CLOSED" and is "OPEN"'],
    ["gain a required field", { more: "number" }, "more came as a required field"],
    ["gain a required field inside of a required object", { "place.lng": "number" }, "place.lng came as a required field"],
  ])("%s", (_, changes, fault) => expect(faultsOf(history, now(changes))).toEqual([`OfferClosed.${fault}, and is still version 1`]));

  it("be told no more, nor in an older version", () => {
    expect(faultsOf(history, {})).toEqual(["OfferClosed is told no more: the log still holds some of it"]);
    expect(faultsOf({ OfferClosed: { 1: told, 2: told } }, now({}))).toEqual(["OfferClosed was version 2 and is version 1"]);
  });
});

describe("the contracts of this platform", () => {
  const contracts = describeContracts();
  const committed = JSON.parse(readFileSync(new URL("../../../schema/events.json", import.meta.url), "utf8")) as ContractHistory;

  it("have only grown since they were committed", () => expect(faultsOf(committed, contracts)).toEqual([]));

  it("are described whole: a field that goes from one is seen", () => {
    expect(Object.keys(contracts).toSorted()).toEqual(EVENT_TYPES.toSorted());
    for (const [type, { version, fields }] of Object.entries(contracts)) {
      for (const gone of Object.keys(fields)) {
        const { [gone]: _, ...left } = fields;
        expect(faultsOf(committed, { ...contracts, [type]: { version, fields: left } }), `${type}.${gone}`).toHaveLength(1);
      }
    }
  });

  it("say each who tells it, and of what", () => {
    for (const [type, { says }] of Object.entries(contracts)) expect(says, type).toMatch(/^(people|offers|candidatures|conventions|any but people)(,[^:]+)?: ./);
  });
});
