import { z } from 'zod';
import { isLimit } from '../domain/calendar.js';
import { COMMAND_TERMS } from '../domain/glossary.js';
import type { NewCase } from '../domain/case/case-ref.js';
import type { VaultRef } from '../domain/envelope.js';
import type {
  CommunityFact,
  DispatchProposal,
  LeaderFact,
  Part,
  RequestCommandBodies,
  RequestCommandName,
  UnitFact,
} from '../domain/request/commands.js';
import type { PlaceFact } from '../domain/request/events.js';
import type { Contact } from '../store/vault.js';
import {
  APPEAL_GROUNDS,
  CLOCK_NAMES,
  CALL_PARTICIPANTS,
  CONTACT_MEANS,
  DECLINE_REASONS,
  EXECUTORS,
  HAND_OVER_CHANNELS,
  LATENESS_RUNGS,
  MARKS,
  PARKING_GROUNDS,
  REFERRALS,
  REQUEST_KINDS,
  SATISFACTION_LEVELS,
  SOLVED_ANSWERS,
  TERMINATION_GROUNDS,
  URGENCIES,
  type Level,
  type RequestKind,
  type Urgency,
  type YesNo,
} from '../domain/vocabulary.js';
import { checkMediation, MEDIATION_ON_REQUEST, MediationOnRequest } from './mediation.js';
import { ONLY_EMERGENCIES, WHISTLE_ON_REQUEST, WhistleOnRequest } from './whistle.js';
import { ITEM_ON_REQUEST } from './agenda-item.js';
import { rowsOf, type Row } from './row.js';
import { ALIEN, code, day, freeText, instant, lineText, NEEDED, outerId, phone, requestNumber, rule } from './texts.js';
import { PlaceSchema, type PlaceNamed } from './place.js';

/** What a row may ask while it turns a client's words into the record's. */
export interface Preparing {
  /** Puts a text into the vault and gives what the event holds of it. */
  readonly text: (purpose: string, text: string) => VaultRef;
  /** What the directory says of a unit at this moment. Throws DoorFault unknown_unit. */
  readonly unit: (code: string, pointer: string) => Promise<UnitFact>;
  /** The same of a community or village, with the unit of what it lies in. Throws DoorFault unknown_unit. */
  readonly community: (code: string, pointer: string) => Promise<CommunityFact>;
  /** What another classification makes of the request, with the terms that belong to it. Throws DoorFault unknown_category. */
  readonly classification: (to: {
    kind?: RequestKind | undefined;
    category?: string | undefined;
    urgency?: Urgency | undefined;
  }) => Promise<Pick<RequestCommandBodies['reclassify'], 'from' | 'to' | 'terms'>>;
  /** A place with what encloses it. Throws DoorFault unknown_place, place_mismatch or place_of_other_kind. */
  readonly place: (named: PlaceNamed) => Promise<PlaceFact>;
  /** Seals a contact for the vault and gives what the event holds of it. */
  readonly contact: (contact: Contact) => VaultRef;
  /** Whom the dispatch catalogue names for this request at this moment, if exactly one row fits. */
  readonly proposal: () => Promise<DispatchProposal | undefined>;
  /** Whether whom a ruling named for this request is in force no more. */
  readonly isDesigneeGone: () => Promise<boolean>;
  /** A request to merge into. Throws DoorFault unknown_request. */
  readonly leader: (number: string, pointer: string) => Promise<LeaderFact>;
  /** The whistle that is blown on the request. Throws DoorFault. */
  readonly whistle: (input: z.infer<typeof WhistleOnRequest>) => Promise<NewCase>;
  /** The mediation that is opened on the request. Throws DoorFault, and OpeningRefused. */
  readonly mediation: (input: z.infer<typeof MediationOnRequest>) => Promise<NewCase>;
  /** The item by which it is referred to a meeting: that which can command its lead, or a level's. Throws DoorFault no_committee. */
  readonly agendaItem: (input: { reason: string; level?: Level | undefined }) => Promise<NewCase>;
  /** A part taken out of the request, with a number of its own. Throws DoorFault. */
  readonly part: (part: z.infer<typeof PartSchema>, pointer: string) => Promise<Part>;
  /**
   * The attachments of this request that prove a result, once each. Throws DoorFault unknown_attachment for another's, and
   * after_photo_required or after_photo_of_round_required where the category wants a photo and none of them shows how it is
   * now, by those who work on it and since they do.
   */
  readonly evidence: (ids: readonly string[], pointer: string) => Promise<readonly string[]>;
}

/** A command of the resident request: `POST /v1/requests/{number}/<verb>`. */
export type CommandRow<Name extends RequestCommandName = RequestCommandName> = Row<
  Name,
  RequestCommandBodies[Name],
  Preparing
>;

const row = rowsOf<RequestCommandBodies, Preparing>(COMMAND_TERMS);

const yesNo = (flag: boolean): YesNo => (flag ? 'yes' : 'no');
const reason = freeText;
const optionalReason = freeText.optional();
const callId = outerId;
const ONLY_THREE_WAY = rule('只用于三方通话', 'belongs to a three-way call only');
/** What is declined because another is responsible by law names the rule, and who that is (practice §3). */
const GUIDED: readonly (typeof DECLINE_REASONS)[number][] = [
  'statutory_channel',
  'state_secret_or_privacy',
  'in_litigation',
  'petition_procedure',
];
const SOMETHING = rule('至少更改一项', 'something must be changed');
const NEW_WORDS = rule('须写明删去涉密内容后的文字', 'the words that stay when the secret is taken out');

const RAISED_LEVELS = LATENESS_RUNGS.filter((rung) => rung !== 'urge');

const limit = z
  .string()
  .refine(isLimit, { error: rule('须为期限,如 2wd、24h、15d', 'must be a limit such as 2wd, 24h or 15d') });

/** Whom a request reports or complains of. */
export const AgainstSchema = z.strictObject({
  unit: code,
  staff: z.boolean().default(false),
  login: z.string().max(64).optional(),
});

/** A matter taken out of a request; what it does not say is as it was there. */
export const PartSchema = z.strictObject({
  category: code,
  text: freeText,
  kind: z.enum(REQUEST_KINDS).optional(),
  urgency: z.enum(URGENCIES).optional(),
  place: PlaceSchema.optional(),
  /** It belongs to a statutory channel: handed over, never dispatched. */
  statutory: z.boolean().default(false),
  /** Whom this part reports, where the whole did not. */
  against: AgainstSchema.optional(),
  /** In confidence, where the whole was not. */
  confidential: z.boolean().default(false),
});

/** What the resident says at judging. */
export const JudgementSchema = z.strictObject({
  contacted: z.boolean(),
  solved: z.enum(SOLVED_ANSWERS),
  satisfaction: z.literal(SATISFACTION_LEVELS),
  remark: freeText.optional(),
});

function answers(
  input: z.infer<typeof JudgementSchema>,
  { text }: Pick<Preparing, 'text'>,
): RequestCommandBodies['judge'] {
  const { contacted, solved, satisfaction, remark } = input;
  return {
    contacted: yesNo(contacted),
    solved,
    satisfaction,
    ...(remark !== undefined && { remark: text('remark', remark) }),
  };
}

const because = (text: string | undefined, { text: put }: Preparing): { reason?: VaultRef } =>
  text === undefined ? {} : { reason: put('reason', text) };

/** Every command of the resident request that people and systems can give. `judge` comes by its link only. */
export const REQUEST_CATALOGUE = [
  row('accept', 'accept', {}, async (_input, by) => {
    const proposal = await by.proposal();
    return proposal === undefined ? {} : { proposal };
  }),
  row('askInformation', 'ask-information', { question: freeText }, ({ question }, by) => ({
    question: by.text('question', question),
  })),
  row('supplement', 'supplement', { text: freeText }, ({ text }, by) => ({
    text: by.text('supplement', text),
  })),
  row('answerAtOnce', 'answer-at-once', { answer: freeText }, ({ answer }, by) => ({
    answer: by.text('answer', answer),
  })),
  row(
    'decline',
    'decline',
    {
      reason: z.enum(DECLINE_REASONS),
      explanation: freeText,
      article: lineText(200).optional(),
      goTo: lineText(200).optional(),
    },
    ({ reason: ground, explanation, article, goTo }, by) => ({
      reason: ground,
      explanation: by.text('explanation', explanation),
      ...(article !== undefined && { article: by.text('article', article) }),
      ...(goTo !== undefined && { goTo: by.text('go_to', goTo) }),
    }),
    ({ reason: ground, article, goTo }, wrong) => {
      if (!GUIDED.some((one) => one === ground)) return;
      if (article === undefined) wrong('article', NEEDED);
      if (goTo === undefined) wrong('goTo', NEEDED);
    },
  ),
  row('handOver', 'hand-over', { to: z.enum(HAND_OVER_CHANNELS), reason }, (input, by) => ({
    to: input.to,
    reason: by.text('reason', input.reason),
  })),
  row(
    'confirmHandOver',
    'confirm-hand-over',
    {
      result: z.enum(['taken', 'not_taken']),
      by: freeText.optional(),
      reference: outerId.optional(),
      takenAt: instant.optional(),
      reason: optionalReason,
    },
    ({ result, by: who, reference, takenAt, reason: ground }, by) => {
      if (result === 'not_taken') return { result, reason: by.text('reason', ground ?? '') };
      return {
        ...{ result, by: by.text('taken_by', who ?? '') },
        ...(reference !== undefined && { reference }),
        ...(takenAt !== undefined && { takenAt }),
      };
    },
    ({ result, by: who, reference, takenAt, reason: ground }, wrong) => {
      if (result === 'taken') {
        if (who === undefined) wrong('by', NEEDED);
        if (ground !== undefined) wrong('reason', ALIEN);
        return;
      }
      if (ground === undefined) wrong('reason', NEEDED);
      for (const [field, value] of Object.entries({ by: who, reference, takenAt }))
        if (value !== undefined) wrong(field, ALIEN);
    },
  ),
  row('dispatch', 'dispatch', { unit: code, reason }, async (input, by) => ({
    unit: await by.unit(input.unit, '/unit'),
    reason: by.text('reason', input.reason),
    ...((await by.isDesigneeGone()) && { designeeGone: 'yes' as const }),
  })),
  row('signFor', 'sign-for', {}, () => ({})),
  row('object', 'object', { reason }, (input, by) => ({
    reason: by.text('reason', input.reason),
  })),
  row(
    'ruleOnObjection',
    'rule-on-objection',
    { ruling: z.enum(['upheld', 'rejected']), reason, unit: code.optional(), designate: z.boolean().optional() },
    async ({ ruling, reason: ground, unit, designate }, by) => {
      if (ruling === 'rejected' || unit === undefined) return { ruling: 'rejected', reason: by.text('reason', ground) };
      return {
        ...{ ruling, reason: by.text('reason', ground), unit: await by.unit(unit, '/unit') },
        ...(designate !== undefined && { designate: yesNo(designate) }),
      };
    },
    ({ ruling, unit, designate }, wrong) => {
      if (ruling === 'upheld') {
        if (unit === undefined)
          wrong('unit', rule('异议成立须指明新的主办单位', 'an upheld objection names the next lead'));
        return;
      }
      const stays = rule(
        '异议不成立即由原单位指定承办,不填此项',
        'a rejected objection designates the lead: leave this out',
      );
      if (unit !== undefined) wrong('unit', stays);
      if (designate !== undefined) wrong('designate', stays);
    },
  ),
  row(
    'recordContact',
    'record-contact',
    {
      means: z.enum(CONTACT_MEANS),
      result: z.enum(['reached', 'tried']),
      callId: callId.optional(),
      /** Of a three-way call: who else was in it; nothing of what was said. */
      participants: z.array(z.enum(CALL_PARTICIPANTS)).min(2).max(CALL_PARTICIPANTS.length).optional(),
    },
    ({ means, result, callId: call, participants }) => ({
      ...{ means, result, ...(call !== undefined && { callId: call }) },
      ...(participants !== undefined && { participants: [...new Set(participants)].sort() }),
    }),
    ({ means, callId: call, participants }, wrong) => {
      if (means === 'three_way_call' && call === undefined) wrong('callId', NEEDED);
      if (means === 'three_way_call' && participants === undefined) wrong('participants', NEEDED);
      if (means !== 'three_way_call' && participants !== undefined) wrong('participants', ONLY_THREE_WAY);
    },
  ),
  row('interimReply', 'interim-reply', { text: freeText }, ({ text }, by) => ({
    text: by.text('interim_reply', text),
  })),
  row('requestExtension', 'request-extension', { limit, reason }, (input, by) => ({
    limit: input.limit,
    reason: by.text('reason', input.reason),
  })),
  row('ruleOnExtension', 'rule-on-extension', { ruling: z.enum(['granted', 'refused']), reason }, (input, by) => ({
    ruling: input.ruling,
    reason: by.text('reason', input.reason),
  })),
  row(
    'park',
    'park',
    { ground: z.enum(PARKING_GROUNDS), leader: lineText(100), until: day, reason },
    ({ ground, leader, until, reason: why }, by) => ({
      ...{ ground, until },
      leader: by.text('leader', leader),
      reason: by.text('reason', why),
    }),
  ),
  row('ruleOnParking', 'rule-on-parking', { ruling: z.enum(['granted', 'refused']), reason }, (input, by) => ({
    ruling: input.ruling,
    reason: by.text('reason', input.reason),
  })),
  row('clear', 'clear', { note: freeText }, ({ note }, by) => ({ note: by.text('note', note) })),
  row('addCoUnit', 'add-co-unit', { unit: code, task: freeText }, async (input, by) => ({
    unit: await by.unit(input.unit, '/unit'),
    task: by.text('task', input.task),
  })),
  row('coSignFor', 'co-sign-for', {}, () => ({})),
  row('coReply', 'co-reply', { text: freeText }, ({ text }, by) => ({ text: by.text('co_reply', text) })),
  row(
    'assignInside',
    'assign-inside',
    {
      executor: z.enum(EXECUTORS),
      community: code.optional(),
      to: lineText(100).optional(),
      standIn: lineText(100).optional(),
      limit: limit.optional(),
    },
    async ({ executor, community, to, standIn, limit: within }, by) => {
      if (executor === 'community') {
        const unit = await by.community(community ?? '', '/community');
        return { executor, unit, ...(within !== undefined && { limit: within }) };
      }
      return {
        ...{ executor, to: by.text('executor', to ?? '') },
        ...(within !== undefined && { limit: within }),
        ...(standIn !== undefined && { standIn: by.text('stand_in', standIn) }),
      };
    },
    ({ executor, community, to, standIn }, wrong) => {
      const isCommunity = executor === 'community';
      if (isCommunity && community === undefined) wrong('community', NEEDED);
      if (!isCommunity && to === undefined) wrong('to', NEEDED);
      if (!isCommunity && community !== undefined) wrong('community', ALIEN);
      if (isCommunity && to !== undefined) wrong('to', ALIEN);
      if (isCommunity && standIn !== undefined) wrong('standIn', ALIEN);
    },
  ),
  row(
    'submitResult',
    'submit-result',
    { summary: freeText, evidence: z.array(z.uuid()).max(20).optional(), withoutCoUnits: freeText.optional() },
    async ({ summary, evidence, withoutCoUnits }, by) => ({
      ...(evidence !== undefined && { evidence: await by.evidence(evidence, '/evidence') }),
      summary: by.text('result', summary),
      ...(withoutCoUnits !== undefined && { withoutCoUnits: by.text('without_co_units', withoutCoUnits) }),
    }),
  ),
  row('approveResult', 'approve-result', { approved: z.boolean(), reason: optionalReason }, (input, by) => ({
    approved: yesNo(input.approved),
    ...because(input.reason, by),
  })),
  row('review', 'review', { passed: z.boolean(), reason: optionalReason }, (input, by) => ({
    passed: yesNo(input.passed),
    ...because(input.reason, by),
  })),
  row('reply', 'reply', { reply: freeText }, ({ reply }, by) => ({
    reply: by.text('reply', reply),
  })),
  row(
    'recordCallBack',
    'record-call-back',
    {
      result: z.enum(['reached', 'unreached']),
      /** Who has no phone is visited. */
      means: z.enum(['phone', 'visit']).optional(),
      callId: callId.optional(),
      answers: JudgementSchema.optional(),
      linkInstead: z.boolean().optional(),
    },
    (input, by) => ({
      result: input.result,
      ...(input.means === 'visit' && { means: input.means }),
      ...(input.callId !== undefined && { callId: input.callId }),
      ...(input.answers !== undefined && { answers: answers(input.answers, by) }),
      ...(input.linkInstead !== undefined && { linkInstead: yesNo(input.linkInstead) }),
    }),
    ({ result, answers: given, linkInstead }, wrong) => {
      if (given !== undefined && linkInstead === true)
        wrong('linkInstead', rule('已记录评价,不再发送链接', 'who has answered gets no link'));
      if (result === 'reached') return;
      const silent = rule('未接通时不填此项', 'who was not reached has said nothing: leave this out');
      if (given !== undefined) wrong('answers', silent);
      if (linkInstead !== undefined) wrong('linkInstead', silent);
    },
  ),
  row('close', 'close', { reason }, (input, by) => ({
    reason: by.text('reason', input.reason),
  })),
  row('rework', 'rework', { reason }, (input, by) => ({
    reason: by.text('reason', input.reason),
  })),
  row('reopen', 'reopen', { reason }, (input, by) => ({ reason: by.text('reason', input.reason) })),
  row('withdraw', 'withdraw', { reason: optionalReason, callId: callId.optional() }, (input, by) => ({
    ...because(input.reason, by),
    ...(input.callId !== undefined && { callId: input.callId }),
  })),
  row('terminate', 'terminate', { ground: z.enum(TERMINATION_GROUNDS), reason }, (input, by) => ({
    ground: input.ground,
    reason: by.text('reason', input.reason),
  })),
  row(
    'ruleOnTermination',
    'rule-on-termination',
    { ruling: z.enum(['granted', 'refused']), explanation: freeText },
    (input, by) => ({ ruling: input.ruling, explanation: by.text('explanation', input.explanation) }),
  ),
  row('urge', 'urge', { reason: optionalReason }, (input, by) => because(input.reason, by)),
  row('supervise', 'supervise', { level: z.enum(RAISED_LEVELS), reason: optionalReason }, (input, by) => ({
    level: input.level,
    ...because(input.reason, by),
  })),
  row('split', 'split', { parts: z.array(PartSchema).min(1).max(10), reason }, async ({ parts, reason: why }, by) => {
    const taken: Part[] = [];
    // One after another: numbers in the order in which the parts were named.
    for (const [index, part] of parts.entries()) taken.push(await by.part(part, `/parts/${String(index)}`));
    return { parts: taken, reason: by.text('reason', why) };
  }),
  row('merge', 'merge', { into: requestNumber, reason }, async ({ into, reason: why }, by) => ({
    into: await by.leader(into, '/into'),
    reason: by.text('reason', why),
  })),
  row('unmerge', 'unmerge', { reason }, (input, by) => ({ reason: by.text('reason', input.reason) })),
  row('verify', 'verify', { result: z.enum(['confirmed', 'not_confirmed']), note: freeText }, (input, by) => ({
    result: input.result,
    note: by.text('note', input.note),
  })),
  row('returnUpstream', 'return-upstream', { why: z.enum(['not_ours', 'done']), text: freeText }, (input, by) => ({
    why: input.why,
    text: by.text('upstream', input.text),
  })),
  row('appealJudgement', 'appeal-judgement', { ground: z.enum(APPEAL_GROUNDS), reason }, (input, by) => ({
    ground: input.ground,
    reason: by.text('reason', input.reason),
  })),
  row(
    'nameRepresentatives',
    'name-representatives',
    {
      representatives: z
        .array(z.strictObject({ name: lineText(100), phone }))
        .min(1)
        .max(5),
      reason,
    },
    (input, by) => ({
      representatives: input.representatives.map((one) => by.contact(one)),
      reason: by.text('reason', input.reason),
    }),
  ),
  row('proposeMark', 'propose-mark', { mark: z.enum(MARKS), reason }, (input, by) => ({
    mark: input.mark,
    reason: by.text('reason', input.reason),
  })),
  row('ruleOnMark', 'rule-on-mark', { ruling: z.enum(['agree', 'disagree']), reason }, (input, by) => ({
    ruling: input.ruling,
    reason: by.text('reason', input.reason),
  })),
  row('ruleOnAppeal', 'rule-on-appeal', { ruling: z.enum(['exclude', 'keep']), reason }, (input, by) => ({
    ruling: input.ruling,
    reason: by.text('reason', input.reason),
  })),
  row(
    'reclassify',
    'reclassify',
    {
      kind: z.enum(REQUEST_KINDS).optional(),
      category: code.optional(),
      urgency: z.enum(URGENCIES).optional(),
      reason,
    },
    async ({ reason: why, ...to }, by) => ({ ...(await by.classification(to)), reason: by.text('reason', why) }),
    ({ kind, category, urgency }, wrong) => {
      if (kind === undefined && category === undefined && urgency === undefined) wrong('category', SOMETHING);
    },
  ),
  row(
    'correct',
    'correct',
    {
      place: PlaceSchema.optional(),
      contact: z.strictObject({ name: lineText(100).optional(), phone: phone.optional() }).optional(),
      text: freeText.optional(),
      /** The caller asks for confidence after all; it is not taken back. */
      confidential: z.literal(true).optional(),
      /** The words that `text` and `place` replace hold a secret: they are erased, not kept beside. */
      secret: z.literal(true).optional(),
      callId: callId.optional(),
      reason,
    },
    async ({ place, contact, text, confidential, secret, callId: call, reason: why }, by) => ({
      ...(place !== undefined && { place: await by.place(place) }),
      ...(contact !== undefined && { contact: by.contact(contact) }),
      ...(text !== undefined && { text: by.text('request', text) }),
      ...(confidential && { requester: 'confidential' as const }),
      ...(secret && { erases: 'yes' as const }),
      ...(call !== undefined && { callId: call }),
      reason: by.text('reason', why),
    }),
    ({ place, contact, text, confidential, secret }, wrong) => {
      if (secret && text === undefined) wrong('text', NEW_WORDS);
      if ([place, contact, text, confidential].every((one) => one === undefined)) wrong('text', SOMETHING);
      if (contact !== undefined && contact.name === undefined && contact.phone === undefined)
        wrong('contact', SOMETHING);
    },
  ),
  row('lookIn', 'look-in', { note: freeText }, ({ note }, by) => ({ note: by.text('note', note) })),
  row(
    'instruct',
    'instruct',
    { leader: lineText(100), text: freeText, due: instant.optional() },
    ({ leader, text, due }, by) => ({
      leader: by.text('leader', leader),
      text: by.text('instruction', text),
      ...(due !== undefined && { due }),
    }),
  ),
  row('raiseLevel', 'raise-level', { level: z.enum(RAISED_LEVELS), reason }, (input, by) => ({
    level: input.level,
    reason: by.text('reason', input.reason),
  })),
  row(
    'proveLateEntry',
    'prove-late-entry',
    { clock: z.enum(CLOCK_NAMES), n: z.int().min(1).max(999), occurredAt: instant, proof: outerId, reason },
    ({ reason: why, ...input }, by) => ({ ...input, reason: by.text('reason', why) }),
  ),
  row('comment', 'comment', { text: freeText }, ({ text }, by) => ({
    text: by.text('comment', text),
  })),
  row(
    'blowWhistle',
    'blow-whistle',
    WHISTLE_ON_REQUEST,
    async (input, by) => ({ reason: by.text('reason', input.reason), opens: await by.whistle(input) }),
    ({ kind, phonedAt }, wrong) => {
      if (phonedAt !== undefined && kind !== 'emergency') wrong('phonedAt', ONLY_EMERGENCIES);
    },
  ),
  row(
    'openMediation',
    'open-mediation',
    MEDIATION_ON_REQUEST,
    async (input, by) => ({ reason: by.text('reason', input.reason), opens: await by.mediation(input) }),
    checkMediation,
  ),
  row('referToMeeting', 'refer-to-meeting', ITEM_ON_REQUEST, async (input, by) => ({
    reason: by.text('reason', input.reason),
    opens: await by.agendaItem(input),
  })),
  row(
    'concludeReferral',
    'conclude-referral',
    {
      referral: z.enum(REFERRALS),
      result: z.enum(['settled', 'not_settled', 'cancelled']),
      note: freeText.optional(),
    },
    ({ referral, ...input }, by) => ({
      referral,
      result: input.result,
      ...(input.note !== undefined && { note: by.text('note', input.note) }),
    }),
  ),
] as const satisfies readonly CommandRow[];

/** The resident's own command, by the one-time link. */
export const JUDGE_ROW = {
  name: 'judge',
  prepare(input: unknown, by: Pick<Preparing, 'text'>) {
    const parsed = JudgementSchema.parse(input);
    return { body: answers(parsed, by), canonical: JSON.stringify(parsed) };
  },
} as const;
