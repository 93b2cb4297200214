import { Refused } from "./ask.ts";
import { type Child, element } from "./element.ts";
import { announce, button, paragraph } from "./link-elements.ts";
import { type Browser, readBrowsers, registerBrowser, removeBrowser, type Session } from "./notifications-graph.ts";
import { browserNamed, when } from "./notifications-words.ts";
import { trustedWorker } from "./trusted-worker.ts";

/** Woken when the page is closed: the browser's own yes, then its address given to the platform. */

const WORKER = "/notifications/notifications-worker.js";
const SCOPE = "/notifications";
/** Which of the person's browsers is this one: the platform shows no address, by which it could be known again. */
const KEPT = "appareil";

const DENIED = "Ce navigateur refuse les notifications de ce site. Pour les permettre, ouvrez ses réglages pour ce site (souvent à gauche de l'adresse), puis rechargez cette page.";
const IGNORED = "Le navigateur n'a pas reçu votre accord. Recommencez, puis répondez « Autoriser » quand il vous le demande.";
const NO_SERVICE = "Le service de notifications de ce navigateur ne répond pas. Réessayez plus tard ; en attendant, vous restez averti par vos autres moyens.";

/** Why this browser cannot be woken, whatever is answered; null when it can. */
function impossibility(): string | null {
  if (!isSecureContext) return "Pour être averti sur cet appareil, ouvrez cette page par une adresse sécurisée (https).";
  if (!("serviceWorker" in navigator) || !("PushManager" in globalThis) || !("Notification" in globalThis)) return "Ce navigateur ne sait pas avertir quand cette page est fermée. Vous restez averti par vos autres moyens.";
  return Notification.permission === "denied" ? DENIED : null;
}

/** A refusal in our own words, shown where the button is. */
const refusal = (message: string) => new Refused("BROWSER", message);

export async function device(session: Session): Promise<HTMLElement> {
  const place = element("div");
  const { pushPublicKey } = await show();
  return element("section", { id: "device" }, element("h2", { tabIndex: -1 }, "M'avertir sur cet appareil"), place);

  async function show() {
    const read = await readBrowsers(session);
    const here = await ownOf(read.pushSubscriptions);
    const others = read.pushSubscriptions.filter((one) => one !== here);
    place.replaceChildren(...(here ? itselfHere(here) : offered()), ...listed(others));
    return read;
  }

  function itselfHere(here: Browser): readonly Child[] {
    return [
      paragraph(`Cet appareil vous avertit, même quand cette page est fermée, depuis ${when(here.createdAt)}. De quoi, vous le choisissez ci-dessus : « Appareils inscrits ».`),
      button("Ne plus m'avertir sur cet appareil", async () => {
        await removeBrowser(session, here.id);
        localStorage.removeItem(KEPT);
        await (await subscriptionHere())?.unsubscribe();
        await show();
        announce("Cet appareil ne vous avertit plus.");
      }, "other"),
    ];
  }

  function offered(): readonly Child[] {
    const impossible = impossibility();
    if (impossible) return [paragraph(impossible, "failure")];
    return [
      paragraph("Le navigateur vous montrera ce qui arrive, même quand cette page est fermée. Ne le faites pas sur un appareil que d'autres utilisent : ils le verraient aussi."),
      button("M'avertir sur cet appareil", async () => {
        // First of all: browsers ask only in answer to a click.
        const permission = await Notification.requestPermission();
        if (permission !== "granted") throw refusal(permission === "denied" ? DENIED : IGNORED);
        await register(await subscribe(pushPublicKey));
        await show();
        announce("Cet appareil vous avertit maintenant.");
      }),
    ];
  }

  function listed(browsers: readonly Browser[]): readonly Child[] {
    if (browsers.length === 0) return [];
    const items = browsers.map(({ id, service, createdAt, lastSentAt }) => {
      const named = element("strong", { id: `${id}-name` }, browserNamed(service));
      const removal = button("Retirer", async () => {
        await removeBrowser(session, id);
        await show();
        announce("Cet appareil ne vous avertit plus.");
      }, "other small");
      removal.querySelector("button")!.setAttribute("aria-describedby", named.id);
      return element("li", {}, named, element("p", { className: "quiet about" }, `Inscrit ${when(createdAt)}${lastSentAt ? ` ; averti pour la dernière fois ${when(lastSentAt)}` : ""}.`), removal);
    });
    return [element("h3", {}, "Mes autres appareils inscrits"), element("ul", { className: "lines" }, ...items)];
  }

  async function register(subscription: PushSubscription): Promise<Browser> {
    const { endpoint, keys = {} } = subscription.toJSON();
    try {
      const made = await registerBrowser(session, { endpoint: endpoint!, p256dh: keys["p256dh"] ?? "", auth: keys["auth"] ?? "" });
      localStorage.setItem(KEPT, JSON.stringify({ id: made.id, endpoint }));
      return made;
    } catch (error) {
      await subscription.unsubscribe();
      throw error;
    }
  }

  /** Told again where it is, when the browser has moved meanwhile. */
  async function ownOf(browsers: readonly Browser[]): Promise<Browser | null> {
    const kept = JSON.parse(localStorage.getItem(KEPT) ?? "null") as { readonly id: string; readonly endpoint: string } | null;
    const own = browsers.find(({ id }) => id === kept?.id);
    if (!own || impossibility()) return null;
    const subscription = await subscriptionHere();
    if (!subscription) return null;
    return subscription.endpoint === kept!.endpoint ? own : await register(subscription);
  }
}

const subscriptionHere = async () => (await (await navigator.serviceWorker.getRegistration(SCOPE))?.pushManager.getSubscription()) ?? null;

/** Made once: a policy of a name is made once a page. */
let trusted: string | null = null;

async function subscribe(applicationServerKey: string): Promise<PushSubscription> {
  await navigator.serviceWorker.register((trusted ??= trustedWorker(WORKER)), { scope: SCOPE });
  const { pushManager } = await navigator.serviceWorker.ready;
  const asked = { userVisibleOnly: true, applicationServerKey };
  try {
    return await pushManager.subscribe(asked).catch(async (error: unknown) => {
      // Subscribed under another key, as that of a platform whose keys were lost.
      if (!(error instanceof DOMException) || error.name !== "InvalidStateError") throw error;
      await (await pushManager.getSubscription())?.unsubscribe();
      return pushManager.subscribe(asked);
    });
  } catch (error) {
    throw refusal(error instanceof DOMException && error.name === "NotAllowedError" ? DENIED : NO_SERVICE);
  }
}
