import { describe, expect, it } from "vitest";
import { aSearch, TULLE } from "./fixtures.ts";
import { refusalsOfSearch, type Search, wordsOf } from "./search.ts";

const found = { unknownSectors: [], departmentExists: true, communeExists: true, centre: TULLE };
const bounds = { south: 45, west: 1, north: 46, east: 2.5 };
const fields = (over: Partial<Search>, known: object = {}) => refusalsOfSearch(aSearch(over), { ...found, ...known }).map(({ code, field }) => [code, field]);
const nowhere = { communeCode: null, latitude: null, longitude: null };

describe("a search", () => {
  it.each<[string, Partial<Search>, object, unknown]>([
    ["around a point", {}, {}, []],
    ["around a commune", { around: { ...nowhere, communeCode: "19272" } }, {}, []],
    ["around nothing", { around: nowhere }, { centre: null }, [["SEARCH_AREA_REQUIRED", "around"]]],
    ["around half a point", { around: { ...nowhere, latitude: 45 } }, { centre: null }, [["SEARCH_AREA_REQUIRED", "around"]]],
    ["around a commune that nobody located", { around: { ...nowhere, communeCode: "19272" } }, { centre: null }, [["SEARCH_AREA_REQUIRED", "around.communeCode"]]],
    ["around a commune that does not exist", { around: { ...nowhere, communeCode: "99999" } }, { communeExists: false, centre: null }, [["UNKNOWN_COMMUNE", "around.communeCode"]]],
    ["out of the globe", { around: { ...nowhere, latitude: 100, longitude: 1 } }, {}, [["NUMBER_OUT_OF_RANGE", "around.latitude"]]],
    ["too near", { radiusKm: 0.9 }, {}, [["NUMBER_OUT_OF_RANGE", "radiusKm"]]],
    ["too far", { radiusKm: 100.1 }, {}, [["NUMBER_OUT_OF_RANGE", "radiusKm"]]],
    ["of an unknown sector", { sectors: ["A", "Z"] }, { unknownSectors: ["Z"] }, [["UNKNOWN_SECTOR", "sectors"]]],
    ["of more sectors than there are", { sectors: Array.from({ length: 22 }, () => "A") }, {}, [["UNKNOWN_SECTOR", "sectors"]]],
    ["of an unknown département", { department: "96" }, { departmentExists: false }, [["UNKNOWN_DEPARTMENT", "department"]]],
    ["of a département", { department: "2A" }, {}, []],
    ["on a map alone", { around: null, within: bounds }, { centre: null }, []],
    ["on a map, from a point", { within: bounds }, {}, []],
    ["on a map upside down", { around: null, within: { ...bounds, south: 46, north: 45 } }, { centre: null }, [["INVALID_BOUNDS", "within"]]],
    ["on a map of nothing", { around: null, within: { ...bounds, east: 1 } }, { centre: null }, [["INVALID_BOUNDS", "within"]]],
    ["on too large a map", { around: null, within: { ...bounds, east: 5.1 } }, { centre: null }, [["INVALID_BOUNDS", "within"]]],
    ["on too high a map", { around: null, within: { ...bounds, north: 48.1 } }, { centre: null }, [["INVALID_BOUNDS", "within"]]],
    ["on a map out of the globe", { around: null, within: { ...bounds, west: -181 } }, { centre: null }, [["NUMBER_OUT_OF_RANGE", "within.west"]]],
    ["nowhere", { around: null }, { centre: null }, [["SEARCH_AREA_REQUIRED", "around"]]],
    ["of too long a text", { text: "x".repeat(201) }, {}, [["TEXT_TOO_LONG", "text"]]],
    ["wrong everywhere", { around: nowhere, radiusKm: 0, sectors: ["Z"] }, { centre: null, unknownSectors: ["Z"] }, [["SEARCH_AREA_REQUIRED", "around"], ["NUMBER_OUT_OF_RANGE", "radiusKm"], ["UNKNOWN_SECTOR", "sectors"]]],
  ])("%s is told its fields", (_, over, known, expected) => expect(fields(over, known)).toEqual(expected));
});

describe("the words of a text", () => {
  it.each([
    ["les métiers du bois", "métiers du bois"],
    ["Les arbres", "arbres"],
    ["a l'hôpital", "l'hôpital"],
    ["les", null],
    ["  ", null],
    [null, null],
    ["Arles", "Arles"],
    ["châteaux", "châteaux"],
  ])("of %j are %j", (text, words) => expect(wordsOf(text)).toBe(words));
});
