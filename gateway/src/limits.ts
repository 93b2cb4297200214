import { refuse } from "@stages/kernel/refusal.ts";
import {
  type ASTVisitor,
  type FragmentDefinitionNode,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from "graphql";
import { refusalError } from "./errors.ts";

/** Far above what a person's client writes, far below what hurts. Introspection by GraphiQL fits in. */
export const LIMITS = {
  bodyBytes: 256 * 1024,
  tokens: 4_000,
  depth: 16,
  aliases: 60,
} as const;

/** Of one gateway: a platform that runs two lets in twice as much. */
export const LIVE_LIMITS = {
  /** A person's sockets and streams together: some windows, on some devices. */
  connectionsPerPerson: 40,
  /** Those of visitors without a token. A school, or all of a département's, is one address. */
  anonymousConnectionsPerAddress: 2_000,
  subscriptionsPerSocket: 100,
  /** What a socket may be owed. A client that reads is owed some kilobytes, for a moment. */
  unsentBytesPerSocket: 1024 * 1024,
  /** How often a silent connection is written to, and a client that takes nothing is looked for: it is let go at the second look. */
  heartbeatMs: 10_000,
  /** How long a client may take nothing of the file that it is sent. */
  stalledExportMs: 60_000,
  /**
   * Queries and mutations under way together: what keeps a processor and PostgreSQL's connections busy. More of them make each slower and
   * none sooner done, and what a process does beside them, such as hearing events one after the other, has its turn as much later.
   */
  operationsAtOnce: 32,
  /** Those that come beyond, and how long one may wait for its turn: as many as can be served in that time. */
  operationsWaiting: 500,
  longestWaitMs: 2_000,
} as const;

export type LiveLimits = { readonly [Limit in keyof typeof LIVE_LIMITS]: number };

/**
 * Our own rules, not graphql-armor's: these answer with the registry's code, and measure each fragment once, where a chain
 * of fragments that double each other would take exponential time to walk.
 */
export const LIMIT_RULES: readonly ValidationRule[] = [depthRule, aliasRule];

function depthRule(context: ValidationContext): ASTVisitor {
  const depths = new Map<string, number>();

  function depthOf({ selections }: SelectionSetNode): number {
    let deepest = 0;
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        // graphql's own rule bounds introspection.
        if (selection.name.value.startsWith("__")) continue;
        deepest = Math.max(deepest, 1 + (selection.selectionSet ? depthOf(selection.selectionSet) : 0));
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        deepest = Math.max(deepest, depthOf(selection.selectionSet));
      } else {
        const fragment = context.getFragment(selection.name.value);
        if (fragment) deepest = Math.max(deepest, depthOfFragment(fragment));
      }
    }
    return deepest;
  }

  function depthOfFragment({ name, selectionSet }: FragmentDefinitionNode): number {
    const known = depths.get(name.value);
    if (known !== undefined) return known;
    depths.set(name.value, 0); // a cycle, which another rule refuses, ends here
    const depth = depthOf(selectionSet);
    depths.set(name.value, depth);
    return depth;
  }

  return {
    OperationDefinition({ selectionSet }) {
      if (depthOf(selectionSet) > LIMITS.depth) {
        context.reportError(refusalError(refuse("REQUEST_TOO_LARGE", { max: `${LIMITS.depth} niveaux` })));
      }
    },
  };
}

function aliasRule(context: ValidationContext): ASTVisitor {
  let aliases = 0;
  return {
    Field({ alias }) {
      if (!alias) return;
      aliases += 1;
      if (aliases === LIMITS.aliases + 1) {
        context.reportError(refusalError(refuse("REQUEST_TOO_LARGE", { max: `${LIMITS.aliases} alias` })));
      }
    },
  };
}
