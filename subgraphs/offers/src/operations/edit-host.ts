import type { Act } from "@stages/database/act.ts";
import { isOver } from "@stages/kernel/campaign.ts";
import { civilDateOf } from "@stages/kernel/civil-time.ts";
import { insist, refused } from "@stages/kernel/refusal.ts";
import { sectorByCode } from "@stages/reference/sectors.ts";
import { type Described, edit, type Host, refusalsOfEdit, refusalsToManage } from "../domain/host.ts";
import { findCampaigns } from "../persistence/campaigns.ts";
import { addCommunePoint } from "../persistence/commune-coordinates.ts";
import { saveEditedHost } from "../persistence/hosts.ts";
import { isOut, lockOffersOfHost } from "../persistence/offers-of-hosts.ts";
import { knownAddress, loadLockedHost } from "./load.ts";

export interface EditHost extends Described {
  readonly hostId: string;
}

/** A manager corrects what the host says of itself. Offers keep the place that they were published with. */
export function editHost({ write, actor, now }: Act, { hostId, ...described }: EditHost): Promise<Host> {
  return write(async (tx) => {
    const host = await loadLockedHost(tx, hostId);
    insist(refusalsToManage(host, actor));
    const known = { sector: sectorByCode(described.sector), ...knownAddress(described.address, host.country) };
    const offers = await lockOffersOfHost(tx, host.id);
    const ended = new Set((await findCampaigns(tx)).filter((campaign) => isOver(campaign, civilDateOf(now))).map(({ id }) => id));
    insist(refusalsOfEdit(host, described, known, offers.filter((offer) => isOut(offer) && !ended.has(offer.campaignId))));

    const edited = edit(host, described, known);
    if (!(await saveEditedHost(tx, edited, offers.map(({ id }) => id), now))) throw refused("HOST_ALREADY_REGISTERED", "legalName");
    const { coordinates: before } = host;
    const hasMoved = edited.coordinates?.latitude !== before?.latitude || edited.coordinates?.longitude !== before?.longitude;
    if (edited.coordinates && known.commune && hasMoved) await addCommunePoint(tx, known.commune.code, edited.coordinates);
    return edited;
  });
}
