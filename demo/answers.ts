import { z } from 'zod';

/** What the player reads of the answers of REST: as little as it needs. */

export const CommandAnswer = z.object({
  number: z.string(),
  name: z.string(),
  status: z.enum(['accepted', 'refused', 'queued']),
  refusal: z.object({ code: z.string(), text: z.string() }).optional(),
});

export const ProblemAnswer = z.object({
  code: z.string(),
  detail: z.string().optional(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
});

export const RequestAnswer = z.object({
  number: z.string(),
  state: z.string(),
  outcome: z.string().nullable(),
  kind: z.string(),
  category: z.string(),
  provenance: z.string(),
  leadUnit: z.string().nullable(),
  community: z.string().nullable(),
  receivedAt: z.string(),
  callers: z.int(),
  mergedInto: z.string().nullable(),
  text: z.string().nullable(),
  language: z.string(),
  summary: z.string().nullable(),
  requester: z.object({ mode: z.string(), proxy: z.object({}).optional() }),
  repeatOf: z.object({ number: z.string(), ended: z.boolean() }).optional(),
  cluster: z.object({ callers: z.int() }).optional(),
  clocks: z.array(
    z.object({ clock: z.string(), n: z.int(), from: z.string(), dueAt: z.string(), breachedAt: z.string().optional() }),
  ),
  origin: z.string(),
  upstream: z.object({ returned: z.boolean() }).optional(),
  crisis: z.boolean(),
  against: z.object({ unit: z.string(), staff: z.boolean() }).optional(),
  exclusions: z.array(z.int()),
  parts: z.array(z.string()),
  linked: z.array(z.object({ number: z.string(), kind: z.string() })),
  judgementLink: z.string().optional(),
});
export type RequestAnswer = z.infer<typeof RequestAnswer>;

export const TimelineAnswer = z.object({
  events: z.array(
    z.object({
      type: z.string(),
      at: z.string(),
      actor: z.object({ role: z.string(), unit: z.string().optional() }),
      commandId: z.string().optional(),
      body: z.record(z.string(), z.unknown()),
    }),
  ),
});
export type StoryEvent = z.infer<typeof TimelineAnswer>['events'][number];

export const PageAnswer = z.object({ requests: z.array(z.object({ number: z.string() })) });

export const CasesAnswer = z.object({
  cases: z.array(z.object({ number: z.string() })),
  nextCursor: z.string().optional(),
});

export const VersionAnswer = z.object({ version: z.int() });

export const AttachmentAnswer = z.object({ id: z.string() });

export const AttachmentsAnswer = z.object({
  attachments: z.array(z.object({ stage: z.string(), reusedFrom: z.string().optional() })),
});

export const LinkAnswer = z.object({ canJudge: z.boolean() });

const Said = z.object({ zh: z.string(), en: z.string() });
const Told = z.object({ n: z.int() }).optional();

export const AbusesAnswer = z.object({
  abuses: z.array(Said.extend({ name: z.string(), cases: z.array(z.object({ number: z.string().nullable() })) })),
});

export const SheetAnswer = z.object({
  figures: z.array(Said.extend({ name: z.string(), yesterday: Told, monthToDate: Told, now: Told })),
});

/** Who of a subdistrict's roster can be sent. */
export const BoardAnswer = z.object({
  units: z.array(z.object({ officers: z.array(z.object({ account: z.string(), login: z.string() })) })),
});
