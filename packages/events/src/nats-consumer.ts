import { AckPolicy, DeliverPolicy } from "@nats-io/jetstream";
import { createInbox, type Msg, nanos } from "@nats-io/transport-node";
import type { NatsStream } from "./nats-stream.ts";
import { anyEvent } from "./nats-subject.ts";

/** A message of the stream, as a consumer delivers it. */
export interface StreamMessage {
  readonly seq: number;
  readonly subject: string;
  readonly headers: Msg["headers"];
  readonly data: Uint8Array;
}

interface Delivered extends StreamMessage {
  /** Its place among what this consumer delivered, without holes. */
  readonly nth: number;
  /** What the consumer's replica holds after it. */
  readonly pending: number;
}

const HEARTBEAT_MS = 1_000;
const SILENCE_MS = 3 * HEARTBEAT_MS;

/** `$JS.ACK.<stream>.<consumer>.<deliveries>.<stream sequence>.<consumer sequence>.<time>.<pending>` */
function delivered(msg: Msg): Delivered | null {
  const words = msg.reply?.split(".") ?? [];
  // With a domain and an account hash before them, in servers that say it: counted from the end, which has a token more then.
  const at = words.length > 9 ? words.length - 1 : words.length;
  const [seq, nth, , pending] = words.slice(at - 4).map(Number);
  if (words[1] !== "ACK" || !seq || !nth || pending === undefined) return null;
  return { seq, nth, pending, subject: msg.subject, headers: msg.headers, data: msg.data };
}

const consumerOf = (from: number, filter?: string) => ({
  ack_policy: AckPolicy.None,
  deliver_policy: DeliverPolicy.StartSequence,
  opt_start_seq: Math.max(from, 1),
  mem_storage: true,
  num_replicas: 1,
  ...(filter && { filter_subject: filter }),
});

/**
 * Has every message from this sequence on pushed here, in order, until `stop`. A replica holds a beginning of the stream, whichever
 * consumer asks it: what comes is never beyond something missing. `onLost` is called once, when something was, or nothing comes
 * any more: then another begins after the last.
 */
export async function push(stream: NatsStream, from: number, onMessage: (message: StreamMessage) => void, onLost: () => void): Promise<{ stop(): void }> {
  const inbox = createInbox();
  let nth = 0;
  let stopped = false;
  let heardAt = performance.now();
  const lose = () => {
    if (stopped) return;
    stop();
    onLost();
  };
  const subscription = stream.connection.subscribe(inbox, {
    callback: (error, msg) => {
      if (stopped) return;
      if (error) return lose();
      heardAt = performance.now();
      if (msg.headers?.code === 100) {
        // A heartbeat says how many it delivered, flow control asks whether they were taken.
        if (Number(msg.headers.get("Nats-Last-Consumer") || nth) !== nth && !msg.reply) return lose();
        const asking = msg.reply || msg.headers.get("Nats-Consumer-Stalled");
        if (asking) stream.connection.publish(asking);
        return;
      }
      const message = delivered(msg);
      if (!message || message.nth !== nth + 1) return lose();
      nth = message.nth;
      onMessage(message);
    },
  });
  const watch = setInterval(() => performance.now() - heardAt > SILENCE_MS && lose(), HEARTBEAT_MS);
  const stop = () => {
    stopped = true;
    clearInterval(watch);
    subscription.unsubscribe();
  };
  try {
    await stream.reach(() => stream.manager.consumers.add(stream.name, { ...consumerOf(from), deliver_subject: inbox, flow_control: true, idle_heartbeat: nanos(HEARTBEAT_MS) }));
  } catch (error) {
    stop();
    throw error;
  }
  return { stop };
}

const CHUNK = 500;
const EXPIRES_MS = 1_000;
const PULL_MS = 5_000;
const KEPT_MS = 30_000;
/** The server's word that it has given what it could of what was asked. */
const EXPIRED = 408;

/**
 * What the stream holds from this sequence on, in order, as far as the replica that answers has it. What is forgotten meanwhile is
 * still among what it says is pending: when nothing comes, the leader is asked whether there is anything.
 */
export async function* pull(stream: NatsStream, from: number, options: { readonly filter?: string; readonly headersOnly?: boolean } = {}): AsyncGenerator<StreamMessage> {
  const { name, num_pending } = await stream.reach(() =>
    stream.manager.consumers.add(stream.name, { ...consumerOf(from, options.filter), ...(options.headersOnly && { headers_only: true }), inactive_threshold: nanos(KEPT_MS) }),
  );
  let pending = num_pending;
  let nth = 0;
  let next = Math.max(from, 1);
  let inVain = 0;
  try {
    while (pending > 0) {
      const chunk = await stream.reach(() => nextOf(stream, name, Math.min(pending, CHUNK), nth));
      for (const message of chunk) {
        ({ pending, nth } = message);
        next = message.seq + 1;
        yield message;
      }
      inVain = chunk.length > 0 ? 0 : inVain + 1;
      if (inVain > 0 && !(await leaderHas(stream, next, options.filter))) return;
      if (inVain * EXPIRES_MS >= PULL_MS) throw new Error("a consumer of the log gives nothing of what there is");
    }
  } finally {
    void stream.manager.consumers.delete(stream.name, name).catch(() => {});
  }
}

/** Whether the log has anything from here on: a replica may have less, or count what was forgotten. */
export async function leaderHas(stream: NatsStream, seq: number, filter = anyEvent(stream.root)): Promise<boolean> {
  return (await stream.reach(() => stream.manager.streams.getMessage(stream.name, { seq, next_by_subj: filter } as never))) !== null;
}

function nextOf(stream: NatsStream, consumer: string, batch: number, nth: number): Promise<readonly Delivered[]> {
  const { promise, resolve, reject } = Promise.withResolvers<readonly Delivered[]>();
  const inbox = createInbox();
  const chunk: Delivered[] = [];
  const subscription = stream.connection.subscribe(inbox, {
    callback: (error, msg) => {
      if (error) return reject(error);
      const message = delivered(msg);
      if (!message && msg.headers?.code === EXPIRED) return resolve(chunk);
      if (!message) return reject(new Error(`a consumer of the log ended: ${msg.headers?.code} ${msg.headers?.description}`));
      if (message.nth !== nth + 1) return reject(new Error("a part of the log was lost on its way"));
      nth = message.nth;
      chunk.push(message);
      if (chunk.length === batch || message.pending === 0) resolve(chunk);
    },
  });
  const late = setTimeout(() => reject(new Error("a consumer of the log does not answer")), PULL_MS);
  stream.connection.publish(`$JS.API.CONSUMER.MSG.NEXT.${stream.name}.${consumer}`, JSON.stringify({ batch, expires: nanos(EXPIRES_MS) }), { reply: inbox });
  return promise.finally(() => {
    clearTimeout(late);
    subscription.unsubscribe();
  });
}
