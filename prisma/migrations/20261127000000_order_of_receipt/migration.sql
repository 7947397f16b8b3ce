-- As before, but a command of a linked workflow has the workflow's time, which is no clock of this database: one that was
-- ahead would have dragged the receipts after it into the future. Their order is kept by the ordinal.
CREATE OR REPLACE FUNCTION "enter_case"("entered" text)
RETURNS TABLE ("received" timestamptz, "next_ordinal" integer, "waits" boolean, "recorded" integer)
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(entered, 0));
  RETURN QUERY SELECT
    greatest(clock_timestamp(), max(row.received_at) FILTER (WHERE row.client NOT LIKE 'workflow:%')),
    coalesce(max(row.ordinal), 0) + 1,
    coalesce(bool_or(row.outcome IS NULL), false),
    coalesce((SELECT request.version FROM resident_requests AS request WHERE request.case_id = entered), 0)
  FROM inbox AS row WHERE row.case_id = entered;
END;
$$;
