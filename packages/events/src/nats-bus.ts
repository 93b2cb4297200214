import { JetStreamApiError } from "@nats-io/jetstream";
import { setImmediate } from "node:timers/promises";
import { connectSql } from "@stages/database/connection.ts";
import { WAITS } from "@stages/database/patience.ts";
import type { Bus } from "./bus.ts";
import { horizonOf, registerReader } from "./bus-registry.ts";
import type { DomainEvent } from "./contracts.ts";
import { startForgettingIn } from "./forget-in-nats.ts";
import { entryOf, eventOf, messageOf } from "./nats-message.ts";
import { pastOf } from "./nats-past.ts";
import { openNatsStream, patiently } from "./nats-stream.ts";
import { nothing, ofKey, subjectOf } from "./nats-subject.ts";
import { startTail } from "./nats-tail.ts";

const FALLBACK_MS = 1_000;
const PIPELINED = 256;
/** The server's word for an event whose subject is taken. */
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
  const sql = connectSql({ url: databaseUrl, name: "bus", max: 2, waits: WAITS.requests });
  const listeners = new Set<() => void>();
  const wake = () => {
    for (const listener of listeners) listener();
  };
  const past = pastOf(stream);
  const tail = await startTail(stream, {
    onArrival: wake,
    onForgotten: past.forget,
    onRemade: past.forget,
    onFailure,
  });
  const { state } = await patiently(stream.look);
  tail.expect(state.last_seq);
  const forgetting = startForgettingIn({ stream, sql, tail, onFailure });
  const fallback = setInterval(wake, FALLBACK_MS);

  const send = async (event: DomainEvent) => {
    const { headers, data } = messageOf(event);
    try {
      const { seq } = await js.publish(subjectOf(root, event), data, { msgID: event.id, headers, expect: { lastSubjectSequence: 0 } });
      tail.expect(seq);
    } catch (error) {
      if (!(error instanceof JetStreamApiError) || error.code !== ALREADY_THERE) throw error;
    }
  };

  /** After a failure, and at the beginning, for another process may have had one: what was told may be logged already, or about to be. */
  let inDoubt = state.last_seq > 0;

  /**
   * Which of them are still to be logged. What is published after a message stands behind all that came before it, so that once
   * this one is acknowledged nothing is on its way any more. Servers are asked, rather than sent an event again and left to refuse it:
   * where a leader is killed, replicas of nats-server 2.9.10 do not all count what they refused, and then no longer agree on what they hold.
   */
  async function unlogged(events: readonly DomainEvent[]): Promise<readonly DomainEvent[]> {
    await js.publish(nothing(root));
    const found = await Promise.all(events.map((event) => stream.manager.streams.getMessage(stream.name, { last_by_subj: subjectOf(root, event) })));
    return events.filter((_, at) => found[at] === null);
  }

  /**
   * On their way together, as long as they are of different keys: what follows an event of the same key leaves once that one is
   * logged, and nothing leaves after one that was lost.
   */
  async function publishAll(told: readonly DomainEvent[]): Promise<void> {
    const events = inDoubt ? await unlogged(told) : told;
    inDoubt = true;
    for (let at = 0; at < events.length; ) {
      const keys = new Set<string>();
      const together: DomainEvent[] = [];
      for (; at < events.length && !keys.has(events[at]!.key); at++) {
        keys.add(events[at]!.key);
        together.push(events[at]!);
      }
      const outcomes = await Promise.allSettled(together.map(send));
      const failed = outcomes.find(({ status }) => status === "rejected");
      if (failed) throw (failed as PromiseRejectedResult).reason;
    }
    inDoubt = false;
  }

  let publishing: Promise<unknown> = Promise.resolve();
  return {
    get log() {
      return stream.log();
    },

    async publish(events) {
      const before = publishing;
      const turn = (async () => {
        await before;
        for (let at = 0; at < events.length; at += PIPELINED) await stream.reach(() => publishAll(events.slice(at, at + PIPELINED)));
      })();
      publishing = turn.catch(() => {}); // Its publisher is told.
      await turn;
    },

    async read(after, types, limit) {
      await stream.reach(tail.caughtUp);
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

    async head() {
      const { state } = await patiently(stream.look);
      tail.expect(state.last_seq);
      return state.last_seq;
    },

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
