-- The second wall. What is published is for everyone, and a text search behind a comparison of rows cannot use its index:
-- hosts and offers are read whole, and the first wall hides what is not published. Who writes is told by the host's own
-- table of managers, since an actor's list of hosts may be half a minute old.
SELECT "bus"."make_roles"('offers');
--> statement-breakpoint
SELECT "bus"."wall"('offers', 'hosts', 'host_managers', 'offers');
--> statement-breakpoint
SELECT "bus"."let_read"('offers', 'campaigns', 'commune_coordinates');
--> statement-breakpoint
CREATE POLICY everyone ON offers.hosts FOR SELECT
  TO stages_offers_anonymous, stages_offers_student, stages_offers_legal_representative, stages_offers_host_manager, stages_offers_tutor,
     stages_offers_school_head, stages_offers_referent_teacher, stages_offers_education_adviser, stages_offers_rectorat, stages_offers_ministry
  USING (true);
--> statement-breakpoint
CREATE POLICY signed_in ON offers.offers FOR SELECT
  TO stages_offers_student, stages_offers_legal_representative, stages_offers_host_manager, stages_offers_tutor,
     stages_offers_school_head, stages_offers_referent_teacher, stages_offers_education_adviser, stages_offers_rectorat, stages_offers_ministry
  USING (true);
--> statement-breakpoint
CREATE POLICY themselves ON offers.host_managers FOR SELECT TO stages_offers_host_manager
  USING (person_id = nullif(current_setting('stages.person', true), '')::uuid);
--> statement-breakpoint
CREATE FUNCTION "offers"."is_unmanaged"(host uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
BEGIN ATOMIC
  SELECT NOT EXISTS (SELECT FROM offers.host_managers m WHERE m.host_id = host);
END;
--> statement-breakpoint
SELECT "bus"."answer_as_platform"('offers', 'offers.is_unmanaged(uuid)');
--> statement-breakpoint
-- A host is registered by anyone who will manage it; nobody makes themselves the manager of a host that has one.
CREATE POLICY registers ON offers.hosts FOR INSERT TO stages_offers_host_manager
  WITH CHECK (nullif(current_setting('stages.person', true), '') IS NOT NULL);
--> statement-breakpoint
CREATE POLICY registers ON offers.host_managers FOR INSERT TO stages_offers_host_manager
  WITH CHECK (person_id = nullif(current_setting('stages.person', true), '')::uuid AND offers.is_unmanaged(host_id));
--> statement-breakpoint
CREATE POLICY publishes ON offers.offers FOR INSERT TO stages_offers_host_manager
  WITH CHECK (host_id IN (SELECT m.host_id FROM offers.host_managers m));
--> statement-breakpoint
-- Another host's offer can be locked, so that its refusal is the rule's, and not be written.
CREATE POLICY decides ON offers.offers FOR UPDATE TO stages_offers_host_manager
  USING (nullif(current_setting('stages.person', true), '') IS NOT NULL)
  WITH CHECK (host_id IN (SELECT m.host_id FROM offers.host_managers m));
--> statement-breakpoint
GRANT INSERT ON offers.hosts, offers.host_managers, offers.offers, offers.outbox, offers.commune_coordinates TO stages_offers_host_manager;
--> statement-breakpoint
-- Never `host_id`: with it an offer could be taken from another host.
GRANT UPDATE (status) ON offers.offers TO stages_offers_host_manager;
--> statement-breakpoint
GRANT UPDATE ON offers.commune_coordinates TO stages_offers_host_manager;
