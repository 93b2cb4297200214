import { isReckoned } from "@stages/kernel/civil-time.ts";
import { refused } from "@stages/kernel/refusal.ts";
import { GraphQLScalarType, Kind, type ValueNode } from "graphql";

function temporalScalar<T>(options: {
  name: string;
  description: string;
  code?: "INVALID_DATE" | "INVALID_TIME";
  write?: (value: T) => string;
  parse: (text: string) => T;
}): GraphQLScalarType<T, string> {
  const parse = (value: unknown): T => {
    try {
      return options.parse(value as string);
    } catch {
      throw refused(options.code ?? "INVALID_DATE", { value: String(value).slice(0, 40) });
    }
  };
  return new GraphQLScalarType<T, string>({
    name: options.name,
    description: options.description,
    serialize: (value) => (options.write ?? String)(value as T),
    parseValue: parse,
    parseLiteral: (node: ValueNode) => parse(node.kind === Kind.STRING ? node.value : null),
  });
}

function reckoned<T extends { readonly year: number }>(date: T): T {
  if (!isReckoned(date)) throw new RangeError("not of a year that is reckoned with");
  return date;
}

const CIVIL_DATE = /^\d{4}-\d{2}-\d{2}$/;

export const CivilDateScalar = temporalScalar<Temporal.PlainDate>({
  name: "Date",
  description: 'A civil date in Europe/Paris, `YYYY-MM-DD`, such as "2027-06-14". Error: INVALID_DATE.',
  parse: (text) => {
    if (!CIVIL_DATE.test(text)) throw new RangeError("not a civil date");
    return reckoned(Temporal.PlainDate.from(text));
  },
});

export const InstantScalar = temporalScalar<Temporal.Instant>({
  name: "DateTime",
  description: 'An instant in ISO 8601 with its offset, such as "2027-06-14T09:30:00Z". Error: INVALID_DATE.',
  parse: (text) => {
    const instant = Temporal.Instant.from(text);
    reckoned(instant.toZonedDateTimeISO("UTC"));
    return instant;
  },
});

export const TimeScalar = temporalScalar<Temporal.PlainTime>({
  name: "Time",
  description: 'A time of day in Europe/Paris, `HH:MM`, such as "09:30". Error: INVALID_TIME.',
  code: "INVALID_TIME",
  write: (time) => time.toString({ smallestUnit: "minute" }),
  parse: (text) => {
    if (!/^\d{2}:\d{2}$/.test(text)) throw new RangeError("not a time of day");
    return Temporal.PlainTime.from(text);
  },
});
