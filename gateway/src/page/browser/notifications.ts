import { Refused } from "./ask.ts";
import { element } from "./element.ts";
import { button, label, paragraph, show, whenLost } from "./link-elements.ts";
import { beginLogin, finishLogin } from "./login.ts";
import { device } from "./notifications-device.ts";
import { readViewer, type Session, type Viewer } from "./notifications-graph.ts";
import { inbox } from "./notifications-inbox.ts";
import { follow } from "./notifications-live.ts";
import { preferences } from "./notifications-preferences.ts";
import { ROLES } from "./notifications-words.ts";

/** The page of notifications: what someone was told of, as it happens, and how they want to be. */

const KEPT = "session";
const hasLogin = document.body.dataset["login"] === "development";
let leave = new AbortController();

/** For this tab alone. */
const keptSession = () => JSON.parse(sessionStorage.getItem(KEPT) ?? "null") as Session | null;

function ask(why: string | null): void {
  leave.abort();
  sessionStorage.removeItem(KEPT);
  const way = hasLogin ? [button("Se connecter", beginLogin)] : [paragraph("Connectez-vous à la plateforme par votre service habituel : vous y retrouverez ce dont vous avez été averti et vos préférences.")];
  show("Notifications", paragraph(why ?? "Connectez-vous pour lire ce dont vous avez été averti, et choisir comment l'être.", why ? "failure" : ""), ...way);
}

const lost = (_: Refused) => ask("Votre session est terminée. Connectez-vous de nouveau.");

async function open(session: Session): Promise<void> {
  leave.abort();
  leave = new AbortController();
  const { signal } = leave;
  const viewer = await readViewer(session);
  const lines = inbox(session);
  try {
    await lines.reload();
  } catch (error) {
    if (!(error instanceof Refused) || error.code !== "FORBIDDEN") throw error;
    return show("Notifications", whoIs(session, viewer), paragraph(error.message));
  }
  const [chosen, here] = await Promise.all([preferences(session, lost), device(session)]);
  if (signal.aborted) return;
  const nav = element("nav", {}, element("a", { href: "#preferences" }, "Comment être averti"), element("a", { href: "#device" }, "M'avertir sur cet appareil"));
  nav.setAttribute("aria-label", "Dans cette page");
  show("Notifications", whoIs(session, viewer), nav, lines.section, chosen, here);
  lead();

  const stale = () => void lines.reload().catch((error: unknown) => error instanceof Refused && error.code === "UNAUTHENTICATED" && lost(error));
  // What was read elsewhere meanwhile is told by nothing.
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && stale(), { signal });
  await follow(session, { added: lines.added, live: lines.live, stale, lost }, signal);
}

/** Who is signed in, and in which of their roles. */
function whoIs(session: Session, { displayName, role, roles }: Viewer): HTMLElement {
  const out = element("button", { type: "button", className: "other small" }, "Se déconnecter");
  out.addEventListener("click", () => ask(null));
  const named = element("p", {}, `${displayName ?? "Vous"}${roles.length > 1 ? "" : `, ${ROLES[role] ?? role}`}`);
  if (roles.length < 2) return element("div", { className: "bar who" }, named, out);
  const choice = element("select", { id: "role" }, ...roles.map((one) => element("option", { value: one, selected: one === role }, ROLES[one] ?? one)));
  choice.addEventListener("change", () => begin({ ...session, role: choice.value }));
  return element("div", { className: "bar who" }, named, element("div", {}, label("role", "Comme"), choice), out);
}

/** To the part of the page, or to the line, that the address names. */
function lead(): void {
  const there = location.hash === "" ? null : document.getElementById(location.hash.slice(1));
  if (!there) return;
  there.scrollIntoView();
  there.querySelector<HTMLElement>("[tabindex='-1']")?.focus({ preventScroll: true });
}

function begin(session: Session): void {
  sessionStorage.setItem(KEPT, JSON.stringify(session));
  open(session).catch((error: unknown) => {
    if (error instanceof Refused && error.code === "UNAUTHENTICATED") return lost(error);
    show("Notifications", paragraph(error instanceof Refused ? error.message : "Une erreur inattendue s'est produite.", "failure"), button("Recommencer", async () => begin(session)));
  });
}

whenLost(lost);
addEventListener("hashchange", lead);
navigator.serviceWorker?.addEventListener("message", ({ data }: MessageEvent<{ show?: string }>) => {
  if (data.show) location.hash = data.show;
});
const { login, failure } = hasLogin ? await finishLogin() : { login: null, failure: null };
const session = login ? { token: login.token, role: null } : keptSession();
if (session) begin(session);
else ask(failure);
