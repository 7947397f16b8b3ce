-- Equality of numbers and words inside a GiST index. A trusted extension: who may create in the database may create it.
CREATE EXTENSION IF NOT EXISTS btree_gist;

-- CreateTable
CREATE TABLE "crew_bookings" (
    "id" BIGSERIAL NOT NULL,
    "case_id" TEXT NOT NULL,
    "officer" UUID NOT NULL,
    "booked_from" TIMESTAMPTZ(3) NOT NULL,
    "booked_until" TIMESTAMPTZ(3) NOT NULL,
    "command_id" UUID NOT NULL,

    CONSTRAINT "crew_bookings_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "crew_bookings_case_id_idx" ON "crew_bookings"("case_id");

-- CreateIndex
CREATE INDEX "crew_bookings_command_id_idx" ON "crew_bookings"("command_id");

-- Nobody is at two places at once. Of one dispatch the time before and the time after a change stand side by side.
ALTER TABLE "crew_bookings" ADD CONSTRAINT "crew_bookings_one_place" EXCLUDE USING gist (
  "officer" WITH =, tstzrange("booked_from", "booked_until") WITH &&, "case_id" WITH <>
);

-- Books with the receipt of what asks for it, in whatever statement that is received: all of the crew, or nothing is received.
CREATE FUNCTION "book_crew"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  asked uuid[];
  spans tstzrange[];
  one uuid;
  taken record;
BEGIN
  IF NEW.kind = 'open' THEN
    asked := ARRAY(SELECT (member ->> 'officer')::uuid FROM jsonb_array_elements(NEW.body #> '{opening,0,body,crew}') AS member);
    spans := ARRAY[tstzrange((NEW.body #>> '{opening,0,body,booking,from}')::timestamptz,
      (NEW.body #>> '{opening,0,body,booking,until}')::timestamptz)];
  ELSIF NEW.kind = 'bookOfficer' THEN
    asked := ARRAY[(NEW.body ->> 'officer')::uuid];
    spans := ARRAY(SELECT DISTINCT tstzrange(booked_from, booked_until) FROM crew_bookings WHERE case_id = NEW.case_id);
  ELSE
    asked := ARRAY(SELECT DISTINCT officer FROM crew_bookings WHERE case_id = NEW.case_id);
    spans := ARRAY[tstzrange((NEW.body #>> '{booking,from}')::timestamptz, (NEW.body #>> '{booking,until}')::timestamptz)];
  END IF;
  -- One after another, and all in one order: two who meet at the constraint alone would wait for each other.
  FOR one IN SELECT DISTINCT unnest(asked) AS officer ORDER BY officer LOOP
    PERFORM pg_advisory_xact_lock(hashtextextended('crew:' || one, 0));
  END LOOP;
  -- Whoever held a lock before has committed: what they booked is seen here, and can be told. The constraint says the same.
  SELECT officer, max(booked_until) AS until INTO taken FROM crew_bookings
  WHERE officer = ANY(asked) AND case_id <> NEW.case_id
    AND EXISTS (SELECT 1 FROM unnest(spans) AS span WHERE span && tstzrange(booked_from, booked_until))
  GROUP BY officer ORDER BY array_position(asked, officer) LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'an officer is booked elsewhere' USING ERRCODE = 'exclusion_violation',
      CONSTRAINT = 'crew_bookings_one_place', DETAIL = json_build_object('officer', taken.officer,
        'until', to_char(taken.until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))::text;
  END IF;
  INSERT INTO crew_bookings (case_id, officer, booked_from, booked_until, command_id)
  SELECT NEW.case_id, officer, lower(span), upper(span), NEW.command_id
  FROM (SELECT DISTINCT unnest(asked) AS officer) AS officers, unnest(spans) AS span;
  RETURN NULL;
END;
$$;

CREATE TRIGGER "crew_is_booked" AFTER INSERT ON "inbox" FOR EACH ROW
  WHEN (NEW.case_id LIKE 'enforcement_dispatch:%' AND NEW.kind IN ('open', 'bookOfficer', 'replanDispatch'))
  EXECUTE FUNCTION "book_crew"();

-- Gives back what no crew on record holds and nothing undecided asks for.
CREATE FUNCTION "settle_crew"("of_case" text) RETURNS void LANGUAGE sql AS $$
  DELETE FROM crew_bookings AS booking
  WHERE booking.case_id = of_case
    AND NOT EXISTS (SELECT 1 FROM inbox WHERE inbox.command_id = booking.command_id AND inbox.outcome IS NULL)
    AND NOT EXISTS (
      SELECT 1 FROM proceedings AS dispatch, jsonb_array_elements(dispatch.snapshot -> 'crew') AS member
      WHERE dispatch.case_id = of_case AND dispatch.ended_at IS NULL
        AND member ->> 'step' <> 'released' AND (member ->> 'officer')::uuid = booking.officer
        AND (dispatch.snapshot #>> '{booking,from}')::timestamptz = booking.booked_from
        AND (dispatch.snapshot #>> '{booking,until}')::timestamptz = booking.booked_until)
$$;

CREATE FUNCTION "crew_follows"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM settle_crew(NEW.case_id);
  RETURN NULL;
END;
$$;

-- With the event that changes a crew, and with the outcome of the command that asked: what was refused holds nobody.
CREATE TRIGGER "crew_follows_the_record" AFTER UPDATE ON "proceedings" FOR EACH ROW
  WHEN (NEW.kind = 'enforcement_dispatch' AND (NEW.ended_at IS DISTINCT FROM OLD.ended_at
    OR NEW.snapshot -> 'crew' IS DISTINCT FROM OLD.snapshot -> 'crew'
    OR NEW.snapshot -> 'booking' IS DISTINCT FROM OLD.snapshot -> 'booking'))
  EXECUTE FUNCTION "crew_follows"();

CREATE TRIGGER "crew_follows_the_outcome" AFTER UPDATE ON "inbox" FOR EACH ROW
  WHEN (NEW.case_id LIKE 'enforcement_dispatch:%' AND OLD.outcome IS NULL AND NEW.outcome IS NOT NULL)
  EXECUTE FUNCTION "crew_follows"();
