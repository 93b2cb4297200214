/** French puts a space within its guillemets and before what is high in the line, where no line may break; nor before an initial ("Léa M."). */
export const unbroken = (text: string): string => text.replace(/ (?=[:;?!»]|\p{Lu}\.)/gu, "\u00a0").replace(/« /g, "«\u00a0");
