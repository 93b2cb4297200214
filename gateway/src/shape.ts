import { type DirectiveNode, type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from "graphql";

/** How large a document is once each fragment stands where it is spread, counted without spreading any: a chain of fragments that double each other is read once. */
export interface Shape {
  readonly operations: number;
  readonly fragments: number;
  /** Of the deepest field; introspection's own are bounded by graphql. */
  readonly depth: number;
  /** Of all operations and, once more, of each fragment by itself: validation looks at all of them. */
  readonly fields: number;
  readonly aliases: number;
  readonly directives: number;
  /** At the one place that has the most. */
  readonly directivesAtOnce: number;
  /** The name of a fragment that spreads itself, in one step or several; null when none does. */
  readonly cycle: string | null;
  readonly introspects: boolean;
}

interface Size {
  readonly depth: number;
  readonly fields: number;
  readonly aliases: number;
  readonly directives: number;
}

const NOTHING: Size = { depth: 0, fields: 0, aliases: 0, directives: 0 };

export function shapeOf({ definitions }: DocumentNode): Shape {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const one of definitions) if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.set(one.name.value, one);
  const sizes = new Map<string, Size>();
  const open = new Set<string>();
  let directivesAtOnce = 0;
  let cycle: string | null = null;
  let introspects = false;

  function count(directives: readonly DirectiveNode[] = []): number {
    directivesAtOnce = Math.max(directivesAtOnce, directives.length);
    return directives.length;
  }

  function sizeOf({ selections }: SelectionSetNode): Size {
    let { depth, fields, aliases, directives } = NOTHING;
    for (const selection of selections) {
      directives += count(selection.directives);
      let inside: Size;
      let deeper = 0;
      if (selection.kind === Kind.FIELD) {
        const name = selection.name.value;
        if (name === "__schema" || name === "__type") introspects = true;
        fields += 1;
        if (selection.alias) aliases += 1;
        inside = selection.selectionSet ? sizeOf(selection.selectionSet) : NOTHING;
        deeper = name.startsWith("__") ? -inside.depth : 1;
      } else if (selection.kind === Kind.INLINE_FRAGMENT) inside = sizeOf(selection.selectionSet);
      else inside = sizeOfFragment(selection.name.value);
      depth = Math.max(depth, inside.depth + deeper);
      fields += inside.fields;
      aliases += inside.aliases;
      directives += inside.directives;
    }
    return { depth, fields, aliases, directives };
  }

  function sizeOfFragment(name: string): Size {
    const known = sizes.get(name);
    if (known) return known;
    const fragment = fragments.get(name);
    if (!fragment) return NOTHING; // which validation refuses
    if (open.has(name)) {
      cycle ??= name;
      return NOTHING;
    }
    open.add(name);
    const inside = sizeOf(fragment.selectionSet);
    const size = { ...inside, directives: inside.directives + count(fragment.directives) };
    open.delete(name);
    sizes.set(name, size);
    return size;
  }

  let operations = 0;
  let whole = NOTHING;
  for (const definition of definitions) {
    // What is spread by nobody is validated too.
    const isOperation = definition.kind === Kind.OPERATION_DEFINITION;
    if (!isOperation && definition.kind !== Kind.FRAGMENT_DEFINITION) continue;
    if (isOperation) operations += 1;
    const size = isOperation ? sizeOf(definition.selectionSet) : sizeOfFragment(definition.name.value);
    let directives = size.directives;
    if (isOperation) for (const at of [definition, ...(definition.variableDefinitions ?? [])]) directives += count(at.directives);
    whole = { depth: Math.max(whole.depth, size.depth), fields: whole.fields + size.fields, aliases: Math.max(whole.aliases, size.aliases), directives: Math.max(whole.directives, directives) };
  }
  return { operations, fragments: fragments.size, ...whole, directivesAtOnce, cycle, introspects };
}
