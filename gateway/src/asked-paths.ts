import { type FieldNode, type FragmentDefinitionNode, Kind, type OperationDefinitionNode, type SelectionSetNode } from "graphql";

interface Told {
  readonly message: string;
  readonly path?: readonly (string | number)[] | undefined;
}

interface Result<E> {
  readonly data?: Record<string, unknown> | null | undefined;
  readonly errors?: readonly E[] | undefined;
}

export interface Asked {
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
}

/**
 * What one part of the graph requires of another (`@requires`) is fetched beside what was asked, and its refusal has a path that the
 * client's operation does not have. It is told of the field that is null for want of it; where none is, nothing that was asked is missing.
 */
export function withAskedPaths<E extends Told, R extends Result<E>>(result: R, asked: Asked, moved: (error: E, path: readonly (string | number)[]) => E): R {
  if (!result.errors?.some(({ path }) => path && !isAsked(path, asked))) return result;
  const errors = result.errors.flatMap((error) => {
    if (!error.path) return [error];
    const known = askedPart(error.path, asked);
    if (known.length === error.path.length) return [error];
    const place = nullBelow(result.data, known);
    return place ? [moved(error, place)] : [];
  });
  const { errors: _, ...rest } = result;
  return (errors.length > 0 ? { ...rest, errors } : rest) as R;
}

const isAsked = (path: NonNullable<Told["path"]>, asked: Asked) => askedPart(path, asked).length === path.length;

function askedPart(path: NonNullable<Told["path"]>, { operation, fragments }: Asked): readonly (string | number)[] {
  let sets: readonly SelectionSetNode[] = [operation.selectionSet];
  for (const [index, step] of path.entries()) {
    if (typeof step === "number") continue;
    const found = sets.flatMap((set) => fieldsNamed(set, step, fragments));
    if (found.length === 0) return path.slice(0, index);
    sets = found.flatMap(({ selectionSet }) => selectionSet ?? []);
  }
  return path;
}

function fieldsNamed({ selections }: SelectionSetNode, key: string, fragments: Asked["fragments"]): readonly FieldNode[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return (selection.alias ?? selection.name).value === key ? [selection] : [];
    const below = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value];
    return below ? fieldsNamed(below.selectionSet, key, fragments) : [];
  });
}

/** Where the data ends on the way, or the first field that is null where the way does. */
function nullBelow(data: unknown, path: readonly (string | number)[]): readonly (string | number)[] | null {
  let at = data;
  for (const [index, step] of path.entries()) {
    if (at === null || at === undefined) return path.slice(0, index);
    at = (at as Record<string | number, unknown>)[step];
  }
  if (at === null || at === undefined) return path;
  const missing = typeof at === "object" && !Array.isArray(at) ? Object.entries(at).find(([, value]) => value === null) : undefined;
  return missing ? [...path, missing[0]] : null;
}

