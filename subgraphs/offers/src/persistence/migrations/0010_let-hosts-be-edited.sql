-- Another's host can be locked, so that its refusal is the rule's, and not be written.
CREATE POLICY edits ON offers.hosts FOR UPDATE TO stages_offers_host_manager
  USING (nullif(current_setting('stages.person', true), '') IS NOT NULL)
  WITH CHECK (id IN (SELECT m.host_id FROM offers.host_managers m));
--> statement-breakpoint
-- Never `id`, `siret` nor `country`: with another of them it would be another host.
GRANT UPDATE (legal_name, kind, sector, address_line, postcode, commune_code, commune_name, latitude, longitude, academy, classes, identity_abroad)
  ON offers.hosts TO stages_offers_host_manager;
