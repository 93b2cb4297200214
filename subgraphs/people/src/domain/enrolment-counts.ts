/** What is counted of a territory's enrolments, by the names of `persistence/measures.ts`. */
interface Counted {
  readonly studentsEnrolled: number;
}

export const enrolmentCountsOf = ({ studentsEnrolled: enrolled }: Counted) => ({ enrolled });
export type EnrolmentCounts = ReturnType<typeof enrolmentCountsOf>;
