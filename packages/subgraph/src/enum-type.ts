import { registerEnumType } from "type-graphql";

/** Makes an SDL enum of a list of words; the record's type makes a word without its description a compile error. */
export function enumType<W extends string>(name: string, description: string, words: Readonly<Record<W, string>>): Record<W, W> {
  const values = Object.fromEntries(Object.keys(words).map((word) => [word, word])) as Record<W, W>;
  registerEnumType(values, {
    name,
    description,
    valuesConfig: Object.fromEntries(
      Object.entries<string>(words).map(([word, text]) => [word, { description: text }]),
    ) as Record<W, { description: string }>,
  });
  return values;
}
