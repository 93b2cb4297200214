/** What an object says that its viewer may do with it: `viewerActions`. */
export interface Listed {
  readonly action: string;
  readonly allowed: boolean;
  readonly refusals: readonly { readonly code: string }[];
}

export interface Tried<O> {
  /** One in the state that is tried, of its own. */
  readonly make: () => Promise<O>;
  /** What it says; null to whom it is not shown. */
  readonly look: (object: O) => Promise<readonly Listed[] | null>;
  /** Asks for it as a mutation whose input is otherwise right: the code of its refusal, undefined when it is done. */
  readonly ask: (object: O, action: string) => Promise<string | undefined>;
  /** Those that another subgraph does. */
  readonly elsewhere: readonly string[];
}

export interface Agreement {
  /** Each action that is not done as it is said, in a sentence. */
  readonly disagreements: readonly string[];
  /** Those that were done, and those that were not. */
  readonly done: readonly string[];
  readonly refused: readonly string[];
}

/**
 * Whether each action that is listed is done exactly when it is said to be allowed, and otherwise refused with the first code
 * that is said. What is refused changes nothing, so the object serves again; what was done has changed it.
 */
export async function tryActions<O>({ make, look, ask, elsewhere }: Tried<O>): Promise<Agreement> {
  let object = await make();
  const listed = await look(object);
  const disagreements: string[] = [];
  const done: string[] = [];
  const refused: string[] = [];
  for (const { action, allowed, refusals } of listed ?? []) {
    if (elsewhere.includes(action)) continue;
    const [said, is] = [allowed ? undefined : refusals[0]!.code, await ask(object, action)];
    if (is !== said) disagreements.push(`${action} says ${said ?? "yes"} and answers ${is ?? "yes"}`);
    (is === undefined ? done : refused).push(action);
    if (is === undefined) object = await make();
  }
  return { disagreements, done, refused };
}
