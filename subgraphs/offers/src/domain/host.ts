import type { Actor } from "@stages/kernel/actor.ts";
import type { Coordinates } from "@stages/kernel/geography.ts";
import type { HostId, PersonId } from "@stages/kernel/ids.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import { parseSiret, type Siret } from "@stages/kernel/siret.ts";
import { refusalsOfText } from "@stages/kernel/text.ts";
import {
  type Address,
  addressOf,
  coordinatesOf,
  type KnownCommune,
  refusalsOfAddress,
  refusalsOfCoordinates,
  refusalsOfNumber,
  type WrittenAddress,
  type WrittenCoordinates,
} from "./place.ts";

export const HOST_KINDS = ["COMPANY", "ADMINISTRATION", "ASSOCIATION", "ECOLE", "SCHOOL", "ACADEMIC_SERVICE"] as const;
export type HostKind = (typeof HOST_KINDS)[number];

/** A structure d'accueil. */
export interface Host {
  readonly id: HostId;
  /** Null abroad. */
  readonly siret: Siret | null;
  readonly legalName: string;
  readonly kind: HostKind;
  /** NAF section, a letter. */
  readonly sector: string;
  readonly address: Address;
  /** Null when nobody said where it is. */
  readonly coordinates: Coordinates | null;
  /** ISO 3166-1, two letters. */
  readonly country: string;
  /** Null abroad. */
  readonly academy: string | null;
  /** Of an école alone: its seats depend on it. */
  readonly classes: number | null;
  readonly managerIds: readonly PersonId[];
}

/** The host's own table decides: an Actor's list of hosts may be half a minute old. */
export function manages(actor: Actor, host: Host): boolean {
  return actor.role === "HOST_MANAGER" && host.managerIds.includes(actor.personId);
}

export interface Registration extends WrittenCoordinates {
  readonly siret: string;
  readonly legalName: string;
  readonly kind: HostKind;
  readonly sector: string;
  readonly address: WrittenAddress;
  readonly classes: number | null;
}

/** What the reference tables say of a registration. */
export interface KnownOfRegistration {
  readonly sector: unknown;
  readonly commune: (KnownCommune & { readonly academy: string | null }) | null;
}

const MAX_CLASSES = 60;

export function refusalsOfRegistration(registration: Registration, { sector, commune }: KnownOfRegistration): readonly Refusal[] {
  const { siret, legalName, address } = registration;
  return [
    ...(parseSiret(siret) ? [] : [refuse("INVALID_SIRET", { value: siret.slice(0, 40) }, "siret")]),
    ...refusalsOfText(legalName, 150, "legalName"),
    ...(sector ? [] : [refuse("UNKNOWN_SECTOR", { value: registration.sector.slice(0, 40) }, "sector")]),
    ...refusalsOfAddress(address, commune, "address"),
    ...refusalsOfCoordinates(registration, ""),
    ...refusalsOfClasses(registration),
  ];
}

function refusalsOfClasses({ kind, classes }: Registration): readonly Refusal[] {
  if (kind !== "ECOLE") return [];
  return classes === null ? [refuse("ECOLE_CLASSES_REQUIRED", "classes")] : refusalsOfNumber(classes, 1, MAX_CLASSES, "classes");
}

/** Makes the host of a registration without refusals. */
export function register(id: HostId, registration: Registration, { commune }: KnownOfRegistration, managerId: PersonId): Host {
  const { siret, legalName, kind, sector, address, classes } = registration;
  return {
    id,
    siret: parseSiret(siret),
    legalName,
    kind,
    sector,
    address: addressOf(address, commune!),
    coordinates: coordinatesOf(registration),
    country: "FR",
    academy: commune!.academy,
    classes: kind === "ECOLE" ? classes : null,
    managerIds: [managerId],
  };
}
