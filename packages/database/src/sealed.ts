import { seal, unseal } from "@stages/vault/vault.ts";
import { getTableColumns } from "drizzle-orm";
import { customType, getTableConfig, type PgColumn, type PgTable } from "drizzle-orm/pg-core";

declare const contents: unique symbol;
/** What the database holds of a T: to be read, it must be opened where it stands. */
export type Sealed<T> = Uint8Array & { readonly [contents]: T };

interface SealedConfig {
  /** The columns, by their keys, that name the row and are known when it is inserted; its primary key when left out. */
  readonly boundTo?: readonly string[];
  /** In place of the table's own name, for a value that goes from one table to another as it is. */
  readonly within?: string;
}

/** A column of AES-256-GCM envelopes around JSON (`packages/vault`), each bound to its table, row and column. */
export const sealed = <T>(config: SealedConfig = {}) =>
  customType<{ data: Sealed<T>; driverData: Uint8Array; config: SealedConfig }>({ dataType: () => "bytea" })(config);

export type ContentsOf<C extends PgColumn> = C["_"]["data"] extends Sealed<infer T> ? T : never;
type Row = Readonly<Record<string, unknown>>;

/** `row` holds at least what the column is bound to. */
export const sealFor = <C extends PgColumn>(column: C, row: Row, value: ContentsOf<C>): Sealed<ContentsOf<C>> =>
  seal(placeOf(column, row), value) as Uint8Array as Sealed<ContentsOf<C>>;

export const openFrom = <C extends PgColumn>(column: C, row: Row, value: Sealed<ContentsOf<C>>): ContentsOf<C> => unseal(placeOf(column, row), value);

/** The same as it is now, under the current key. */
export const resealed = (column: PgColumn, row: Row, value: Uint8Array): Uint8Array => {
  const place = placeOf(column, row);
  return seal(place, unseal(place, value));
};

export const sealedColumnsOf = (table: PgTable): readonly PgColumn[] => Object.values(getTableColumns(table) as Record<string, PgColumn>).filter((column) => configOf(column) !== null);

/** The columns that say which row it is, by their keys. */
export function boundTo(column: PgColumn): readonly string[] {
  const named = namesOf.get(column) ?? configOf(column)?.boundTo ?? primaryKeyOf(column.table as PgTable);
  if (named.length === 0) throw new Error(`${column.name} is bound to nothing`);
  namesOf.set(column, named);
  return named;
}

const namesOf = new WeakMap<PgColumn, readonly string[]>();
const tableNames = new WeakMap<object, string>();

function placeOf(column: PgColumn, row: Row) {
  const id = boundTo(column).map((key) => {
    const part = row[key];
    if (part === undefined || part === null) throw new Error(`${tableOf(column)}.${column.name} is bound to ${key}, which is not given`);
    return String(part);
  });
  return { table: configOf(column)?.within ?? tableOf(column), id: id.join(" "), column: column.name };
}

function tableOf({ table }: PgColumn): string {
  let name = tableNames.get(table);
  if (name === undefined) {
    const config = getTableConfig(table as PgTable);
    name = `${config.schema}.${config.name}`;
    tableNames.set(table, name);
  }
  return name;
}

/** By the keys of its columns. */
export function primaryKeyOf(table: PgTable): readonly string[] {
  const columns = getTableColumns(table) as Record<string, PgColumn>;
  const [composite] = getTableConfig(table).primaryKeys;
  const keys = composite ? composite.columns : Object.values(columns).filter(({ primary }) => primary);
  return keys.map((column) => Object.entries(columns).find(([, one]) => one === column || one.name === column.name)![0]);
}

/** drizzle keeps what a custom column was made with to itself. */
function configOf(column: PgColumn): SealedConfig | null {
  if (column.columnType !== "PgCustomColumn" || column.getSQLType() !== "bytea") return null;
  return (column as unknown as { readonly config: { readonly fieldConfig?: SealedConfig } }).config.fieldConfig ?? null;
}
