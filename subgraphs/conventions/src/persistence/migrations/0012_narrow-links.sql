-- Who came by a personal link sees its one convention, whatever their role shows of others: restrictive, so that it narrows
-- the policies of the role and stands beside their indexes. What belongs to a convention is judged by a subquery under it.
CREATE POLICY link ON conventions.conventions AS RESTRICTIVE TO stages_conventions_legal_representative, stages_conventions_tutor
  USING (nullif(current_setting('stages.convention', true), '') IS NULL OR id = nullif(current_setting('stages.convention', true), '')::uuid);
