import { existsSync, readFileSync } from "node:fs";
import { COMMUNES } from "@stages/demonstration/communes.ts";
import type { Random } from "@stages/demonstration/random.ts";
import type { Coordinates } from "@stages/kernel/geography.ts";
import { allCommunes } from "@stages/reference/communes.ts";

export interface Town extends Coordinates {
  readonly code: string;
  readonly name: string;
  readonly population: number;
}

/** Where the real coordinates are, beside the project; see its README. */
const FILE = new URL("../../../../shared/data/communes-coordinates.csv", import.meta.url);

export interface Country {
  readonly source: string;
  /** A town, as often as people live there. */
  town(random: Random): Town;
}

/** The real communes by their population, or those of the demonstration where the file is absent. */
export function openCountry(): Country {
  const towns = existsSync(FILE) ? realTowns() : COMMUNES.map(({ communeCode: code, communeName: name, latitude, longitude }) => ({ code, name, latitude, longitude, population: 1 }));
  const upTo: number[] = [];
  for (const { population } of towns) upTo.push((upTo.at(-1) ?? 0) + population);
  const source = existsSync(FILE) ? `${towns.length} real communes, by population` : `the ${towns.length} communes of the demonstration: ../shared/data is not here`;
  return { source, town: (random) => towns[firstAbove(upTo, random.next() * upTo.at(-1)!)]! };
}

function realTowns(): readonly Town[] {
  const places = new Map(readFileSync(FILE, "utf8").split("\n").slice(1).map((line) => {
    const [code, latitude, longitude] = line.split(",");
    return [code!, { latitude: Number(latitude), longitude: Number(longitude) }];
  }));
  const all = [...allCommunes()];
  const withArrondissements = new Set(all.map(({ cityCode }) => cityCode));
  return all.filter(({ code }) => places.has(code) && !withArrondissements.has(code)).map(({ code, name, population }) => ({ code, name, population, ...places.get(code)! }));
}

function firstAbove(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Somewhere in or around a town: the larger, the wider. */
export function pointIn({ latitude, longitude, population }: Town, random: Random): Coordinates {
  const spreadKm = 0.6 + Math.sqrt(population) / 130;
  const [radius, angle] = [spreadKm * Math.sqrt(-2 * Math.log(1 - random.next())), 2 * Math.PI * random.next()];
  return { latitude: latitude + (radius * Math.sin(angle)) / 111.2, longitude: longitude + (radius * Math.cos(angle)) / (111.2 * Math.cos((latitude * Math.PI) / 180)) };
}
