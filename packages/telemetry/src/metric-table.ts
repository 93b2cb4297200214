/** A figure for whoever runs the platform: what it says, what is usual, from when on it is an alarm, and what to do then. */
export interface Metric {
  readonly type: "counter" | "gauge" | "histogram";
  /** Each has few values, known beforehand: no name, no id, no address, nothing of a client's own. */
  readonly labels: readonly string[];
  readonly meaning: string;
  readonly normal: string;
  /** In PromQL; null where it is only looked at beside others. */
  readonly alarm: string | null;
  readonly act: string;
  /** Of a histogram, in seconds. */
  readonly buckets?: readonly number[];
}

const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const STATEMENT_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];

/** What each process tells, of what it does; and each subgraph, of its part of the database. `OPERATIONS.md` has the same table. */
export const METRICS = {
  stages_operations_total: {
    type: "counter", labels: ["kind", "code"],
    meaning: "operations answered by the gateway: query, mutation or subscription, and the code of their first error, `OK` without one",
    normal: "mostly `OK`; refusals of people's acts are normal, `INTERNAL_ERROR` is not",
    alarm: 'sum(rate(stages_operations_total{code="INTERNAL_ERROR"}[5m])) > 0',
    act: "grep the logs for `INTERNAL_ERROR`, then for the reference of one: its line of the subgraph has the cause",
  },
  stages_operation_duration_seconds: {
    type: "histogram", labels: ["kind"], buckets: REQUEST_SECONDS,
    meaning: "how long queries and mutations took at the gateway, waiting included",
    normal: "p95 under 0.25 s",
    alarm: 'histogram_quantile(0.95, sum by (le) (rate(stages_operation_duration_seconds_bucket{kind="query"}[5m]))) > 1',
    act: "compare with the duration of subgraph calls and of statements: the first that is long is where to look",
  },
  stages_operations_under_way: {
    type: "gauge", labels: [], meaning: "operations that the gateway runs now; 32 at most", normal: "a few", alarm: null, act: "at its most for minutes: see waiting",
  },
  stages_operations_waiting: {
    type: "gauge", labels: [], meaning: "operations that wait for their turn", normal: "0, or a short wave", alarm: "min_over_time(stages_operations_waiting[2m]) > 100",
    act: "more load than this gateway takes: add a gateway, or look for what made operations slow",
  },
  stages_refused_total: {
    type: "counter", labels: ["code"], meaning: "connections and requests refused before any operation of theirs began: too many, too large, too often, without a good token",
    normal: "a few; `UNAUTHENTICATED` when sessions end", alarm: 'sum(rate(stages_refused_total{code!="UNAUTHENTICATED"}[5m])) > 5',
    act: "one client that loops, or an attack: see which code, and the proxy's log for the address",
  },
  stages_connections_open: { type: "gauge", labels: [], meaning: "sockets and streams open at the gateway", normal: "follows who is there", alarm: null, act: "falls to 0 at once: the proxy before it, or a restart" },
  stages_subscriptions_open: { type: "gauge", labels: [], meaning: "subscriptions open at the gateway", normal: "a few a connection", alarm: null, act: "grows while connections do not: a client that never ends its own" },
  stages_events_delivered_total: { type: "counter", labels: [], meaning: "events handed to subscribers", normal: "follows what is done", alarm: null, act: "stands still while mutations go on: see the lag of consumers and of the outbox" },
  stages_subgraph_call_duration_seconds: {
    type: "histogram", labels: ["subgraph", "outcome"], buckets: REQUEST_SECONDS, meaning: "calls of the gateway to a subgraph: `ok`, or `unavailable` where it did not answer",
    normal: "p95 under 0.1 s, none unavailable", alarm: 'sum by (subgraph) (rate(stages_subgraph_call_duration_seconds_count{outcome="unavailable"}[5m])) > 0',
    act: "its process or its way to the database: see whether it lives, then its own metrics",
  },
  stages_breaker_open: { type: "gauge", labels: ["subgraph"], meaning: "1 while the gateway does not ask a subgraph that failed too often", normal: "0", alarm: "max by (subgraph) (stages_breaker_open) > 0", act: "as above; it closes by itself once the subgraph answers" },
  stages_database_in_use: { type: "gauge", labels: ["connection"], meaning: "connections of a pool to PostgreSQL that are at work", normal: "below its size, 10", alarm: null, act: "see waiting" },
  stages_database_waiting: {
    type: "gauge", labels: ["connection"], meaning: "transactions and statements that wait for a connection of the pool", normal: "0", alarm: "min_over_time(stages_database_waiting[1m]) > 0",
    act: "long transactions or a slow server: `select * from pg_stat_activity where state <> 'idle' order by xact_start`",
  },
  stages_database_statement_duration_seconds: {
    type: "histogram", labels: ["connection"], buckets: STATEMENT_SECONDS, meaning: "from when a statement was asked until PostgreSQL had answered, waiting for a connection included",
    normal: "p95 under 0.01 s", alarm: "histogram_quantile(0.95, sum by (le) (rate(stages_database_statement_duration_seconds_bucket[5m]))) > 0.1",
    act: "`pg_stat_activity` for locks, the disk, autovacuum; with traces on, the spans named `sql …`",
  },
  stages_outbox_waiting: { type: "gauge", labels: ["subgraph"], meaning: "facts written and not yet on the bus", normal: "0 to some dozens", alarm: null, act: "see its oldest" },
  stages_outbox_oldest_seconds: {
    type: "gauge", labels: ["subgraph"], meaning: "for how long the oldest of them has waited", normal: "under 1 s", alarm: "stages_outbox_oldest_seconds > 30",
    act: "the relay fails: its reason is in the log of that subgraph; NATS, or `bus` in the database, does not take them",
  },
  stages_consumer_behind_events: { type: "gauge", labels: ["subgraph"], meaning: "facts of others that a subgraph has still to hear, 1 000 at most", normal: "0 to some dozens", alarm: null, act: "see by how long" },
  stages_consumer_behind_seconds: {
    type: "gauge", labels: ["subgraph"], meaning: "for how long the oldest of them has waited", normal: "under 1 s", alarm: "stages_consumer_behind_seconds > 60",
    act: "its handler fails and is tried again, or it is slower than what comes: its log says which",
  },
  stages_set_aside: { type: "gauge", labels: ["subgraph", "why"], meaning: "events without effect here, kept until someone decides", normal: "0", alarm: "sum by (subgraph, why) (stages_set_aside) > 0", act: "`npm run events` shows them with the reason, and applies them again" },
  stages_jobs_late: { type: "gauge", labels: ["subgraph"], meaning: "jobs due for more than a minute that nobody has begun", normal: "0", alarm: "min_over_time(stages_jobs_late[5m]) > 0", act: "no runner lives, or it is busy: see the process; `npm run jobs`" },
  stages_jobs_failing: { type: "gauge", labels: ["subgraph"], meaning: "jobs that failed and will be tried again", normal: "0", alarm: "min_over_time(stages_jobs_failing[15m]) > 0", act: "`npm run jobs` shows them with the reason" },
  stages_jobs_dead: { type: "gauge", labels: ["subgraph"], meaning: "jobs that will not be tried again by themselves", normal: "0", alarm: "stages_jobs_dead > 0", act: "`npm run jobs` shows them, and runs one again once its cause is gone" },
  stages_mails_waiting: { type: "gauge", labels: [], meaning: "letters and short messages to be sent that are due", normal: "0 to some hundreds", alarm: null, act: "see their oldest" },
  stages_mails_oldest_seconds: { type: "gauge", labels: [], meaning: "for how long the oldest of them is due", normal: "under a minute", alarm: "stages_mails_oldest_seconds > 600", act: "the mail server refuses or does not answer: the log of `people` says what" },
  stages_mails_failing: { type: "gauge", labels: [], meaning: "messages not taken at their last try", normal: "0 to a few", alarm: "stages_mails_failing > 50", act: "as above; an address that does not exist is not tried again" },
  stages_documents_to_seal: { type: "gauge", labels: [], meaning: "documents that all have signed, and that are not sealed yet", normal: "0 to some dozens after a list", alarm: "min_over_time(stages_documents_to_seal[15m]) > 0", act: "the key, its program or the time-stamps fail: the log of `conventions` says which" },
  stages_recount_differences: { type: "gauge", labels: ["subgraph"], meaning: "figures that last night's recount found other than the rollups, and mended", normal: "0", alarm: "stages_recount_differences > 0", act: "`npm run statistics` names them; a fact is counted wrongly" },
  stages_absence_alerts_late: { type: "gauge", labels: [], meaning: "steps of an absence's chain that are due for more than a minute and have alerted nobody yet", normal: "0, always", alarm: "stages_absence_alerts_late > 0", act: "a student may be missing: see jobs of `conventions` at once, and call the schools" },
  stages_scrape_failed: { type: "gauge", labels: ["source"], meaning: "1 where a figure could not be read, which is then absent", normal: "0", alarm: "max by (source) (stages_scrape_failed) > 0", act: "mostly the database does not answer" },
} as const satisfies Readonly<Record<string, Metric>>;

export type MetricName = keyof typeof METRICS;

/** Of every Node process, by prom-client itself. */
export const PROCESS_METRICS = {
  nodejs_eventloop_lag_p99_seconds: { type: "gauge", labels: [], meaning: "how late the event loop runs", normal: "under 0.05 s", alarm: "nodejs_eventloop_lag_p99_seconds > 0.5", act: "this process computes too much at once: more of them, or a trace of what it does" },
  process_resident_memory_bytes: { type: "gauge", labels: [], meaning: "memory of the process", normal: "300 to 600 MB, level over a day", alarm: "process_resident_memory_bytes > 1.5e9", act: "grows for hours without load: restart it, keep a heap snapshot" },
} as const satisfies Readonly<Record<string, Metric>>;
