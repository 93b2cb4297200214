import { createSubgraph, type Subgraph, type SubgraphOptions } from "@stages/subgraph/create-subgraph.ts";
import { federate } from "@stages/subgraph/federate.ts";
import type { Policy } from "@stages/subgraph/policy.ts";
import { type PeopleContext, peopleContext } from "./context.ts";
import { ActorsResolver } from "./graphql/actors-resolver.ts";
import { EnrolmentsResolver } from "./graphql/enrolments-resolver.ts";
import { references } from "./graphql/references.ts";
import { SchoolsResolver } from "./graphql/schools-resolver.ts";
import { StaffResolver } from "./graphql/staff-resolver.ts";
import { StaffMutationsResolver } from "./graphql/staff-mutations-resolver.ts";
import { StudentsResolver } from "./graphql/students-resolver.ts";
import { AcademiesResolver, DepartmentsResolver } from "./graphql/territories-resolver.ts";
import { ViewerResolver } from "./graphql/viewer-resolver.ts";
import { handlers } from "./handlers.ts";
import { loadDemonstration } from "./persistence/demonstration.ts";
import * as allTables from "./persistence/tables.ts";
import { policy } from "./policy.ts";
import { retention } from "./retention.ts";

/** The same graph under any table of cells: what tests the tests of access. */
export const federatedUnder = (policy: Policy) =>
  federate<PeopleContext>({
    resolvers: [ViewerResolver, StudentsResolver, SchoolsResolver, StaffResolver, AcademiesResolver, DepartmentsResolver, ActorsResolver, EnrolmentsResolver, StaffMutationsResolver],
    references,
    policy,
  });

export const federated = federatedUnder(policy);

/** Owns people, their schools and their roles. */
export const createPeopleSubgraph = (options: SubgraphOptions): Subgraph =>
  createSubgraph(
    {
      name: "people",
      federated,
      migrations: new URL("./persistence/migrations", import.meta.url),
      tables: allTables.messaging,
      allTables,
      retention,
      handlers,
      streams: ["ActorChanged"],
      contextOf: peopleContext,
      loadDemonstration,
    },
    options,
  );
