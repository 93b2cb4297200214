/** What the browser runs when the platform wakes it: it shows what happened, and leads to it. It keeps nothing and fetches nothing. */

interface Extendable extends Event {
  waitUntil(done: Promise<unknown>): void;
}
interface Push extends Extendable {
  readonly data: { json(): unknown } | null;
}
interface Click extends Extendable {
  readonly notification: Notification;
}
interface Window {
  readonly url: string;
  focus(): Promise<Window>;
  postMessage(message: unknown): void;
}
interface Worker {
  readonly registration: ServiceWorkerRegistration;
  readonly clients: { matchAll(options: object): Promise<readonly Window[]>; openWindow(url: string): Promise<unknown> };
  addEventListener(type: "push", listener: (event: Push) => void): void;
  addEventListener(type: "notificationclick", listener: (event: Click) => void): void;
}

const worker = globalThis as unknown as Worker;
const INBOX = "/notifications";

interface Told {
  readonly title: string;
  readonly body: string;
  readonly tag?: string;
  readonly href: string;
}

const UNREADABLE: Told = { title: "Stages de seconde", body: "Vous avez une nouvelle notification.", href: INBOX };

/** Something is always shown: a browser that shows nothing for a push loses its right to be woken. */
function toldBy({ data }: Push): Told {
  try {
    return { ...UNREADABLE, ...(data!.json() as Told) };
  } catch {
    return UNREADABLE;
  }
}

worker.addEventListener("push", (event) => {
  const { title, href, ...shown } = toldBy(event);
  event.waitUntil(worker.registration.showNotification(title, { ...shown, lang: "fr", data: href }));
});

worker.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(String(event.notification.data)));
});

/** The page that is open already, wherever it is; a new one otherwise. Nothing leads out of here. */
async function open(href: string): Promise<void> {
  const url = new URL(href, location.origin);
  const target = url.origin === location.origin ? url.href : new URL(INBOX, location.origin).href;
  const windows = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const opened = windows.find((one) => new URL(one.url).pathname === INBOX);
  if (!opened) return void (await worker.clients.openWindow(target));
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a client of a service worker, whose origin is its own
  opened.postMessage({ show: new URL(target).hash });
  await opened.focus();
}
