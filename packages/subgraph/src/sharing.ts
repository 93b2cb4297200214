import type { Role } from "@stages/kernel/actor.ts";
import { CLIENT_ROLES, sharingTag } from "@stages/kernel/sharing-tags.ts";
import { type DocumentNode, Kind, parse, print, visit } from "graphql";

/**
 * By field, the roles in which any two persons with the same bounds (`scopeOf`) are answered the same, asked of the same object at
 * the same instant: what the gateway may execute once for all of them. A field that is not here is shared by nobody.
 */
export type Sharing = Readonly<Record<string, readonly Role[]>>;

/** Every client. */
export const ANYONE = CLIENT_ROLES;
export const anyoneBut = (...those: readonly Role[]): readonly Role[] => ANYONE.filter((role) => !those.includes(role));

export const shared = (type: string, fields: readonly string[], roles: readonly Role[]): Sharing => Object.fromEntries(fields.map((field) => [`${type}.${field}`, roles]));

export class SharingError extends Error {
  override readonly name = "SharingError";
}

/** The SDL with its tags. A coordinate that it does not have is a mistake: the start fails. */
export function withTags(sdl: string, sharing: Sharing): string {
  const left = new Set(Object.keys(sharing));
  const tagged = visit(parse(sdl), {
    [Kind.OBJECT_TYPE_DEFINITION]: (type) => ({
      ...type,
      fields: (type.fields ?? []).map((field) => {
        const coordinate = `${type.name.value}.${field.name.value}`;
        left.delete(coordinate);
        const roles = sharing[coordinate];
        return roles ? { ...field, directives: [...(field.directives ?? []), tagNode(sharingTag(roles))] } : field;
      }),
    }),
  }) as DocumentNode;
  if (left.size > 0) throw new SharingError(`Shared, and not in the graph: ${[...left].join(", ")}`);
  return print(tagged);
}

const tagNode = (name: string) => ({
  kind: Kind.DIRECTIVE,
  name: { kind: Kind.NAME, value: "tag" },
  arguments: [{ kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: "name" }, value: { kind: Kind.STRING, value: name } }],
}) as const;
