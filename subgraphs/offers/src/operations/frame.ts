import type { Reader } from "@stages/database/connection.ts";
import type { Campaign } from "@stages/kernel/campaign.ts";
import type { Coordinates } from "@stages/kernel/geography.ts";
import { sectorByCode } from "@stages/reference/sectors.ts";
import type { Host } from "../domain/host.ts";
import { coordinatesOf } from "../domain/place.ts";
import type { OfferFrame, WrittenOffer } from "../domain/publish.ts";
import { findCommuneCoordinates } from "../persistence/commune-coordinates.ts";
import { knownCommune } from "./load.ts";

/** What the host, the calendar and the reference tables say of what was written. */
export async function frameOf(db: Reader, written: WrittenOffer, host: Host, campaign: Campaign, today: Temporal.PlainDate): Promise<OfferFrame> {
  const commune = written.place && knownCommune(written.place.communeCode);
  return { host, campaign, today, commune, located: await locate(db, written, host), sector: sectorByCode(written.sector ?? host.sector) };
}

/** As the host wrote it; else, at the host's own address, the host's point; else the commune's. */
async function locate(db: Reader, { place }: WrittenOffer, host: Host): Promise<Coordinates | null> {
  const told = place ? coordinatesOf(place) : host.coordinates;
  const communeCode = place ? knownCommune(place.communeCode)?.code : host.address.communeCode;
  return told ?? (communeCode ? findCommuneCoordinates(db, communeCode) : null);
}
