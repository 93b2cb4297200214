import type { Act } from "@stages/database/act.ts";
import { type Actor, personOf } from "@stages/kernel/actor.ts";
import { parseId, type PersonId } from "@stages/kernel/ids.ts";
import { insist, refuse, refused } from "@stages/kernel/refusal.ts";
import { type AcceptedServices, parseEndpoint } from "@stages/mail/push-services.ts";
import { MOST_BROWSERS, refusalsOfKeys, type WokenBrowser } from "../domain/browser.ts";
import { type BrowserKeys, deleteBrowser, deleteBrowsers, findBrowsers, saveBrowser } from "../persistence/push-subscriptions.ts";

/** Their own browser, from now on; whoever gives its address holds it, for nobody else is told it. */
export function registerPushSubscription({ write, actor, now }: Act, services: AcceptedServices, { endpoint, p256dh, auth }: BrowserKeys): Promise<WokenBrowser> {
  insist([...(parseEndpoint(endpoint, services) ? [] : [refuse("INVALID_PUSH_SUBSCRIPTION", "endpoint")]), ...refusalsOfKeys({ p256dh, auth })]);
  const personId = oneself(actor);
  return write(async (tx) => {
    const saved = await saveBrowser(tx, personId, { endpoint, p256dh, auth }, now);
    if (!saved) throw refused("TRY_AGAIN");
    const others = (await findBrowsers(tx, personId)).filter(({ id }) => id !== saved.id);
    await deleteBrowsers(tx, others.slice(MOST_BROWSERS - 1).map(({ id }) => id));
    return saved;
  });
}

/** What waits for it is not sent any more. */
export function removePushSubscription({ write, actor }: Act, { pushSubscriptionId }: { readonly pushSubscriptionId: string }): Promise<WokenBrowser> {
  const id = parseId("push", pushSubscriptionId);
  return write(async (tx) => {
    const gone = id && (await deleteBrowser(tx, oneself(actor), id));
    if (!gone) throw refused("NOT_FOUND", { what: "Navigateur" }, "pushSubscriptionId");
    return gone;
  });
}

function oneself(actor: Actor): PersonId {
  const personId = personOf(actor);
  if (!personId) throw refused("UNAUTHENTICATED");
  return personId;
}
