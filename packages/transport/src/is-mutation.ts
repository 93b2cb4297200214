const MUTATION = /^\s*mutation\b/;

/** As the planner writes it: one operation, its kind first. */
export const isMutation = (query: string): boolean => MUTATION.test(query);
