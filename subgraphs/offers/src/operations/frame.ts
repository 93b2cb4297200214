import type { Reader } from "@stages/database/connection.ts";
import type { Coordinates } from "@stages/kernel/geography.ts";
import type { OfferId } from "@stages/kernel/ids.ts";
import { sectorByCode } from "@stages/reference/sectors.ts";
import type { Host } from "../domain/host.ts";
import type { Offer } from "../domain/offer.ts";
import { coordinatesOf } from "../domain/place.ts";
import type { OfferFrame, WrittenOffer } from "../domain/publish.ts";
import { findCommuneCoordinates } from "../persistence/commune-coordinates.ts";
import { findOffersOut } from "../persistence/offers-of-hosts.ts";
import { knownAddress } from "./load.ts";

/** Of whom, of which campaign and on which day. `id`: of an offer that exists, and is not beside itself. `out`: the host's, where they are known. */
type Asked = Pick<OfferFrame, "host" | "campaign" | "today"> & { readonly id?: OfferId; readonly out?: readonly Offer[] };

/** What the host, the calendar and the reference tables say of what was written. */
export async function frameOf(db: Reader, written: WrittenOffer, { host, campaign, today, id, out }: Asked): Promise<OfferFrame> {
  const where = written.place ? knownAddress(written.place, host.country) : { country: host.country, commune: null };
  const located = await locate(db, written, host, where.commune?.code ?? null);
  const beside = (out ?? (await findOffersOut(db, [host.id]))).filter((other) => other.campaignId === campaign.id && other.id !== id);
  return { host, campaign, today, ...where, located, beside, sector: sectorByCode(written.sector ?? host.sector) };
}

/** As the host wrote it; else, at the host's own address, the host's point; else the commune's. */
async function locate(db: Reader, { place }: WrittenOffer, host: Host, communeOfPlace: string | null): Promise<Coordinates | null> {
  const told = place ? coordinatesOf(place) : host.coordinates;
  const communeCode = place ? communeOfPlace : host.address.communeCode;
  return told ?? (communeCode ? findCommuneCoordinates(db, communeCode) : null);
}
