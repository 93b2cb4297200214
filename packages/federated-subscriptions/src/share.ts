import { type Entry, EventLog } from "./event-log.ts";
import type { Engine } from "./federated-subscriptions.ts";
import type { SubscriptionOperation } from "./operation.ts";
import type { Resuming } from "./resuming.ts";
import type { Subscriber } from "./subscriber.ts";
import { type UpstreamEvent, completed, cursorOf, isOnlyCursor, isRefusal, openUpstream } from "./upstream.ts";
import type { PlanResult } from "./value-completion.ts";

/**
 * One upstream and one execution of each event, for all who ask for the same within one scope. Its log is their queue: each
 * member stands at a position of it, so that an event is held once, however many have still to take it.
 *
 * The upstream is opened as its leader, who also completes each event. When the leader goes, it is opened anew as another,
 * after the last event that was handed out: an event is completed as whoever its upstream is opened as, or comes again.
 */
export class Share<Context extends object> {
  readonly log = new EventLog();
  /** Those who come from before what is held, and are about to meet it. */
  readonly followers = new Set<Subscriber<Context>>();
  readonly #engine: Engine<Context>;
  readonly #key: string;
  readonly operation: SubscriptionOperation;
  readonly #members = new Set<Subscriber<Context>>();
  #leader: Subscriber<Context> | null = null;
  #events: Resuming<UpstreamEvent> | null = null;
  #isAtPresent = true;
  #isRunning = false;
  #wake = () => {};

  constructor(engine: Engine<Context>, key: string, operation: SubscriptionOperation, from: string | undefined) {
    this.#engine = engine;
    this.#key = key;
    this.operation = operation;
    if (from === undefined) return;
    this.log.moveTo(from);
    this.#isAtPresent = false;
  }

  /** Whether what it hands out next happens from now on. One that began in the past may have still to come to the present. */
  get isAtPresent(): boolean {
    return this.#isAtPresent;
  }

  isLedBy(subscriber: Subscriber<Context>): boolean {
    return this.#leader === subscriber;
  }

  add(subscriber: Subscriber<Context>): void {
    this.#members.add(subscriber);
    if (this.#isRunning) return;
    this.#isRunning = true;
    void this.#run();
  }

  async remove(subscriber: Subscriber<Context>): Promise<void> {
    if (!this.#members.delete(subscriber)) return;
    const isEmpty = this.#members.size === 0;
    if (isEmpty) this.#close();
    const closing = isEmpty || this.isLedBy(subscriber) ? this.#abandonUpstream() : undefined;
    if (isEmpty) for (const follower of this.followers) follower.followAnother();
    await closing;
  }

  /** Opens the upstream anew after the last event seen, because what it was opened with has changed. */
  renew(): void {
    this.#events?.renew();
  }

  /** A member has taken something: the one whose pace is kept may be it. */
  taken(): void {
    this.#wake();
  }

  /** Nobody joins it any more. */
  #close(): void {
    if (this.#engine.shares.get(this.#key) === this) this.#engine.shares.delete(this.#key);
  }

  async #abandonUpstream(): Promise<void> {
    const events = this.#events;
    this.#events = null;
    this.#leader = null;
    this.#wake();
    await events?.return!();
  }

  async #run(): Promise<void> {
    for (;;) {
      const [leader] = this.#members;
      if (!leader) return;
      const events = openUpstream(this.#engine, this.operation, () => leader.contextToOpen(), this.log.lastCursor);
      this.#leader = leader;
      this.#events = events;
      this.#isAtPresent = this.log.lastCursor === undefined;
      try {
        await this.#serve(events, leader);
      } catch (error) {
        // What the leader may not have, or cannot: the next one is asked.
        if (this.#events === events) leader.fail(error);
      }
      await events.return!();
    }
  }

  /** Until the upstream ends or another is to be opened. */
  async #serve(events: Resuming<UpstreamEvent>, leader: Subscriber<Context>): Promise<void> {
    for (let isOpen = false; await this.#hasRoom(events); isOpen = true) {
      const step = await this.#watchedNext(events, isOpen);
      if (this.#events !== events) return;
      if (step.done) {
        // Whoever comes from now on begins anew.
        this.#close();
        for (const member of this.#members) member.complete();
        return;
      }
      if (!(await this.#handOut(step.value, events, leader))) return;
    }
  }

  async #watchedNext(events: Resuming<UpstreamEvent>, isOpen: boolean): Promise<IteratorResult<UpstreamEvent, undefined>> {
    if (this.#isAtPresent || !isOpen) return events.next();
    const quiet = setTimeout(() => (this.#isAtPresent = true), this.#engine.limits.quietMs);
    try {
      return await events.next();
    } finally {
      clearTimeout(quiet);
    }
  }

  /**
   * What is of the past waits in its owner's log, and is read at the pace of the fastest; what happens now is not held up for
   * anybody. False when this upstream has been given up.
   */
  async #hasRoom(events: Resuming<UpstreamEvent>): Promise<boolean> {
    while (this.#events === events && !this.#isAtPresent && [...this.#members].every((member) => member.isHalfFull())) {
      const hasMoved = await within(this.#engine.limits.patienceMs, (moved) => (this.#wake = moved));
      if (!hasMoved && this.#events === events) this.#leader?.tooSlow();
    }
    return this.#events === events;
  }

  /** False when it was not handed out, because its upstream was given up meanwhile. */
  async #handOut(event: UpstreamEvent, events: Resuming<UpstreamEvent>, leader: Subscriber<Context>): Promise<boolean> {
    const { payload } = event;
    const cursor = cursorOf(payload);
    if (isOnlyCursor(payload)) {
      if (cursor !== undefined) this.#moveTo(cursor);
      return true;
    }
    if (isRefusal(payload)) {
      this.#push({ errors: payload.errors }, undefined);
      return true;
    }
    let result: PlanResult | undefined;
    const asked = new Set<Subscriber<Context>>();
    for (;;) {
      // Whoever joined while it was being completed is given it too, and is asked and told like the others.
      const members = [...this.#members].filter((member) => !asked.has(member));
      if (members.length === 0) break;
      for (const member of members) asked.add(member);
      const contexts = await Promise.all(members.map((member) => member.contextFor(payload, this)));
      if (this.#events !== events) return false;
      const completedFor = result ? null : contexts[members.indexOf(leader)]!;
      result ??= await completed(this.#engine, this.operation, event, completedFor!);
      if (this.#events !== events) return false;
      const present = contexts.filter((context) => context !== null);
      if (present.length > (completedFor ? 1 : 0)) result = await this.#engine.told({ result, completedFor, contexts: present });
      if (this.#events !== events) return false;
    }
    this.#push(result!, cursor);
    return true;
  }

  #moveTo(cursor: string): void {
    const { end } = this.log;
    this.log.moveTo(cursor);
    for (const member of this.#members) member.movedTo(cursor, end);
    this.#meetFollowers();
  }

  #push(result: PlanResult, cursor: string | undefined): void {
    const { limits } = this.#engine;
    const entry: Entry = { cursor, result, bytes: bytesOf(result) };
    this.log.push(entry);
    let needed = this.log.end;
    for (const member of this.#members) {
      const position = member.positionAfterPush();
      if (position !== null) needed = Math.min(needed, position);
    }
    this.log.trim(needed, this.followers.size > 0 ? limits.queue : limits.window, limits.queue);
    this.#meetFollowers();
  }

  #meetFollowers(): void {
    for (const follower of this.followers) follower.meet(this);
  }
}

/** About as many as it will take on its way: the characters of its JSON. */
export function bytesOf(result: PlanResult): number {
  return JSON.stringify(result).length;
}

/** Whether `moved` was called in time. */
export async function within(ms: number, register: (moved: () => void) => void): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), ms).unref();
  register(() => resolve(true));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}
