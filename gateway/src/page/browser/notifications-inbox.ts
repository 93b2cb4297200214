import { unbroken } from "@stages/kernel/unbroken.ts";
import { element } from "./element.ts";
import { announce, button, paragraph } from "./link-elements.ts";
import { type Line, type Lines, markRead, readInbox, readOlder, type Session } from "./notifications-graph.ts";
import { when } from "./notifications-words.ts";

export interface Inbox {
  readonly section: HTMLElement;
  /** As the platform has it now. */
  reload(): Promise<void>;
  added(line: Line, unreadCount: number): void;
  live(isLive: boolean): void;
}

const TOGETHER_MS = 500;

/** Where a list goes on: null when it has been shown whole. */
const nextOf = ({ pageInfo }: Lines) => (pageInfo.hasNextPage ? pageInfo.endCursor : null);
const newestFirst = (a: Line, b: Line) => b.createdAt.localeCompare(a.createdAt) || b.id.localeCompare(a.id);

/** What is unread, then what is read. What is on the screen stays in place while lines come and go: who is reading keeps their place. */
export function inbox(session: Session): Inbox {
  const lines = new Map<string, Line>();
  const items = new Map<string, HTMLElement>();
  const fresh: string[] = [];
  let unreadCount = 0;
  let nextUnread: string | null = null;
  let next: string | null = null;

  const state = element("p", { className: "state quiet" }, "Connexion…");
  const unreadTitle = element("h2", { tabIndex: -1 });
  const unreadList = element("ol", { className: "lines" });
  const none = paragraph("Vous avez tout lu.", "quiet none");
  const readTitle = element("h2", {}, "Déjà lues");
  const readList = element("ol", { className: "lines" });
  const all = button("Tout marquer comme lu", async () => {
    const newest = [...lines.values()].toSorted(newestFirst)[0];
    if (!newest) return;
    unreadCount = await markRead(session, { until: newest.createdAt });
    await reload();
    announce("Tout est marqué comme lu.");
    unreadTitle.focus();
  }, "other");
  const moreUnread = button("Afficher les suivantes", () => older(true), "other");
  const more = button("Afficher les plus anciennes", () => older(false), "other");
  const section = element("section", { id: "inbox" }, state, element("div", { className: "bar" }, unreadTitle, all), none, unreadList, moreUnread, readTitle, readList, more);
  section.setAttribute("aria-label", "Mes notifications");

  async function older(unreadOnly: boolean): Promise<void> {
    const page = await readOlder(session, (unreadOnly ? nextUnread : next)!, unreadOnly);
    if (unreadOnly) nextUnread = nextOf(page);
    else next = nextOf(page);
    keep(page);
    draw();
    const [first] = page.edges;
    if (first) items.get(first.node.id)?.querySelector<HTMLElement>("h3")?.focus();
  }

  function keep({ edges, unreadCount: count }: Lines): void {
    for (const { node } of edges) lines.set(node.id, node);
    unreadCount = count;
  }

  async function reload(): Promise<void> {
    const { unread, all: newest } = await readInbox(session);
    lines.clear();
    keep(newest);
    keep(unread);
    nextUnread = nextOf(unread);
    next = nextOf(newest);
    draw();
  }

  async function read(line: Line): Promise<void> {
    const waiting = [...unreadList.children];
    const following = waiting[waiting.indexOf(items.get(line.id)!) + 1] ?? waiting.at(-2);
    unreadCount = await markRead(session, { ids: [line.id] });
    lines.set(line.id, { ...line, readAt: new Date().toISOString() });
    draw();
    announce(`Marquée comme lue : ${line.title}`);
    (following?.querySelector<HTMLElement>("button") ?? unreadTitle).focus();
  }

  function draw(): void {
    const sorted = [...lines.values()].toSorted(newestFirst);
    for (const id of items.keys()) if (!lines.has(id)) items.delete(id);
    place(unreadList, sorted.filter(({ readAt }) => readAt === null).map(itemOf));
    place(readList, sorted.filter(({ readAt }) => readAt !== null).map(itemOf));
    unreadTitle.textContent = unreadCount === 0 ? "À lire" : `À lire (${unreadCount})`;
    document.title = `${unreadCount === 0 ? "" : `(${unreadCount}) `}Notifications — Stages de seconde`;
    none.textContent = lines.size === 0 ? "Vous n'avez encore été averti de rien." : "Vous avez tout lu.";
    none.hidden = unreadList.childElementCount > 0;
    all.hidden = unreadCount === 0;
    moreUnread.hidden = nextUnread === null;
    readTitle.hidden = readList.childElementCount === 0;
    more.hidden = next === null;
  }

  /** Together what comes together, of which a screen reader would read the last one alone. */
  function tell(title: string): void {
    fresh.push(title);
    if (fresh.length > 1) return;
    setTimeout(() => {
      const titles = fresh.splice(0);
      announce(titles.length === 1 ? `Nouvelle notification : ${titles[0]}` : `${titles.length} nouvelles notifications : ${titles.join(" ; ")}`);
    }, TOGETHER_MS);
  }

  /** The same element as long as the line is in the same state. */
  function itemOf(line: Line): HTMLElement {
    const stateOf = `${line.readAt === null ? "unread" : "read"} ${line.settledAt === null ? "" : "settled"}`;
    const made = items.get(line.id);
    if (made?.dataset["state"] === stateOf) return made;
    const item = lineItem(line, () => read(line));
    item.dataset["state"] = stateOf;
    items.set(line.id, item);
    return item;
  }

  return {
    section,
    reload,
    added(line, count) {
      const isKnown = lines.has(line.id);
      lines.set(line.id, line);
      unreadCount = count;
      draw();
      if (!isKnown) tell(line.title);
    },
    live(isLive) {
      const text = isLive ? "En direct : ce qui arrive s'affiche ici sans recharger." : "La connexion est interrompue : elle reprendra seule, et rien ne sera perdu.";
      if (state.textContent !== text) state.textContent = text;
      state.classList.toggle("live", isLive);
    },
  };
}

/** Only what is out of place is moved, for a browser takes the focus from what it moves. */
function place(list: HTMLElement, wanted: readonly HTMLElement[]): void {
  for (const child of Array.from(list.children)) if (!wanted.includes(child as HTMLElement)) child.remove();
  for (const [index, item] of wanted.entries()) if (list.children[index] !== item) list.insertBefore(item, list.children[index] ?? null);
}

function lineItem({ id, title, body, createdAt, readAt, settledAt, urgency }: Line, read: () => Promise<void>): HTMLElement {
  const heading = element("h3", { id: `${id}-title`, tabIndex: -1 }, unbroken(title));
  const at = element("time", { dateTime: createdAt }, when(createdAt));
  const marks = [...(urgency === "NOW" && readAt === null && settledAt === null ? ["Urgent"] : []), ...(settledAt === null ? [] : ["Il n'y a plus rien à faire"])];
  const item = element("li", { id, className: "line" }, heading, element("p", { className: "about quiet" }, at, ...marks.map((mark) => element("span", { className: mark === "Urgent" ? "mark urgent" : "mark" }, mark))), element("p", {}, unbroken(body)));
  if (readAt === null) {
    const marking = button("Marquer comme lue", read, "other small");
    marking.querySelector("button")!.setAttribute("aria-describedby", heading.id);
    item.append(marking);
  }
  return item;
}
