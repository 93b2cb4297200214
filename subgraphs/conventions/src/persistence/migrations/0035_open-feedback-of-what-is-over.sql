-- Reminders once ended at the last day of the stage: what lies behind already is looked at again, for an attestation that is
-- still awaited, and for feedback, which opens later or has opened untold.
SET LOCAL ROLE "stages_conventions_platform";
--> statement-breakpoint
UPDATE conventions.conventions c
  SET waiting_since = coalesce(waiting_since, current_date), next_reminder_on = coalesce(next_reminder_on, waiting_since, current_date)
  WHERE status = 'COMPLETED'
    OR status = 'INTERRUPTED' AND EXISTS (SELECT FROM conventions.attestations a WHERE a.convention_id = c.id AND a.status <> 'SIGNED');
--> statement-breakpoint
RESET ROLE;
