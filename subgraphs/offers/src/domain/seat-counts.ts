/** What is counted of a territory's seats, by the names of `persistence/measures.ts`. */
interface Counted {
  readonly seatsIntended: number;
  readonly offersPublished: number;
  readonly seatsPublished: number;
  readonly seatsTaken: number;
  readonly seatsLeft: number;
}

export const seatCountsOf = ({ seatsIntended: intended, offersPublished: offers, seatsPublished: published, seatsTaken: taken, seatsLeft: left }: Counted) => ({ intended, offers, published, taken, left });
export type SeatCounts = ReturnType<typeof seatCountsOf>;
