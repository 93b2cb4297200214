import { WebSocket } from "ws";
import type { Order, Recording, Report, Subscription } from "./audience.ts";

/*
 * The clients, in a process of their own: sockets of `ws` that speak graphql-transport-ws by hand, and look for a word in what
 * comes instead of parsing it, so that what is measured is the gateway. Times are the machine's monotonic clock, which the
 * process that publishes reads too.
 */
const QUERY = "subscription ($offerId: ID!) { offerSeatsChanged(offerId: $offerId) { cursor at seats seatsLeft } }";
const EVENT = Buffer.from('"offerSeatsChanged":{');
const ERRORS = Buffer.from('"errors"');
const ENDING = ['"type":"complete"', '"type":"error"'].map((text) => Buffer.from(text));
const AT_ONCE = 50;
const REPORT_MS = 5;
const TRIES = 5;

const sockets: { readonly group: number; heard: boolean }[] = [];
let opened = 0;
let retried = 0;
let delivered = 0;
let silent = 0;
let lost = 0;
let failure: string | null = null;
let recording: Recording = "nothing";
let arrivals: [group: number, at: number][] = [];
let texts: string[] = [];
let isNew = false;

const now = () => Number(process.hrtime.bigint()) / 1e6;

function take(client: (typeof sockets)[number], data: Buffer): void {
  isNew = true;
  if (!data.includes(EVENT)) {
    // What a gateway sends before the first event, if anything.
    if (ENDING.some((end) => data.includes(end)) || data.includes(ERRORS)) lose(String(data));
    return;
  }
  delivered += 1;
  if (!client.heard) {
    client.heard = true;
    silent -= 1;
  }
  if (recording === "arrivals") arrivals.push([client.group, now()]);
  else if (recording === "texts") texts.push(String(data));
}

function lose(why: string): void {
  isNew = true;
  lost += 1;
  failure ??= why.slice(0, 500);
}

/** Resolved when it has asked: that it is listening, only an event shows. A door that was too slow to open is knocked at again. */
function open(url: string, { token, offerId, group }: Subscription, triesLeft = TRIES - 1): Promise<void> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url.replace("http", "ws"), "graphql-transport-ws", { perMessageDeflate: false });
    const client = { group, heard: false };
    let isIn = false;
    socket.once("open", () => socket.send(JSON.stringify({ type: "connection_init", payload: { authorization: `Bearer ${token}` } })));
    socket.once("message", () => {
      isIn = true;
      socket.on("message", (data: Buffer) => take(client, data));
      socket.send(JSON.stringify({ id: "1", type: "subscribe", payload: { query: QUERY, variables: { offerId } } }));
      sockets.push(client);
      opened += 1;
      silent += 1;
      isNew = true;
      resolve();
    });
    let why = "";
    socket.once("error", (error) => (why = String(error)));
    socket.once("close", (code, reason) => {
      if (!isIn && triesLeft > 0) {
        retried += 1;
        return resolve(open(url, { token, offerId, group }, triesLeft - 1));
      }
      lose(`${why} closed with ${code} ${String(reason)}`);
      resolve();
    });
  });
}

const waiting: (() => Promise<void>)[] = [];
let busy = 0;

function openMore(): void {
  while (busy < AT_ONCE && waiting.length > 0) {
    busy += 1;
    void waiting.shift()!().finally(() => {
      busy -= 1;
      openMore();
    });
  }
}

process.on("message", (order: Order) => {
  if (order.do === "open") {
    waiting.push(...order.subscriptions.map((subscription) => () => open(order.url, subscription)));
    openMore();
  } else if (order.do === "record") {
    recording = order.what;
    arrivals = [];
    texts = [];
  } else if (order.do === "openNoMore") waiting.length = 0;
  else process.send!({ ...report(), silentGroups: [...new Set(sockets.filter(({ heard }) => !heard).map(({ group }) => group))] });
});

function report(): Report {
  const said = { opened, retried, delivered, silent, lost, failure, arrivals, texts, silentGroups: null };
  arrivals = [];
  texts = [];
  return said;
}

setInterval(() => {
  if (!isNew) return;
  isNew = false;
  process.send!(report());
}, REPORT_MS);

process.once("disconnect", () => process.exit());
process.send!("ready");
