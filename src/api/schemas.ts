import { z } from 'zod';
import { isClockless } from '../domain/policy.js';
import { REFUSAL_CODES } from '../domain/refusals.js';
import { ATTACHMENT_TYPES } from '../attachments/content.js';
import {
  CALL_BACK_BY,
  EXECUTORS,
  LATENESS_RUNGS,
  MARKS,
  PARKING_GROUNDS,
  ATTACHMENT_STAGES,
  CHAIN_LEVEL_NAMES,
  CHANNELS,
  CLOCK_NAMES,
  HAND_OVER_CHANNELS,
  LANGUAGES,
  ORIGINS,
  OUTCOMES,
  PROVENANCES,
  REFERRALS,
  REQUEST_KINDS,
  REQUEST_STATES,
  REQUESTER_MODES,
  STAGES,
  TERMINATION_GROUNDS,
  URGENCIES,
} from '../domain/vocabulary.js';
import { AgainstSchema } from '../commands/catalogue.js';
import { PlaceSchema } from '../commands/place.js';
import { code, freeText, instant, lineText, outerId, phone, requestNumber, rule } from '../commands/texts.js';

/** The shapes of the REST surface: what is taken and what is answered. */

const time = z.iso.datetime();
const number = requestNumber;
const state = z.enum(REQUEST_STATES as [string, ...string[]]);

/** Any password that somebody chooses, for an account that is made or for one's own. */
export const newPassword = z.string().min(12).max(200);

export const ProblemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string().optional(),
    errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
    traceId: z.string().optional(),
    state: z.string().optional(),
    version: z.int().optional(),
    allowed: z.array(z.string()).optional(),
    commandId: z.uuid().optional(),
  })
  .meta({ id: 'Problem' });

export const SubmitSchema = z
  .strictObject({
    kind: z.enum(REQUEST_KINDS),
    channel: z.enum(CHANNELS),
    urgency: z.enum(URGENCIES).default('routine'),
    category: code,
    text: freeText,
    place: PlaceSchema.default({}),
    requester: z
      .strictObject({
        mode: z.enum(REQUESTER_MODES).default('named'),
        name: lineText(100).optional(),
        phone: phone.optional(),
        /** Who speaks for the requester; the requester is called back. */
        proxy: z.strictObject({ name: lineText(100).optional(), phone: phone.optional() }).optional(),
      })
      .superRefine(({ mode, name, phone: number }, context) => {
        const isKnown = name !== undefined || number !== undefined;
        if (isKnown !== (mode === 'anonymous')) return;
        const message = isKnown
          ? rule(
              '匿名诉求不填姓名和电话;不愿让承办单位知道请选 confidential',
              'an anonymous requester leaves no name and no phone; who is to be hidden from the unit is confidential',
            )
          : rule('请填写姓名或电话,或选 anonymous', 'needs a name or a phone, or is anonymous');
        context.addIssue({ code: 'custom', path: [isKnown ? 'mode' : 'name'], message });
      })
      .default({ mode: 'anonymous' }),
    occurredAt: instant.optional(),
    predecessor: number.optional(),
    external: z
      .array(z.strictObject({ system: code, id: outerId }))
      .max(5)
      .default([]),
    tags: z.array(code).max(20).default([]),
    /** Of `text`; what is not Chinese comes with a summary that is. */
    language: z.enum(LANGUAGES).default('zh'),
    summary: freeText.optional(),
    /** A numbered slip that was filled while the service was away; entered later, with the time on it. */
    slip: z.strictObject({ id: outerId, writtenAt: instant }).optional(),
    /** A patrol, a courier or a camera found it: another person verifies it, and nobody is asked how content they are. */
    origin: z.enum(ORIGINS).default('request'),
    /** An order from above, under its own number; its due caps ours. */
    upstream: z
      .strictObject({
        system: code,
        number: outerId,
        dueAt: instant.optional(),
        callBackBy: z.enum(CALL_BACK_BY).default('us'),
      })
      .optional(),
    /** Whom a tip-off or a complaint is about: that unit never sees it, or, where its staff is meant, only its head does. */
    against: AgainstSchema.optional(),
    /** Somebody speaks of death or is in danger: critical, looked in on, never surveyed. */
    crisis: z.boolean().default(false),
  })
  .superRefine(
    ({ crisis, urgency, origin, requester, language, summary, slip, occurredAt, against, kind }, context) => {
      const wrong = (path: string, zh: string, en: string): void => {
        context.addIssue({ code: 'custom', path: [path], message: rule(zh, en) });
      };
      if (crisis && urgency !== 'critical')
        wrong('urgency', '危及生命的诉求须为特急', 'what endangers life is critical');
      if (crisis && isClockless(kind))
        wrong('kind', '危及生命的诉求不是表扬或其他', 'what endangers life is neither praise nor other');
      if (against !== undefined && kind !== 'tip_off' && kind !== 'complaint')
        wrong('against', '只有举报、投诉可填被反映对象', 'belongs to a tip-off or a complaint only');
      if (language !== 'zh' && summary === undefined)
        wrong('summary', '非汉语诉求须附中文摘要', 'what is not in Chinese needs a summary in Chinese');
      if (slip !== undefined && occurredAt !== undefined)
        wrong(
          'occurredAt',
          '纸单上的时间即发生时间,不另填',
          'the time on the slip is the time it occurred: leave this out',
        );
      if (origin === 'finding' && requester.mode !== 'anonymous')
        wrong('requester', '线索没有诉求人', 'a finding has no requester');
    },
  )
  .meta({ id: 'Submission' });

export const CommandResultSchema = z
  .object({
    commandId: z.uuid(),
    number: z.string(),
    name: z.string(),
    status: z.enum(['accepted', 'refused', 'queued']),
    receivedAt: time.optional(),
    version: z.int().optional(),
    state: z.string().optional(),
    refusal: z.object({ code: z.enum(REFUSAL_CODES as [string, ...string[]]), text: z.string() }).optional(),
    allowed: z.array(z.string()).optional(),
  })
  .meta({ id: 'CommandResult' });

export const RequestSummarySchema = z
  .object({
    number,
    version: z.int(),
    stage: z.enum(STAGES),
    state,
    outcome: z.enum(OUTCOMES).nullable(),
    kind: z.enum(REQUEST_KINDS),
    channel: z.enum(CHANNELS),
    urgency: z.enum(URGENCIES),
    category: z.string(),
    provenance: z.enum(PROVENANCES),
    subdistrict: z.string().nullable(),
    community: z.string().nullable(),
    leadUnit: z.string().nullable(),
    receivedAt: time,
    occurredAt: time,
    nextDueAt: time.nullable(),
    nextDueClock: z.string().nullable(),
    overdueSince: time.nullable(),
    tags: z.array(z.string()),
    duplicateOf: z.string().nullable(),
    /** The request that is handled for this one, too. */
    mergedInto: z.string().nullable(),
    /** How many ask for the same. */
    callers: z.int(),
  })
  .meta({ id: 'RequestSummary' });

export const ClockSchema = z
  .object({
    clock: z.enum(CLOCK_NAMES as [string, ...string[]]),
    n: z.int(),
    unit: z.string().optional(),
    limit: z.string(),
    from: time,
    dueAt: time,
    lastDay: z.string().optional(),
    provisional: z.boolean(),
    status: z.enum(['running', 'paused', 'met', 'stopped']),
    stoppedAt: time.optional(),
    breachedAt: time.optional(),
  })
  .meta({ id: 'Clock' });

/** Why a request ended, as its resident may read it. */
export const EndingSchema = z
  .object({
    at: time,
    text: z.string(),
    detail: z.string().nullable(),
    /** The rule that it rests on, and who is responsible instead. */
    article: z.string().optional(),
    goTo: z.string().optional(),
  })
  .meta({ id: 'Ending' });

export const RequestSchema = RequestSummarySchema.extend({
  text: z.string().nullable(),
  address: z.string().nullable(),
  requester: z.object({
    mode: z.enum(REQUESTER_MODES),
    name: z.string().optional(),
    phone: z.string().optional(),
    proxy: z.object({ name: z.string().optional(), phone: z.string().optional() }).optional(),
  }),
  language: z.enum(LANGUAGES),
  summary: z.string().nullable(),
  repeatOf: z.object({ number, ended: z.boolean() }).optional(),
  cluster: z.object({ callers: z.int() }).optional(),
  /** 责任链 of the place at the receipt, the narrowest first, with what they are called now. */
  responsible: z.array(
    z.object({
      level: z.enum(CHAIN_LEVEL_NAMES as [string, ...string[]]),
      organisation: z.string(),
      name: z.string().nullable(),
    }),
  ),
  clocks: z.array(ClockSchema),
  allowed: z.array(z.string()),
  referral: z.enum(REFERRALS).optional(),
  handOver: z.object({ to: z.enum(HAND_OVER_CHANNELS), askedAt: time }).optional(),
  parking: z
    .object({
      step: z.enum(['asked', 'parked', 'past_end']),
      ground: z.enum(PARKING_GROUNDS),
      until: z.string(),
    })
    .optional(),
  splitFrom: z.string().optional(),
  parts: z.array(z.string()),
  /** 一事多诉: the other matters of the same call, so that one call-back asks about all of them. */
  sameCall: z.array(z.object({ number, state })).optional(),
  /** What it led to: whistles, and whatever else was opened for it. */
  linked: z.array(z.object({ number: z.string(), kind: z.string(), state: z.string() })),
  followers: z.array(z.string()),
  origin: z.enum(ORIGINS),
  upstream: z
    .object({
      system: z.string(),
      number: z.string(),
      dueAt: time.optional(),
      callBackBy: z.enum(CALL_BACK_BY),
      returned: z.boolean(),
    })
    .optional(),
  crisis: z.boolean(),
  against: z.object({ unit: z.string(), staff: z.boolean() }).optional(),
  /** Who speaks for a group, masked. */
  representatives: z.array(z.object({ name: z.string().optional(), phone: z.string().optional() })),
  /** 恶意、无理: proposed, or ruled on; it changes nothing in how the request is handled. */
  mark: z.object({ mark: z.enum(MARKS), step: z.enum(['proposed', 'marked', 'not_marked']) }).optional(),
  appeal: z.object({ round: z.int(), reviews: z.int() }).optional(),
  /** Rounds of judging that an appeal has taken out of the rates. */
  exclusions: z.array(z.int()),
  level: z.enum(LATENESS_RUNGS).optional(),
  executor: z.object({ kind: z.enum(EXECUTORS), unit: z.string().optional() }).optional(),
  coUnits: z.array(z.object({ unit: z.string(), signedFor: z.boolean(), replied: z.boolean() })),
  termination: z.object({ ground: z.enum(TERMINATION_GROUNDS) }).optional(),
  /** Present while the request has ended and was not reopened. */
  ending: EndingSchema.optional(),
  judgementLink: z.string().optional(),
  /** 查询码, for who may give it to the resident: with the number it opens the status. */
  queryCode: z.string().optional(),
}).meta({ id: 'Request' });

export const TimelineSchema = z
  .object({
    number: z.string(),
    events: z.array(
      z.object({
        seq: z.int(),
        type: z.string(),
        at: time,
        receivedAt: time.optional(),
        actor: z.object({ account: z.string(), unit: z.string().optional(), role: z.string() }),
        commandId: z.uuid().optional(),
        body: z.record(z.string(), z.unknown()),
        hash: z.string(),
      }),
    ),
    /** Texts of the vault by reference; null where one was erased. */
    texts: z.record(z.string(), z.string().nullable()),
  })
  .meta({ id: 'Timeline' });

/** Of mainland China: a mobile number, or a citizen's number, however it is spaced. */
const PERSONAL_NUMBER = /(?<!\d)(?:1[3-9](?:[ -]?\d){9}|\d{17}[\dXx])(?!\d)/;

/** What is searched for in the texts. It stands in an address, which others log. */
const sought = lineText(100).refine((text) => !PERSONAL_NUMBER.test(text.normalize('NFKC')), {
  error: rule(
    '不得为电话号码或公民身份号码;按电话查找请用 POST /v1/requests/by-caller',
    'must be neither a phone number nor a citizen’s number: POST /v1/requests/by-caller finds by phone',
  ),
});

/** What a list is narrowed by: in an address, or kept as a filter. */
export const FilterQuerySchema = z.strictObject({
  /** Words of the texts, all of which must be there, or a request's number. */
  q: sought.optional(),
  externalId: outerId.optional(),
  stage: z.enum(STAGES).optional(),
  state: state.optional(),
  unit: code.optional(),
  subdistrict: code.optional(),
  community: code.optional(),
  kind: z.enum(REQUEST_KINDS).optional(),
  channel: z.enum(CHANNELS).optional(),
  urgency: z.enum(URGENCIES).optional(),
  provenance: z.enum(PROVENANCES).optional(),
  category: code.optional(),
  tag: code.optional(),
  overdue: z
    .enum(['true', 'false'])
    .transform((flag) => flag === 'true')
    .optional(),
  dueBefore: instant.optional(),
  receivedFrom: instant.optional(),
  receivedBefore: instant.optional(),
});

export const ListQuerySchema = FilterQuerySchema.extend({
  /** A saved filter; what else is asked for goes before it. */
  filter: z.uuid().optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const ByCallerSchema = z
  .strictObject({
    phone,
    cursor: z.string().max(200).optional(),
    limit: z.int().min(1).max(200).default(50),
  })
  .meta({ id: 'ByCaller' });

export const PageSchema = z
  .object({ requests: z.array(RequestSummarySchema), nextCursor: z.string().optional() })
  .meta({ id: 'Page' });

export const AttachQuerySchema = z.strictObject({ stage: z.enum(ATTACHMENT_STAGES) });

export const AttachmentSchema = z
  .object({
    id: z.uuid(),
    stage: z.enum(ATTACHMENT_STAGES),
    mediaType: z.enum(ATTACHMENT_TYPES),
    /** Of what is kept; `receivedBytes` came, `trailingBytes` of them behind the content's end. */
    bytes: z.int(),
    receivedBytes: z.int(),
    trailingBytes: z.int(),
    /** Of what is kept, hex. */
    sha256: z.string(),
    at: time,
    by: z.object({ account: z.string(), unit: z.string().optional(), role: z.string() }),
    /** For the district's own staff: the request that had the same photo first. */
    reusedFrom: number.optional(),
    /** Its content was erased. */
    erasedAt: time.optional(),
  })
  .meta({ id: 'Attachment' });

export const AttachmentsSchema = z
  .object({ number, attachments: z.array(AttachmentSchema) })
  .meta({ id: 'Attachments' });

export const ReusedPhotosQuerySchema = z.strictObject({
  before: instant.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const ReusedPhotosSchema = z
  .object({
    photos: z.array(
      z.object({
        photoHash: z.string(),
        lastUsedAt: time,
        uses: z.array(
          z.object({ number, id: z.uuid(), stage: z.enum(ATTACHMENT_STAGES), unit: z.string().nullable(), at: time }),
        ),
      }),
    ),
  })
  .meta({ id: 'ReusedPhotos' });
