import { ask } from "../../browser/ask.ts";
import type { Session } from "../identity/session.ts";
import type { Territory } from "../view/view.ts";
import { OPENING_QUERY } from "./dashboard-query.ts";

interface Named {
  readonly code: string;
  readonly name: string;
}

export interface Campaign {
  readonly id: string;
  readonly label: string;
  readonly phase: string;
  readonly weeks: readonly { readonly firstDay: string; readonly lastDay: string }[];
}

export interface AcademyInCharge extends Named {
  readonly departments: readonly Named[];
  /** Whether all of it, or the départements listed alone. */
  readonly isWhole: boolean;
}

/** Who is looking, and at what they may. */
export interface Opening {
  readonly displayName: string | null;
  readonly role: string;
  readonly roles: readonly string[];
  readonly campaigns: readonly Campaign[];
  readonly currentCampaign: string;
  readonly academies: readonly AcademyInCharge[];
  /** What opens when the address names none; null for someone who is in charge of nothing. */
  readonly ownTerritory: Territory | null;
}

interface Opened {
  readonly viewer: {
    readonly displayName: string | null;
    readonly role: string;
    readonly roles: readonly string[];
    readonly academies: readonly (Named & { readonly departments: readonly Named[] })[];
    readonly departments: readonly (Named & { readonly academy: Named })[];
  };
  readonly campaigns: readonly Campaign[];
  readonly currentCampaign: { readonly id: string } | null;
}

const byName = (a: Named, b: Named) => a.name.localeCompare(b.name, "fr");

export async function readOpening({ token, role }: Session): Promise<Opening> {
  const { viewer, campaigns, currentCampaign } = await ask<Opened>(OPENING_QUERY, {}, token, role);
  const ofDepartments = Map.groupBy(viewer.departments, ({ academy }) => academy.code);
  const academies: readonly AcademyInCharge[] = [
    ...viewer.academies.map((academy) => ({ ...academy, isWhole: true })),
    ...[...ofDepartments.values()].map((departments) => ({ ...departments[0]!.academy, departments, isWhole: false })),
  ].sort(byName);
  const newest = campaigns.at(-1)?.id ?? "";
  return { ...viewer, academies, campaigns, currentCampaign: currentCampaign?.id ?? newest, ownTerritory: ownTerritoryOf(viewer) };
}

function ownTerritoryOf({ role, academies, departments }: Opened["viewer"]): Territory | null {
  if (role === "MINISTRY") return { kind: "COUNTRY" };
  if (role !== "RECTORAT") return null;
  if (academies[0]) return { kind: "ACADEMY", code: academies[0].code };
  return departments[0] ? { kind: "DEPARTMENT", code: departments[0].code } : null;
}

/** "Académie de Limoges", "Corrèze (19)", "France entière" */
export function nameOf(territory: Territory, { academies }: Opening): string {
  if (territory.kind === "COUNTRY") return "France entière";
  if (territory.kind === "ACADEMY") {
    const academy = academies.find(({ code }) => code === territory.code);
    return academy ? academyNamed(academy) : "Autre académie";
  }
  const department = academies.flatMap(({ departments }) => departments).find(({ code }) => code === territory.code);
  return department ? `${department.name} (${department.code})` : "Autre département";
}

/** Territories overseas, which have an académie's place in the ministry's files and are none. */
const NO_ACADEMIES: readonly string[] = ["40", "41", "42", "44"];

/** "Académie d'Amiens", "Académie de La Réunion", "Polynésie française" */
export const academyNamed = ({ code, name }: Named) => (NO_ACADEMIES.includes(code) ? name : `Académie ${/^[AEIOUÉ]/.test(name) ? "d'" : "de "}${name}`);
