/** What is to come, where it is to come. */
export const Skeleton = () => (
  <div className="dashboard" aria-busy="true">
    <p className="fr-sr-only" role="status">Lecture des chiffres…</p>
    <div className="headline skeleton" />
    {["map", "covered", "funnel", "seats", "schools", "sectors", "statuses", "delays"].map((place) => <div key={place} className={`figure skeleton place-${place}`} />)}
  </div>
);
