import { AsyncLocalStorage } from "node:async_hooks";

/** What is known, so far, of the operation that is under way: each line that is logged meanwhile says it. */
export interface RequestScope {
  requestId?: string | undefined;
  /** As its document names it. */
  operation?: string | undefined;
  kind?: string | undefined;
  /** In which role: never who. */
  role?: string | undefined;
  /** Where, in a subgraph. */
  subgraph?: string | undefined;
}

const underWay = new AsyncLocalStorage<RequestScope>();

export const requestScope = (): RequestScope | undefined => underWay.getStore();

export const inRequestScope = <T>(scope: RequestScope, work: () => T): T => underWay.run(scope, work);
