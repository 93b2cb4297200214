import { connect } from "@stages/database/connection.ts";
import type { Subgraph, SubgraphOptions } from "@stages/subgraph/create-subgraph.ts";
import { runSubgraph } from "@stages/subgraph/run-subgraph.ts";
import { houseLog, logFailure } from "@stages/telemetry/house-log.ts";
import { FAILING_STATEMENTS } from "@stages/testing/failing-statements.ts";
import { describeFailure } from "./failure.ts";

/** As GraphQL wraps an error, which then tells JSON what it says. */
const asGraphQLError = (error: Error) => Object.assign(new Error(error.message), { originalError: error, toJSON: () => ({ message: error.message }) });

/** A process of the tests, in which statements fail: what it logs, by each way there is, is all that it prints. */
const create = ({ databaseUrl, onFailure }: SubgraphOptions): Subgraph => {
  const connection = connect({ url: databaseUrl, name: "failing", max: 1 });
  return {
    migrate: () => FAILING_STATEMENTS.detail(connection.db).catch((error: Error) => {
      onFailure(error);
      logFailure(new Error("people, référence 1", { cause: error }));
      houseLog.error("Unexpected error", { cause: error });
      houseLog.warn("Unexpected error", { errors: [asGraphQLError(error)] });
      process.stderr.write(`${describeFailure(error)}\n`);
    }),
    start: async () => {
      const failing = FAILING_STATEMENTS.message(connection.db);
      // Awaited by nobody, or by whoever starts it.
      if (process.argv[2] === "unawaited") void failing;
      else await failing;
      await new Promise(() => setInterval(() => {}, 1_000));
    },
  } as Subgraph;
};

await runSubgraph(create);
