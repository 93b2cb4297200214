import { systemClock } from "@stages/kernel/civil-time.ts";
import { connectSql } from "@stages/database/connection.ts";
import { BELLS, ring } from "./bells-under-test.ts";
import { jobsRoleOf } from "./schema-of.ts";
import { startRunner } from "./runner.ts";

/** A replica that begins to ring and never ends: to be killed in the middle. */
const url = process.argv[2]!;
const sql = connectSql({ url, name: "bells", max: 2, role: jobsRoleOf(BELLS) });
await startRunner({
  url,
  subgraph: BELLS,
  recurring: [],
  clock: systemClock,
  onFailure: (error) => console.error(error),
  tasks: [{
    name: "ring",
    run: (id, now) => ring(sql, id, now, () => {
      process.send!("ringing");
      return new Promise(() => setInterval(() => {}, 1_000));
    }),
  }],
});
process.send!("started");
