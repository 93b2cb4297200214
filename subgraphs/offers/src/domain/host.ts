import type { Actor } from "@stages/kernel/actor.ts";
import type { Coordinates } from "@stages/kernel/geography.ts";
import type { HostId, PersonId } from "@stages/kernel/ids.ts";
import { type Refusal, refuse } from "@stages/kernel/refusal.ts";
import { parseSiret, type Siret } from "@stages/kernel/siret.ts";
import { refusalsOfText } from "@stages/kernel/text.ts";
import { type EcoleOffer, refusalsOfOffersOut } from "./ecole.ts";
import {
  type Address,
  addressOf,
  coordinatesOf,
  FRANCE,
  type KnownCommune,
  type KnownOfAddress,
  refusalsOfAddress,
  refusalsOfCoordinates,
  refusalsOfNumber,
  type WrittenAddress,
  type WrittenCoordinates,
} from "./place.ts";

export const HOST_KINDS = ["COMPANY", "ADMINISTRATION", "ASSOCIATION", "ECOLE", "SCHOOL", "ACADEMIC_SERVICE"] as const;
export type HostKind = (typeof HOST_KINDS)[number];

/** The ministry's own structures: `Campaign.ownSeatsTarget` is asked of them. */
export const MINISTRY_KINDS = ["ECOLE", "SCHOOL", "ACADEMIC_SERVICE"] as const satisfies readonly HostKind[];

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

/** What a host says of itself, and may change. */
export interface Described extends WrittenCoordinates {
  readonly legalName: string;
  readonly kind: HostKind;
  readonly sector: string;
  readonly address: WrittenAddress;
  readonly classes: number | null;
}

export interface Registration extends Described {
  /** Null abroad. */
  readonly siret: string | null;
}

/** What the reference tables say of a description. */
export interface KnownOfRegistration extends KnownOfAddress {
  readonly sector: unknown;
  readonly commune: (KnownCommune & { readonly academy: string | null }) | null;
}

const MAX_CLASSES = 60;

export function refusalsOfRegistration(registration: Registration, known: KnownOfRegistration): readonly Refusal[] {
  return [...refusalsOfSiret(registration.siret, known), ...refusalsOfDescription(registration, known)];
}

function refusalsOfSiret(siret: string | null, { country }: KnownOfRegistration): readonly Refusal[] {
  if (country !== FRANCE) return siret === null ? [] : [refuse("SIRET_ABROAD", "siret")];
  if (siret === null) return [refuse("TEXT_REQUIRED", "siret")];
  return parseSiret(siret) ? [] : [refuse("INVALID_SIRET", { value: siret.slice(0, 40) }, "siret")];
}

function refusalsOfDescription(described: Described, known: KnownOfRegistration): readonly Refusal[] {
  const { legalName, sector, address } = described;
  return [
    ...refusalsOfText(legalName, 150, "legalName"),
    ...(known.sector ? [] : [refuse("UNKNOWN_SECTOR", { value: sector.slice(0, 40) }, "sector")]),
    ...refusalsOfAddress(address, known, "address"),
    ...refusalsOfPoint(described, known),
    ...refusalsOfClasses(described),
  ];
}

/** Abroad nobody else knows where it is: there is no commune to take the middle of. */
function refusalsOfPoint(described: Described, { country }: KnownOfRegistration): readonly Refusal[] {
  const isMissing = country !== null && country !== FRANCE && coordinatesOf(described) === null;
  const refusals = refusalsOfCoordinates(described, "");
  return refusals.length === 0 && isMissing ? [refuse("PLACE_NOT_LOCATED", "latitude")] : refusals;
}

function refusalsOfClasses({ kind, classes }: Described): readonly Refusal[] {
  if (kind !== "ECOLE") return [];
  return classes === null ? [refuse("ECOLE_CLASSES_REQUIRED", "classes")] : refusalsOfNumber(classes, 1, MAX_CLASSES, "classes");
}

/** Makes the host of a registration without refusals. */
export function register(id: HostId, registration: Registration, known: KnownOfRegistration, managerId: PersonId): Host {
  const { siret } = registration;
  return { id, siret: siret === null ? null : parseSiret(siret), country: known.country!, managerIds: [managerId], ...descriptionOf(registration, known) };
}

function descriptionOf(described: Described, known: KnownOfRegistration) {
  const { legalName, kind, sector, address, classes } = described;
  return {
    legalName,
    kind,
    sector,
    address: addressOf(address, known),
    coordinates: coordinatesOf(described),
    academy: known.commune?.academy ?? null,
    classes: kind === "ECOLE" ? classes : null,
  };
}

/** For whoever manages it: what `editHost` insists on before it looks at what is written, and invitations too. */
export function refusalsToManage(host: Host, actor: Actor): readonly Refusal[] {
  return manages(actor, host) ? [] : [refuse("FORBIDDEN")];
}

/** As for a registration; the country never changes, and offers that are out stay within what an école may offer. */
export function refusalsOfEdit(host: Host, described: Described, known: KnownOfRegistration, offers: readonly EcoleOffer[]): readonly Refusal[] {
  if (known.country !== null && known.country !== host.country) return [refuse("HOST_COUNTRY_FIXED", "address.country")];
  const refusals = refusalsOfDescription(described, known);
  return refusals.length > 0 ? refusals : refusalsOfOffersOut(edit(host, described, known), offers);
}

/** Of a description without refusals. The SIRET and the country stay: another establishment is another host. */
export function edit(host: Host, described: Described, known: KnownOfRegistration): Host {
  return { ...host, ...descriptionOf(described, known) };
}

/** What tells two hosts abroad apart, where no SIRET does: case, accents and punctuation make no difference. */
export function identityAbroad({ legalName, country, address }: Pick<Host, "legalName" | "country" | "address">): string {
  const plain = (text: string) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  return [country, legalName, address.addressLine, address.communeName].map(plain).join("|");
}
