/** What of the figures is shown: all of it is in the address, so that a view can be shared. */

export type Territory = { readonly kind: "COUNTRY" } | { readonly kind: "ACADEMY" | "DEPARTMENT"; readonly code: string };
export type Step = "DAY" | "WEEK";

export interface View {
  /** Null for the current one. */
  readonly campaign: string | null;
  /** Null for the viewer's own. */
  readonly territory: Territory | null;
  /** The campaign to compare with, on the same day; null for none. */
  readonly compare: string | null;
  /** The end of which day; null for now. */
  readonly day: string | null;
  readonly step: Step;
}

/** A view with nothing left to choose. */
export interface Shown {
  readonly campaign: string;
  readonly territory: Territory;
  readonly compare: string | null;
  readonly day: string | null;
  readonly step: Step;
}

const isCampaign = (text: string | null): text is string => /^[\w-]{1,20}$/.test(text ?? "");
const isAcademy = (text: string | null): text is string => /^\d{2}$/.test(text ?? "");
const isDepartment = (text: string | null): text is string => /^(?:\d{2,3}|2[AB])$/.test(text ?? "");
const isDay = (text: string | null): text is string => /^\d{4}-\d{2}-\d{2}$/.test(text ?? "") && !Number.isNaN(Date.parse(text!));

/** What an address asks for. What it asks in no way that we know is left out, as an address may have been typed. */
export function viewOf(search: string): View {
  const asked = new URLSearchParams(search);
  const [campaign, academy, department, compare, day] = ["campagne", "academie", "departement", "comparaison", "jour"].map((name) => asked.get(name)) as [string | null, string | null, string | null, string | null, string | null];
  return {
    campaign: isCampaign(campaign) ? campaign : null,
    territory: isDepartment(department) ? { kind: "DEPARTMENT", code: department } : isAcademy(academy) ? { kind: "ACADEMY", code: academy } : asked.get("territoire") === "pays" ? { kind: "COUNTRY" } : null,
    compare: isCampaign(compare) ? compare : null,
    day: isDay(day) ? day : null,
    step: asked.get("pas") === "semaine" ? "WEEK" : "DAY",
  };
}

/** The address of a view: empty for what opens by itself. */
export function searchOf({ campaign, territory, compare, day, step }: View): string {
  const search = new URLSearchParams();
  if (campaign) search.set("campagne", campaign);
  if (territory?.kind === "COUNTRY") search.set("territoire", "pays");
  if (territory?.kind === "ACADEMY") search.set("academie", territory.code);
  if (territory?.kind === "DEPARTMENT") search.set("departement", territory.code);
  if (compare) search.set("comparaison", compare);
  if (day) search.set("jour", day);
  if (step === "WEEK") search.set("pas", "semaine");
  const text = search.toString();
  return text && `?${text}`;
}

export const isSameTerritory = (a: Territory, b: Territory) => a.kind === b.kind && (a.kind === "COUNTRY" || a.code === (b as { code: string }).code);
