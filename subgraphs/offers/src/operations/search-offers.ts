import type { Reader } from "@stages/database/connection.ts";
import type { Actor } from "@stages/kernel/actor.ts";
import type { Campaign } from "@stages/kernel/campaign.ts";
import type { Coordinates } from "@stages/kernel/geography.ts";
import { insist } from "@stages/kernel/refusal.ts";
import DataLoader from "dataloader";
import { communeByCode, departmentByCode } from "@stages/reference/communes.ts";
import { sectorByCode } from "@stages/reference/sectors.ts";
import { periodsLeft, refusalsToSearch } from "../domain/campaigns.ts";
import { type Facets, facetsOf, totalOf } from "../domain/facets.ts";
import { type Loosening, looserThan, worthTelling } from "../domain/loosen.ts";
import { coordinatesOf } from "../domain/place.ts";
import { areaOf, type Around, NO_FILTERS, refusalsOfSearch, type Search, wordsOf } from "../domain/search.ts";
import { askedWords, corrected } from "../domain/spelling.ts";
import { findCommuneCoordinates } from "../persistence/commune-coordinates.ts";
import { reservedFor } from "../persistence/listed-for.ts";
import { countByFacet, countHits, findPage, type Found, type PageOfSearch, type SearchArguments } from "../persistence/search.ts";
import { resemblingWords } from "../persistence/vocabulary.ts";

export interface Looking {
  readonly db: Reader;
  readonly actor: Actor;
  readonly today: Temporal.PlainDate;
  readonly campaign: Campaign;
}

/** A page of what was found, and what else can be asked of the same search. */
export interface Searched {
  /** Read when it is asked for: who asks for facets alone waits for no page. */
  found(): Promise<readonly Found[]>;
  /** What was looked for in place of the text, a word of which no offer has. */
  readonly didYouMean: string | null;
  count(): Promise<number>;
  facets(): Promise<Facets>;
  /** Which one thing to ask less for, and how many offers that would bring. */
  loosen(): Promise<readonly Loosening[]>;
}

/** The published offers of the campaign in an area, as this actor may find them. */
export async function searchOffers(looking: Looking, search: Search, page: PageOfSearch): Promise<Searched> {
  const { db, actor, today, campaign } = looking;
  insist(refusalsToSearch(campaign, actor, today));
  const centre = await centreOf(db, search.around);
  insist(refusalsOfSearch(search, {
    unknownSectors: search.sectors?.filter((code) => !sectorByCode(code)) ?? [],
    departmentExists: search.department !== null && departmentByCode(search.department) !== null,
    communeExists: centre.communeExists,
    centre: centre.point,
  }));

  const asked = scopeOf(looking, search, centre.point);
  let [scope, didYouMean] = [asked, null as string | null];
  let found: Promise<readonly Found[]> | null = null;
  // Which words are looked for is known once the first were.
  if (asked.text !== null) {
    found = findPage(db, asked, page);
    if ((await found).length === 0) didYouMean = await spelledAsInTheCatalogue(db, asked.text);
    if (didYouMean !== null) {
      scope = { ...asked, text: didYouMean };
      found = null;
    }
  }
  const { text } = scope;
  // Facets know the total: asked together, they are counted once.
  const counting = new DataLoader<"total" | "facets", number | Facets>(async (asked) => {
    if (!asked.includes("facets")) return [await countHits(db, scope)];
    const counted = await countByFacet(db, { ...scope, ...NO_FILTERS, text }, search);
    return asked.map((what) => (what === "total" ? totalOf(counted) : facetsOf(counted)));
  });
  return {
    found: () => (found ??= findPage(db, scope, page)),
    didYouMean,
    count: () => counting.load("total") as Promise<number>,
    facets: () => counting.load("facets") as Promise<Facets>,
    loosen: async () => {
      const looser = looserThan({ ...search, text });
      return worthTelling(await Promise.all(looser.map(async ({ search: one, ...what }) => ({ ...what, count: await countHits(db, scopeOf(looking, one, centre.point)) }))));
    },
  };
}

function scopeOf({ actor, campaign, today }: Looking, search: Search, centre: Coordinates | null): SearchArguments {
  return {
    ...search,
    text: wordsOf(search.text),
    area: areaOf(search, centre),
    campaignId: campaign.id,
    periods: periodsLeft(campaign, today),
    reserved: reservedFor(actor),
    schoolUais: actor.role === "STUDENT" ? [actor.schoolUai] : "schoolUais" in actor ? actor.schoolUais : [],
  };
}

async function spelledAsInTheCatalogue(db: Reader, text: string): Promise<string | null> {
  const words = askedWords(text);
  if (words.length === 0) return null;
  const { unknown, known } = await resemblingWords(db, words);
  return corrected(text, unknown, known);
}

/** The point of a search's centre; a commune's is the mean of what is known in it. */
export async function centreOf(db: Reader, around: Around | null): Promise<{ communeExists: boolean; point: Coordinates | null }> {
  if (!around) return { communeExists: false, point: null };
  if (around.communeCode === null) return { communeExists: false, point: coordinatesOf(around) };
  const commune = communeByCode(around.communeCode);
  return { communeExists: commune !== null, point: commune && (await findCommuneCoordinates(db, commune.code)) };
}
