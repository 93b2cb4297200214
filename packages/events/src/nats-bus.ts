import { JetStreamApiError } from "@nats-io/jetstream";
import { setImmediate } from "node:timers/promises";
import { connectSql } from "@stages/database/connection.ts";
import type { Bus } from "./bus.ts";
import { horizonOf, registerReader } from "./bus-registry.ts";
import type { DomainEvent } from "./contracts.ts";
import { startForgettingIn } from "./forget-in-nats.ts";
import { entryOf, eventOf, messageOf } from "./nats-message.ts";
import { pastOf } from "./nats-past.ts";
import { openNatsStream } from "./nats-stream.ts";
import { ofKey, subjectOf } from "./nats-subject.ts";
import { startTail } from "./nats-tail.ts";

const FALLBACK_MS = 1_000;
const PIPELINED = 256;
/** The server's words for an event whose place before it is not what was expected, and for one whose subject is taken. */
const AFTER_ANOTHER = 10_070;
const ALREADY_THERE = 10_071;

/**
 * The log as one stream of NATS JetStream, written by a majority of its replicas before a publication ends. What it has forgotten,
 * and for whom it waits, stands in PostgreSQL.
 */
export async function natsBus({ databaseUrl, natsUrl, label = "stages", onFailure }: {
  readonly databaseUrl: string;
  readonly natsUrl: string;
  readonly label?: string;
  readonly onFailure: (error: unknown) => void;
}): Promise<Bus> {
  const stream = await openNatsStream({ databaseUrl, natsUrl, label });
  const { js, root } = stream;
  const sql = connectSql({ url: databaseUrl, name: "bus", max: 2 });
  const listeners = new Set<() => void>();
  const wake = () => {
    for (const listener of listeners) listener();
  };
  const past = pastOf(stream);
  let published = 0;
  const tail = await startTail(stream, {
    onArrival: wake,
    onForgotten: past.forget,
    onRemade: () => {
      published = 0;
      past.forget();
    },
    onFailure,
  });
  const forgetting = startForgettingIn({ stream, sql, tail, onFailure });
  const fallback = setInterval(wake, FALLBACK_MS);

  const send = (event: DomainEvent, before: DomainEvent | undefined) => {
    const { headers, data } = messageOf(event);
    return js.publish(subjectOf(root, event), data, {
      msgID: event.id,
      headers,
      expect: { lastSubjectSequence: 0, ...(before && { lastMsgID: before.id }) },
    });
  };

  /**
   * All on their way at once, each on condition that it comes right after the one before it: where one is lost, or another
   * publisher came between, those that follow are refused, and sent again from there. So they stand in the order they were told.
   */
  async function publishAll(events: readonly DomainEvent[]): Promise<void> {
    for (let left = events; left.length > 0; ) {
      const outcomes = await Promise.allSettled(left.map((event, at) => send(event, left[at - 1])));
      const at = outcomes.findIndex((outcome) => outcome.status === "rejected" && codeOf(outcome.reason) !== ALREADY_THERE);
      for (const outcome of outcomes) if (outcome.status === "fulfilled") published = Math.max(published, outcome.value.seq);
      if (at === -1) return;
      const { reason } = outcomes[at] as PromiseRejectedResult;
      if (codeOf(reason) !== AFTER_ANOTHER) throw reason;
      left = left.slice(at);
    }
  }

  let publishing: Promise<unknown> = Promise.resolve();
  return {
    get log() {
      return stream.log();
    },

    async publish(events) {
      const turn = publishing.then(async () => {
        for (let at = 0; at < events.length; at += PIPELINED) await stream.reach(() => publishAll(events.slice(at, at + PIPELINED)));
      });
      publishing = turn.catch(() => {}); // Its publisher is told.
      await turn;
    },

    async read(after, types, limit) {
      // What this process has told, it hears: its memory may be a moment behind.
      await tail.reached(published);
      // Memory answers at once: who asks in a loop must let what they wait for arrive.
      await setImmediate();
      const wanted: ReadonlySet<string> = new Set(types);
      if (tail.covers(after)) return tail.read(after, wanted, limit).map(eventOf);
      const { entries, met } = await past.read(after, wanted, limit, tail.first);
      const rest = met && entries.length < limit ? tail.read(Math.max(after, entries.at(-1)?.seq ?? 0), wanted, limit - entries.length) : [];
      return [...entries, ...rest].map(eventOf);
    },

    async newest(type, key) {
      const found = await stream.reach(() => stream.manager.streams.getMessage(stream.name, { last_by_subj: ofKey(root, type, key) }));
      const entry = found && entryOf(root, { seq: found.seq, subject: found.subject, headers: found.header, data: found.data });
      return entry ? (eventOf(entry) as never) : null;
    },

    head: async () => (await stream.look()).state.last_seq,

    horizon: (types) => horizonOf(sql, stream.log(), types),

    register: (registration) => registerReader(sql, stream.log(), registration),

    onArrival(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    async stop() {
      clearInterval(fallback);
      listeners.clear();
      await forgetting.stop();
      await tail.stop();
      past.forget();
      await stream.close();
      await sql.end({ timeout: 5 });
    },
  };
}

const codeOf = (error: unknown) => (error instanceof JetStreamApiError ? error.code : null);
