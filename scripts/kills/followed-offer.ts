import { setTimeout as delay } from "node:timers/promises";
import type { StagesClient } from "@stages/client/client.ts";
import type { PersonaName } from "@stages/demonstration/personas.ts";
import { type Load, publishOne, untilAnswered } from "./load.ts";

const LOOK_MS = 40;
export const FOLLOW = "subscription($after: String, $offerId: ID!) { offerSeatsChanged(after: $after, offerId: $offerId) { at cursor } }";

export const cursorIn = (data: Record<string, unknown>): string | null => (data["offerSeatsChanged"] as { cursor: string } | null)?.cursor ?? null;

/** An offer whose seats are counted: its changes are told from now on. */
export async function newOffer(manager: StagesClient, hostId: string, title: string, load: Load): Promise<string> {
  const id = (await publishOne(manager, hostId, title, true, load))!;
  const known = "query($id: ID!) { offer(id: $id) { seatsLeft } }";
  while (((await untilAnswered(manager, known, { id }, load))!["offer"] as { seatsLeft: number | null } | null)?.seatsLeft == null) await delay(LOOK_MS);
  return id;
}

export async function tokenOf(url: string, persona: PersonaName): Promise<string> {
  const response = await fetch(new URL("/development/token", url), { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ persona }) });
  return ((await response.json()) as { token: string }).token;
}
