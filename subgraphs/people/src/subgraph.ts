import { createSubgraph, type Subgraph, type SubgraphOptions } from "@stages/subgraph/create-subgraph.ts";
import { federate } from "@stages/subgraph/federate.ts";
import type { Policy } from "@stages/subgraph/policy.ts";
import { type PeopleContext, peopleContext } from "./context.ts";
import { ActorsResolver } from "./graphql/actors-resolver.ts";
import { EnrolmentsResolver } from "./graphql/enrolments-resolver.ts";
import { MailboxResolver } from "./graphql/mailbox-resolver.ts";
import { PersonalLinksResolver, StudentLinksResolver } from "./graphql/personal-links-resolver.ts";
import { references } from "./graphql/references.ts";
import { SchoolsResolver } from "./graphql/schools-resolver.ts";
import { StaffResolver } from "./graphql/staff-resolver.ts";
import { StaffMutationsResolver } from "./graphql/staff-mutations-resolver.ts";
import { StudentsResolver } from "./graphql/students-resolver.ts";
import { AcademiesResolver, DepartmentsResolver } from "./graphql/territories-resolver.ts";
import { ViewerResolver } from "./graphql/viewer-resolver.ts";
import { handlers } from "./handlers.ts";
import { ineHasher } from "./operations/ine-hasher.ts";
import { type LinkDesk, newSecret } from "./operations/link-desk.ts";
import { type MailSettings, mailSettings } from "./operations/mail-settings.ts";
import { answerRequests } from "./operations/request-personal-link.ts";
import { sendMails } from "./operations/send-mails.ts";
import { loadDemonstration } from "./persistence/demonstration.ts";
import { messaging } from "./persistence/tables.ts";
import { policy } from "./policy.ts";

/** The same graph under any table of cells: what tests the tests of access. */
export const federatedUnder = (policy: Policy) =>
  federate<PeopleContext>({
    resolvers: [ViewerResolver, StudentsResolver, SchoolsResolver, StaffResolver, AcademiesResolver, DepartmentsResolver, ActorsResolver, EnrolmentsResolver, StaffMutationsResolver, PersonalLinksResolver, StudentLinksResolver, MailboxResolver],
    references,
    policy,
  });

export const federated = federatedUnder(policy);

export interface PeopleOptions extends SubgraphOptions {
  /** Left out, what the environment says. */
  readonly mail?: MailSettings;
}

const ANSWER_EVERY_MS = 1_000;
const SEND_EVERY_MS = 1_000;

/** Owns people, their schools and their roles, and the ways in of those who have no account. */
export function createPeopleSubgraph({ mail = mailSettings(process.env), ...options }: PeopleOptions): Subgraph {
  const desk: LinkDesk = { newSecret, publicUrl: mail.publicUrl };
  return createSubgraph(
    {
      name: "people",
      federated,
      migrations: new URL("./persistence/migrations", import.meta.url),
      tables: messaging,
      handlers: handlers(desk, options.clock),
      streams: ["ActorChanged"],
      // The key is asked for here, not at the first import: a start without it is one that fails.
      contextOf: peopleContext(ineHasher(process.env), desk),
      sweeps: [
        { everyMs: ANSWER_EVERY_MS, run: ({ write }, now) => answerRequests(write, desk, now) },
        { everyMs: SEND_EVERY_MS, run: ({ db }, now) => sendMails(db, mail.send, now) },
      ],
      loadDemonstration,
    },
    options,
  );
}
