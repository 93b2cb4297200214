-- What everyone may know of an académie was counted anew at each question, over all students of the country. It is a row of the
-- rollups, which no visitor may read: the function stays, and its owner too.
DROP FUNCTION "people"."count_enrolled"(varchar[]);
--> statement-breakpoint
CREATE FUNCTION "people"."count_enrolled"(academies varchar[]) RETURNS TABLE (academy varchar, enrolled integer)
LANGUAGE sql STABLE SECURITY DEFINER
BEGIN ATOMIC
  SELECT r.academy, r.students_enrolled
  FROM people.rollups r
  WHERE r.campaign_id = (SELECT max(n.campaign_id) FROM people.rollups n WHERE n.academy = '' AND n.breakdown = '' AND n.students_enrolled > 0)
    AND r.academy = ANY (academies) AND r.department = '' AND r.breakdown = '' AND r.students_enrolled > 0;
END;
--> statement-breakpoint
SELECT "bus"."answer_as_platform"('people', 'people.count_enrolled(varchar[])');
