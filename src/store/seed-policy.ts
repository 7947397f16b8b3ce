/** The policy of a district as a file says it: a folder's own, or one that is applied to what runs. */
import { z } from 'zod';
import type { Policy } from '../domain/policy.js';
import { CHANNELS, LEVELS, SATISFACTION_LEVELS, UNIT_KINDS } from '../domain/vocabulary.js';
import { isSet, limit, perCent, timeOfDay } from './seed-file.js';

const byUrgency = z.strictObject({ critical: limit, urgent: limit, routine: limit });

// What is critical waits for nobody: neither for information nor in a parking.
const notForCritical = byUrgency.extend({ critical: limit.exactOptional() });

const whistleClocks = {
  whistle_approval: limit.exactOptional(),
  report_sign_for: limit.exactOptional(),
  report_contact: limit.exactOptional(),
  report_in: limit,
  report_result: limit.exactOptional(),
  absence_ruling: limit.exactOptional(),
  whistle_objection: limit,
  whistle_release: limit,
  whistle_ruling: limit,
  whistle_conclusion: limit.exactOptional(),
  whistle_rating: limit,
};
const MeetingsSchema = z.strictObject({
  commands: z.partialRecord(z.enum(UNIT_KINDS), z.enum(LEVELS)),
  noticeDays: z.int().min(0).max(30),
  item: z.strictObject({
    limits: z.strictObject({
      ...{ agenda_screening: limit, decision_second_term: limit, decision_verification: limit },
      agenda_waiting: limit.exactOptional(),
    }),
    ladder: limit,
  }),
  sitting: z.strictObject({
    limits: z.strictObject({ meeting_minutes: limit, meeting_closing: limit.exactOptional() }),
    ladder: limit,
  }),
});

const ofWhistle = z.strictObject({ limits: z.strictObject(whistleClocks), ladder: limit });
const WhistlesSchema = z.strictObject({
  kinds: z.strictObject({
    emergency: ofWhistle,
    joint_enforcement: ofWhistle,
    key_work: ofWhistle,
    residents_request: ofWhistle,
  }),
  communities: z.boolean(),
  departments: z.boolean(),
  writtenWithin: limit,
  withinMetres: z.int().min(10).max(10_000),
});

const ofMediation = z.strictObject({
  limits: z.strictObject({
    mediation_consent: limit,
    mediator_assignment: limit,
    mediation_term: limit,
    court_confirmation: limit,
  }),
  ladder: limit,
});
const MediationsSchema = z.strictObject({
  kinds: z.strictObject({
    peoples: ofMediation,
    administrative: ofMediation,
    judicial: ofMediation,
    trade: ofMediation,
  }),
});
const ofEnforcement = z.strictObject({
  limits: z.strictObject({ crew_arrival: limit, reinspection: limit, crew_conclusion: limit.exactOptional() }),
  ladder: limit,
});
const EnforcementSchema = z.strictObject({
  urgencies: z.strictObject({ critical: ofEnforcement, urgent: ofEnforcement, routine: ofEnforcement }),
  withinMetres: z.int().min(10).max(10_000),
  bookedAtMost: limit,
});
const ServicesSchema = z.strictObject({
  limits: z.strictObject({
    ...{ service_check: limit, service_supplement: limit, service_delivery: limit, service_rating: limit },
    service_rectification: limit,
  }),
  ladder: limit,
});

export const PolicySchema = z.strictObject({
  version: z.int().positive(),
  limits: z.strictObject({
    dispatch: byUrgency,
    sign_for: byUrgency,
    first_contact: byUrgency,
    result: z.strictObject({
      critical: limit,
      urgent: z.strictObject({ utility: limit, other: limit }),
      routine: z.strictObject({ inquiry: limit, other: limit, complex: limit }),
    }),
    objection: byUrgency,
    ruling: byUrgency,
    information: notForCritical,
    review: byUrgency,
    reply: byUrgency,
    call_back: byUrgency,
    reached: byUrgency,
    rework_result: byUrgency,
    hand_over: byUrgency.exactOptional(),
    termination_ruling: byUrgency.exactOptional(),
    interim_reply: byUrgency.exactOptional(),
    parking_ruling: notForCritical.exactOptional(),
    parking_note: notForCritical.exactOptional(),
    co_sign_for: byUrgency.exactOptional(),
    appeal_ruling: byUrgency.exactOptional(),
    look_in: byUrgency.exactOptional(),
    judgement_window: byUrgency,
    reopening: byUrgency,
  }),
  warnings: z.array(z.int().min(1).max(99)).refine(ascends, 'percentages must ascend'),
  ladder: byUrgency,
  extensions: z.strictObject({ atMost: z.int().min(0), askedBefore: timeOfDay }),
  reworksBySystem: z.int().min(0),
  satisfiedFrom: z.literal(SATISFACTION_LEVELS),
  callBack: z.strictObject({
    tries: z.int().positive(),
    days: z.int().positive(),
    lateFrom: timeOfDay,
  }),
  parts: z.strictObject({ coUnit: perCent, community: perCent }).exactOptional(),
  clusters: z
    .strictObject({
      repeatDays: z.int().positive(),
      callers: z.int().min(2).max(100),
      withinHours: z.int().positive(),
    })
    .exactOptional(),
  parking: z.strictObject({ atMostDays: z.int().positive() }).exactOptional(),
  lateEntry: z.strictObject({ atMostMinutes: z.int().positive() }).exactOptional(),
  difficulty: z.strictObject({ transfers: z.int().positive(), reworks: z.int().positive() }).exactOptional(),
  appeals: z.strictObject({ within: limit, reviewers: z.int().min(1).max(5) }).exactOptional(),
  upstreamReserve: byUrgency.exactOptional(),
  trustedChannels: z.array(z.enum(CHANNELS)).refine(isSet, 'each channel once'),
  whistles: WhistlesSchema.exactOptional(),
  mediations: MediationsSchema.exactOptional(),
  meetings: MeetingsSchema.exactOptional(),
  enforcement: EnforcementSchema.exactOptional(),
  services: ServicesSchema.exactOptional(),
  rings: z.array(z.int().positive()).refine(ascends, 'minutes must ascend').exactOptional(),
}) satisfies z.ZodType<Policy>;

function ascends(values: readonly number[]): boolean {
  return values.every((value, i) => i === 0 || (values[i - 1] ?? 0) < value);
}
