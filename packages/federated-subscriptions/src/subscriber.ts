import { GraphQLError } from "graphql";
import type { Entry } from "./event-log.ts";
import type { Engine } from "./federated-subscriptions.ts";
import type { SubscriptionOperation } from "./operation.ts";
import type { Resuming } from "./resuming.ts";
import type { SubscribeRequest } from "./settings.ts";
import { type Share, bytesOf, within } from "./share.ts";
import { type UpstreamEvent, completed, cursorOf, isOnlyCursor, openUpstream } from "./upstream.ts";
import type { PlanResult } from "./value-completion.ts";

const DONE = { done: true, value: undefined } as const;

/** What is still to be said: what waits first, or nothing but the last word. */
interface End {
  readonly isDrained: boolean;
  readonly last?: PlanResult;
  readonly error?: unknown;
}

/**
 * One client's results. It is in one of two states. In a share, it stands at a position of the share's log. Alone, it has an
 * upstream of its own and goes at its own pace: because its scope says so, or because it comes from before what the share
 * holds, until the same cursor is seen on both sides.
 */
export class Subscriber<Context extends object> implements AsyncIterableIterator<PlanResult> {
  readonly operation: SubscriptionOperation;
  readonly #engine: Engine<Context>;
  readonly #request: SubscribeRequest<Context>;
  readonly #from: string | undefined;
  readonly #stopListening: () => void;
  readonly #wakers: (() => void)[] = [];
  /** What it was given apart from the share. */
  #own: Entry[] = [];
  #ownBytes = 0;
  /** Of the last event that its client took, or where it began: from there on it goes on elsewhere. */
  #taken: string | undefined;
  /** Of the last event that waits for its client apart from the share. */
  #received: string | undefined;
  #scope: string | null = null;
  #isPlaced = false;
  #share: Share<Context> | null = null;
  #position = 0;
  #isReceivingPast = false;
  #events: Resuming<UpstreamEvent> | null = null;
  #followed: Share<Context> | null = null;
  /** Of the events it was given alone: which of them the share has come to says that it is ahead of the share. */
  readonly #recent = new Set<string>();
  #isAhead = false;
  #nudge = () => {};
  /** Changes with the state, so that what was begun in another knows. */
  #turn = 0;
  #isStarted = false;
  #end: End | null = null;

  constructor(engine: Engine<Context>, request: SubscribeRequest<Context>, operation: SubscriptionOperation, from: string | undefined) {
    this.#engine = engine;
    this.#request = request;
    this.operation = operation;
    this.#from = from;
    this.#stopListening = request.onContextChange?.(() => void this.contextChanged(true)) ?? (() => {});
  }

  async next(): Promise<IteratorResult<PlanResult, undefined>> {
    if (!this.#isStarted && !this.#end) {
      this.#isStarted = true;
      this.#engine.subscribers.add(this);
      void this.#start();
    }
    for (;;) {
      const entry = this.#end?.isDrained ? undefined : this.#take();
      if (entry) return { done: false, value: entry.result };
      if (this.#end) {
        const { last, error } = this.#end;
        this.#end = { isDrained: true };
        if (error !== undefined) throw error;
        return last ? { done: false, value: last } : DONE;
      }
      await new Promise<void>((resolve) => this.#wakers.push(resolve));
    }
  }

  async return(): Promise<IteratorResult<PlanResult, undefined>> {
    await this.#finish({ isDrained: true });
    return DONE;
  }

  async throw(error?: unknown): Promise<IteratorResult<PlanResult, undefined>> {
    await this.return();
    throw error;
  }

  [Symbol.asyncIterator]() {
    return this;
  }

  #take(): Entry | undefined {
    let entry = this.#own.shift();
    if (entry) this.#ownBytes -= entry.bytes;
    else if (this.#share && !this.#isReceivingPast) {
      entry = this.#share.log.at(this.#position);
      if (entry) this.#position += 1;
    }
    if (!entry) return undefined;
    this.#taken = entry.cursor ?? this.#taken;
    this.#nudge();
    this.#share?.taken();
    return entry;
  }

  #wake(): void {
    for (const waker of this.#wakers.splice(0)) waker();
  }

  // The end

  /** With this as the last result, and nothing of what waited. */
  endWith(last: PlanResult): void {
    void this.#finish({ isDrained: true, last });
  }

  fail(error: unknown): void {
    void this.#finish({ isDrained: true, ...(error instanceof GraphQLError ? { last: { errors: [error] } } : { error }) });
  }

  /** The owner has ended it: after all that waits. */
  complete(): void {
    void this.#finish({ isDrained: false });
  }

  tooSlow(): void {
    this.endWith(this.#lastWord(this.#engine.refusals.subscriberTooSlow(this.#taken)));
  }

  schemaChanged(reasons: readonly GraphQLError[]): void {
    this.endWith(this.#lastWord(this.#engine.refusals.schemaChanged(reasons, this.#taken)));
  }

  #lastWord(error: GraphQLError): PlanResult {
    return { errors: [error], ...(this.#taken !== undefined && { extensions: { after: this.#taken } }) };
  }

  async #finish(end: End): Promise<void> {
    if (this.#end) {
      // The client leaves: nothing more is said.
      if (end.isDrained && !end.last) this.#end = { isDrained: true };
      return;
    }
    this.#end = end;
    this.#stopListening();
    this.#engine.subscribers.delete(this);
    if (end.isDrained) this.#own = [];
    else this.#own.push(...(this.#share?.log.from(this.#position) ?? []));
    const closing = this.#leavePlace();
    this.#wake();
    await closing;
  }

  // Its place

  async #start(): Promise<void> {
    try {
      // Who shares with nobody need not be known before the upstream is opened.
      const scope = this.#request.scope ? this.#scopeOf(await this.#request.context()) : null;
      if (!this.#end) this.#settle(scope, this.#from);
    } catch (error) {
      this.fail(error);
    }
  }

  #scopeOf(context: Context): string | null {
    return this.#request.scope?.(context) ?? null;
  }

  #keyIn(scope: string): string {
    return `${scope}\n${this.operation.key}`;
  }

  #settle(scope: string | null, from: string | undefined): void {
    void this.#leavePlace();
    this.#isPlaced = true;
    this.#scope = scope;
    this.#received = from;
    this.#taken = from ?? this.#taken;
    if (scope === null) return void this.#goAlone(from);
    const share = this.#engine.shares.get(this.#keyIn(scope));
    if (!share) return this.#join(this.#found(scope, from));
    const position = from !== undefined ? share.log.positionAfter(from) : share.isAtPresent ? share.log.end : undefined;
    if (position !== undefined) return this.#join(share, position);
    this.#follow(share);
    void this.#goAlone(from);
  }

  #found(scope: string, from: string | undefined): Share<Context> {
    return this.#engine.found(this.#keyIn(scope), this.operation, from);
  }

  /** Elsewhere, after the last event that its client took: what waited is of the place that it leaves. */
  #move(scope: string | null): void {
    this.#own = [];
    this.#ownBytes = 0;
    this.#settle(scope, this.#taken);
  }

  #leavePlace(): Promise<unknown> {
    this.#turn += 1;
    const [share, events] = [this.#share, this.#events];
    this.#share = null;
    this.#events = null;
    this.#isReceivingPast = false;
    this.#isAhead = false;
    this.#recent.clear();
    this.#follow(null);
    this.#nudge();
    return Promise.all([share?.remove(this), events?.return!()]);
  }

  /** Who acts may have changed, or what it may share: it stays, is opened anew, or goes where it belongs now. */
  async contextChanged(isOther: boolean): Promise<void> {
    if (this.#end || !this.#isPlaced) return;
    if (!this.#request.scope) {
      if (isOther) this.#events?.renew();
      return;
    }
    try {
      const scope = this.#scopeOf(await this.#request.context());
      if (this.#end) return;
      if (scope !== this.#scope) this.#move(scope);
      else if (isOther && this.#share?.isLedBy(this)) this.#share.renew();
      else if (isOther) this.#events?.renew();
    } catch (error) {
      this.fail(error);
    }
  }

  /** A new supergraph asks its owner otherwise. */
  renewAlone(): void {
    this.#events?.renew();
  }

  // In a share

  /** As whom an upstream is opened: within its scope, or not at all. */
  async contextToOpen(): Promise<Context> {
    const turn = this.#turn;
    const context = await this.#request.context();
    if (!this.#request.scope) return context;
    const scope = this.#scopeOf(context);
    if (turn === this.#turn && scope !== this.#scope) this.#move(scope);
    if (turn !== this.#turn) throw new Error("It is opened elsewhere");
    return context;
  }

  /** As whom it is given this event; null when it is not, because it has ended or belongs elsewhere. */
  async contextFor(event: PlanResult, share: Share<Context>): Promise<Context | null> {
    try {
      const context = await this.#request.context(event);
      if (this.#share !== share) return null;
      const scope = this.#scopeOf(context);
      if (scope === this.#scope) return context;
      this.#move(scope);
    } catch (error) {
      if (this.#share === share) this.fail(error);
    }
    return null;
  }

  #join(share: Share<Context>, position = share.log.end): void {
    void this.#leavePlace();
    const past = share.log.from(position);
    this.#share = share;
    this.#position = share.log.end;
    share.add(this);
    if (past.length > 0) void this.#receivePast(past, this.#turn);
    else {
      if (this.#own.length === 0) this.#taken = share.log.lastCursor ?? this.#taken;
      this.#wake();
    }
  }

  /** What the share handed out before it came: nobody has been told that it is given it too. */
  async #receivePast(past: readonly Entry[], turn: number): Promise<void> {
    this.#isReceivingPast = true;
    try {
      const context = await this.#request.context();
      if (turn !== this.#turn) return;
      const scope = this.#scopeOf(context);
      if (scope !== this.#scope) return this.#move(scope);
      const told: Entry[] = [];
      for (const entry of past) {
        const result = await this.#engine.told({ result: entry.result, completedFor: null, contexts: [context] });
        told.push({ ...entry, result });
      }
      if (turn !== this.#turn) return;
      for (const entry of told) this.#push(entry);
      this.#isReceivingPast = false;
      this.#wake();
    } catch (error) {
      if (turn === this.#turn) this.fail(error);
    }
  }

  /** The share has come to here without an event. */
  movedTo(cursor: string, position: number): void {
    if (this.#position === position && this.#own.length === 0 && !this.#isReceivingPast) this.#taken = cursor;
  }

  /** Where it stands, now that there is one more event; null when that was one too many. */
  positionAfterPush(): number | null {
    const { log } = this.#share!;
    const { results, bytes } = this.#engine.limits.queue;
    if (log.end - this.#position > results || log.bytesFrom(this.#position) > bytes) {
      this.tooSlow();
      return null;
    }
    this.#wake();
    return this.#position;
  }

  isHalfFull(): boolean {
    const { results, bytes } = this.#engine.limits.queue;
    const log = this.#share?.log;
    return log !== undefined && ((log.end - this.#position) * 2 >= results || log.bytesFrom(this.#position) * 2 >= bytes);
  }

  // Alone

  async #goAlone(from: string | undefined): Promise<void> {
    const turn = this.#turn;
    const events = openUpstream(this.#engine, this.operation, () => this.contextToOpen(), from);
    this.#events = events;
    try {
      while (await this.#isReadyAlone(turn)) {
        const step = await events.next();
        if (turn !== this.#turn) return;
        if (step.done) return this.complete();
        await this.#receive(step.value, turn);
      }
    } catch (error) {
      if (turn === this.#turn) this.fail(error);
    }
  }

  async #isReadyAlone(turn: number): Promise<boolean> {
    const { queue, patienceMs } = this.#engine.limits;
    while (turn === this.#turn) {
      const isFull = this.#own.length >= queue.results || this.#ownBytes >= queue.bytes;
      if (!isFull && !this.#isAhead) return true;
      if (isFull) {
        if (!(await within(patienceMs, (moved) => (this.#nudge = moved))) && turn === this.#turn) this.tooSlow();
      } else await new Promise<void>((resolve) => (this.#nudge = resolve));
    }
    return false;
  }

  async #receive(event: UpstreamEvent, turn: number): Promise<void> {
    const { payload } = event;
    const cursor = cursorOf(payload);
    if (this.#joinsAt(cursor, isOnlyCursor(payload))) return;
    if (isOnlyCursor(payload)) return this.#came(cursor);
    const isCompletable = payload.data !== undefined;
    const context = isCompletable ? await this.#request.context(payload) : ({} as Context);
    if (turn !== this.#turn) return;
    if (isCompletable && this.#request.scope) {
      const scope = this.#scopeOf(context);
      if (scope !== this.#scope) return this.#move(scope);
    }
    const result = await completed(this.#engine, this.operation, event, context);
    if (turn !== this.#turn) return;
    this.#push({ cursor, result, bytes: bytesOf(result) });
    this.#wake();
    this.#came(cursor);
  }

  #push(entry: Entry): void {
    this.#own.push(entry);
    this.#ownBytes += entry.bytes;
  }

  #came(cursor: string | undefined): void {
    if (cursor === undefined) return;
    this.#received = cursor;
    if (this.#own.length === 0) this.#taken = cursor;
    if (!this.#followed) return;
    this.#recent.add(cursor);
    const [oldest] = this.#recent;
    if (this.#recent.size > this.#engine.limits.queue.results) this.#recent.delete(oldest!);
    this.meet(this.#followed);
  }

  // Towards a share

  #follow(share: Share<Context> | null): void {
    this.#followed?.followers.delete(this);
    this.#followed = share;
    share?.followers.add(this);
  }

  /** The share it was about to meet is no more: with another one, or as the first of a new one. */
  followAnother(): void {
    const share = this.#engine.shares.get(this.#keyIn(this.#scope!));
    if (!share) return this.#join(this.#found(this.#scope!, this.#received));
    this.#follow(share);
    this.meet(share);
  }

  /** Joins the share when it holds what follows the last event received; waits for it when it has still to come there. */
  meet(share: Share<Context>): void {
    const position = share.log.positionAfter(this.#received);
    if (position !== undefined) return this.#join(share, position);
    this.#isAhead = share.log.lastCursor !== undefined && this.#recent.has(share.log.lastCursor);
    this.#nudge();
  }

  /** An event that the share has completed already is taken from there, and all that follow. */
  #joinsAt(cursor: string | undefined, isOnlyCursor: boolean): boolean {
    const share = this.#followed;
    const after = share?.log.positionAfter(cursor);
    if (!share || after === undefined) return false;
    if (isOnlyCursor) this.#join(share, after);
    else if (share.log.at(after - 1)?.cursor === cursor) this.#join(share, after - 1);
    else return false;
    return true;
  }
}
