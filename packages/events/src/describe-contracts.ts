import { fileURLToPath } from "node:url";
// TypeScript 7 has no JavaScript interface.
import ts from "typescript-with-api";
import type { Contract } from "./contract-growth.ts";
import { EVENT_TYPES, type EventType } from "./contracts.ts";
import { versionOf } from "./versions.ts";

export interface DescribedContract extends Contract {
  /** What its line in `contracts.ts` says: who tells it, and of what. */
  readonly says: string;
}

const CONTRACTS = fileURLToPath(new URL("./contracts.ts", import.meta.url));
const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext, lib: ["lib.esnext.d.ts"], module: ts.ModuleKind.NodeNext, types: [], strict: true, allowImportingTsExtensions: true, skipLibCheck: true, noEmit: true,
};

/** Every contract as `contracts.ts` types it, field by field: what JSON may hold, with literals and `null` as they are. */
export function describeContracts(): Readonly<Record<EventType, DescribedContract>> {
  const program = ts.createProgram([CONTRACTS], OPTIONS);
  const checker = program.getTypeChecker();
  const declaration = program.getSourceFile(CONTRACTS)!.statements.find((statement): statement is ts.InterfaceDeclaration => ts.isInterfaceDeclaration(statement) && statement.name.text === "Events")!;
  const contracts = checker.getPropertiesOfType(checker.getTypeAtLocation(declaration)).map((symbol): [EventType, DescribedContract] => {
    const type = symbol.getName() as EventType;
    const fields: Record<string, string> = {};
    describe(checker, checker.getTypeOfSymbol(symbol), "", fields);
    return [type, { version: versionOf(type), fields, says: ts.displayPartsToString(symbol.getDocumentationComment(checker)) }];
  });
  const described = Object.fromEntries(contracts.toSorted(([one], [other]) => one.localeCompare(other))) as Record<EventType, DescribedContract>;
  if (contracts.length !== EVENT_TYPES.length) throw new Error("Events has other types than EVENT_TYPES");
  return described;
}

function describe(checker: ts.TypeChecker, type: ts.Type, path: string, fields: Record<string, string>): void {
  for (const property of checker.getPropertiesOfType(type).toSorted((one, other) => one.getName().localeCompare(other.getName()))) {
    const isOptional = (property.flags & ts.SymbolFlags.Optional) !== 0;
    const name = `${path}${path && "."}${property.getName()}`;
    describeValue(checker, checker.getTypeOfSymbol(property), name, fields, isOptional);
  }
}

function describeValue(checker: ts.TypeChecker, type: ts.Type, name: string, fields: Record<string, string>, isOptional: boolean): void {
  const members = type.isUnion() ? type.types : [type];
  const isNullable = members.some((member) => member.flags & ts.TypeFlags.Null);
  const [only, ...others] = members.filter((member) => !(member.flags & (ts.TypeFlags.Null | ts.TypeFlags.Undefined)));
  const write = (text: string) => (fields[name] = `${text}${isNullable ? " | null" : ""}${isOptional ? ", optional" : ""}`);
  if (others.length > 0) {
    write(describeAlternatives(checker, [only!, ...others]));
  } else if (checker.isArrayType(only!) || checker.isTupleType(only!)) {
    write("array");
    describeValue(checker, checker.getTypeArguments(only as ts.TypeReference)[0]!, `${name}[]`, fields, false);
  } else if (isScalar(only!)) {
    write(describeScalar(checker, only!));
  } else {
    write("object");
    describe(checker, only!, name, fields);
  }
}

function describeAlternatives(checker: ts.TypeChecker, types: readonly ts.Type[]): string {
  if (types.every((type) => type.flags & ts.TypeFlags.BooleanLiteral)) return "boolean";
  if (!types.every(isScalar)) throw new Error(`A contract has no alternatives of objects: ${types.map((type) => checker.typeToString(type)).join(" | ")}`);
  return types.map((type) => describeScalar(checker, type)).toSorted().join(" | ");
}

/** Of a branded text, what JSON holds of it. */
function describeScalar(checker: ts.TypeChecker, type: ts.Type): string {
  const plain = type.isIntersection() ? type.types.find(isScalar)! : type;
  return checker.typeToString(plain, undefined, ts.TypeFormatFlags.InTypeAlias).replaceAll("`", "");
}

const isScalar = (type: ts.Type): boolean =>
  (type.flags & (ts.TypeFlags.StringLike | ts.TypeFlags.NumberLike | ts.TypeFlags.BooleanLike)) !== 0 || (type.isIntersection() && type.types.some(isScalar));
