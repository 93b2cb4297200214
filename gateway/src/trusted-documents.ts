import { createHash } from "node:crypto";
import { Kind, type OperationDefinitionNode, parse } from "graphql";

/**
 * The documents of our own clients, by the SHA-256 of their text, in the form of Apollo's persisted-query manifest, so that the links
 * and generators that know it can read ours: https://www.apollographql.com/docs/graphos/platform/security/persisted-queries
 */
export interface TrustedManifest {
  readonly format: "apollo-persisted-query-manifest";
  readonly version: 1;
  readonly operations: readonly TrustedOperation[];
}

export interface TrustedOperation {
  readonly id: string;
  readonly name: string;
  readonly type: OperationDefinitionNode["operation"];
  readonly body: string;
}

/** `OPEN`: others' documents are let in, within the limits. `TRUSTED`: none but those of the manifest. */
export type DocumentsPolicy = "OPEN" | "TRUSTED";

export interface TrustedDocuments {
  /** The text of a document, by its SHA-256 in hexadecimal. */
  textOf(id: string): string | null;
  has(text: string): boolean;
  readonly size: number;
}

export class InvalidManifestError extends Error {
  override readonly name = "InvalidManifestError";
}

export const sha256Of = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");

/** A name stands for one document: the links that read a manifest look an operation up by it. */
export function trustedManifest(bodies: readonly string[]): TrustedManifest {
  const operations = new Map<string, TrustedOperation>();
  for (const body of bodies) {
    const definitions = parse(body).definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
    const name = definitions[0]?.name?.value;
    if (!name || definitions.length > 1) throw new InvalidManifestError(`A trusted document is one operation with a name: ${body.slice(0, 80)}`);
    const known = operations.get(name);
    if (known && known.body !== body) throw new InvalidManifestError(`Two trusted documents have the name ${name}`);
    operations.set(name, { id: sha256Of(body), name, type: definitions[0]!.operation, body });
  }
  const sorted = [...operations.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return { format: "apollo-persisted-query-manifest", version: 1, operations: sorted };
}

/** Of a manifest that is believed only as far as it says the truth: an id is the hash of its body. */
export function trustedDocuments({ format, version, operations }: TrustedManifest): TrustedDocuments {
  if (format !== "apollo-persisted-query-manifest" || version !== 1) throw new InvalidManifestError("Not a manifest of persisted queries, version 1");
  const texts = new Map<string, string>();
  for (const { id, body } of operations) {
    if (sha256Of(body) !== id) throw new InvalidManifestError(`${id} is not the hash of its document`);
    texts.set(id, body);
  }
  const bodies = new Set(texts.values());
  return { textOf: (id) => texts.get(id) ?? null, has: (text) => bodies.has(text), size: texts.size };
}

export const NO_TRUSTED_DOCUMENTS: TrustedDocuments = { textOf: () => null, has: () => false, size: 0 };
