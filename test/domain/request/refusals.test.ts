import { describe, expect, it } from '@jest/globals';
import { REFUSAL_CODES, REFUSALS, refusalText, REQUEST_REFUSALS } from '../../../src/domain/refusals.js';
import type { Decision } from '../../../src/domain/request/decide/index.js';
import {
  aReclassification,
  BODIES,
  COMMUNITY,
  HOUSING,
  local,
  SANITATION,
  someone,
  storyAt,
  text,
  UNSOLVED,
} from '../../support/domain.js';

const stranger = { actor: someone('unit_head', 'sanitation') };

const FINDING = { origin: 'finding', requester: 'anonymous', noContact: true } as const;
const FINDER = { actor: someone('hotline_system') };
const MERGE_LEAD = { case: 'request:150302:2026-000900', number: '150302-2026-000900' };
const LEADER = { actor: someone('shift_leader') };
const ORDER = { system: 'city', number: 'C-1', callBackBy: 'us' } as const;

/** For every refusal of the catalogue, a command that meets it. */
const MET_BY: Readonly<Record<string, () => Decision>> = {
  wrong_state: () => storyAt('received').try('signFor'),
  version_conflict: () => storyAt('handling').try('comment', BODIES.comment, { expectedVersion: 1 }),
  request_ended: () => storyAt('closed').try('reopen', BODIES.reopen, { at: local('2026-03-18 00:00') }),
  not_lead_unit: () => storyAt('handling').try('submitResult', BODIES.submitResult, stranger),
  unit_not_in_force: () =>
    storyAt('awaiting_dispatch').try('dispatch', { unit: { ...HOUSING, inForce: 'no' }, reason: text('r') }),
  community_cannot_lead: () => storyAt('awaiting_dispatch').try('dispatch', { unit: COMMUNITY, reason: text('r') }),
  cannot_lead: () =>
    storyAt('awaiting_dispatch').try('dispatch', {
      unit: { code: 'hotline', kind: 'hotline_centre', inForce: 'yes' },
      reason: text('r'),
    }),
  already_lead_unit: () =>
    storyAt('objected').try('ruleOnObjection', { ruling: 'upheld', reason: text('r'), unit: HOUSING }),
  reason_required: () => storyAt('in_review').try('review', { passed: 'no' }),
  information_already_asked: () => {
    const story = storyAt('handling');
    story.give('askInformation');
    return story.try('askInformation');
  },
  information_not_for_critical: () => storyAt('received', { urgency: 'critical' }).try('askInformation'),
  kind_has_no_clocks: () => storyAt('handling', { kind: 'praise' }).try('askInformation'),
  answer_only_inquiry: () => storyAt('received').try('answerAtOnce'),
  objection_too_late: () => storyAt('handling').try('object', BODIES.object, { at: local('2026-03-04 00:00') }),
  designation_stands: () => {
    const story = storyAt('objected');
    story.give('ruleOnObjection', { ruling: 'rejected', reason: text('r') });
    return story.try('dispatch', { unit: SANITATION, reason: text('r') });
  },
  designated_cannot_object: () => {
    const story = storyAt('objected');
    story.give('ruleOnObjection', { ruling: 'rejected', reason: text('r') });
    return story.try('object');
  },
  extension_pending: () => {
    const story = storyAt('handling');
    story.give('requestExtension');
    return story.try('requestExtension');
  },
  no_extension_pending: () => storyAt('handling').try('ruleOnExtension'),
  extension_not_for_critical: () => storyAt('handling', { urgency: 'critical' }).try('requestExtension'),
  extension_after_expiry: () =>
    storyAt('handling').try('requestExtension', BODIES.requestExtension, { at: local('2026-03-09 17:00') }),
  extension_too_long: () => storyAt('handling').try('requestExtension', { limit: '6wd', reason: text('r') }),
  extensions_used_up: () => {
    const story = storyAt('handling');
    for (let i = 0; i < 2; i += 1) {
      story.give('requestExtension');
      story.give('ruleOnExtension');
    }
    return story.try('requestExtension');
  },
  no_result_clock: () => storyAt('handling', { kind: 'praise' }).try('requestExtension'),
  photo_required: () =>
    storyAt('handling', { category: { photoRequired: 'yes' } }).try('submitResult', { summary: text('s') }),
  result_already_submitted: () => {
    const story = storyAt('handling');
    story.give('submitResult');
    return story.try('submitResult');
  },
  no_result_submitted: () => storyAt('handling').try('approveResult'),
  referral_open: () => {
    const story = storyAt('handling');
    story.give('blowWhistle');
    return story.try('openMediation');
  },
  referral_carried_before: () => {
    const story = storyAt('handling');
    story.give('referToMeeting');
    story.give('carryReferral');
    return story.try('carryReferral');
  },
  decision_due_past: () => {
    const story = storyAt('handling');
    story.give('referToMeeting');
    return story.try('takeDecision', {
      ...{ item: { case: 'agenda_item:150302:2026-000001', number: 'A150302-2026-000001' } },
      ...{ owner: SANITATION, due: story.state.at },
    });
  },
  no_referral_open: () => storyAt('handling').try('concludeReferral'),
  parking_not_for_critical: () => storyAt('handling', { urgency: 'critical' }).try('park'),
  parking_pending: () => {
    const story = storyAt('handling');
    story.give('park');
    return story.try('requestExtension');
  },
  no_parking_pending: () => storyAt('handling').try('ruleOnParking'),
  parked_before: () => {
    const story = storyAt('parked');
    story.give('clear');
    return story.try('park');
  },
  parking_end_out_of_range: () => storyAt('handling').try('park', { ...BODIES.park, until: '2026-03-02' }),
  already_co_unit: () => {
    const story = storyAt('handling');
    story.give('addCoUnit');
    return story.try('addCoUnit');
  },
  cannot_be_co_unit: () => storyAt('handling').try('addCoUnit', { unit: COMMUNITY, task: text('t') }),
  not_co_unit: () => storyAt('handling').try('coReply'),
  already_signed_for: () => {
    const story = storyAt('handling');
    story.give('addCoUnit');
    story.give('coSignFor');
    return story.try('coSignFor');
  },
  already_replied: () => {
    const story = storyAt('handling');
    story.give('addCoUnit');
    story.give('coReply');
    return story.try('coReply', BODIES.coReply, { actor: someone('unit_head', 'sanitation') });
  },
  co_units_open: () => {
    const story = storyAt('handling');
    story.give('addCoUnit');
    return story.try('submitResult');
  },
  not_own_community: () => storyAt('handling').try('assignInside', { executor: 'community', unit: COMMUNITY }),
  limit_required: () =>
    storyAt('handling', { kind: 'praise' }).try('assignInside', { executor: 'section', to: text('s') }),
  executor_time_too_long: () =>
    storyAt('handling').try('assignInside', {
      ...{ executor: 'community', unit: { ...COMMUNITY, of: 'housing' } },
      limit: '3wd',
    }),
  due_is_capped: () => {
    const story = storyAt('handling');
    story.give('instruct', { ...BODIES.instruct, due: local('2026-03-05 12:00') });
    return story.try('requestExtension');
  },
  due_only_shortens: () => storyAt('handling').try('instruct', { ...BODIES.instruct, due: local('2026-03-10 12:00') }),
  level_only_rises: () => {
    const story = storyAt('handling');
    story.give('raiseLevel');
    return story.try('raiseLevel');
  },
  no_late_entry: () => storyAt('handling').try('proveLateEntry'),
  late_entry_proven_before: () => {
    const story = storyAt('awaiting_sign_for');
    story.give('signFor', {}, { at: local('2026-03-04 00:30') });
    story.give('proveLateEntry');
    return story.try('proveLateEntry');
  },
  secret_by_shift_leader: () =>
    storyAt('in_review').try('decline', { ...BODIES.decline, reason: 'state_secret_or_privacy' }),
  own_late_entry: () => {
    const story = storyAt('objected');
    const late = { actor: someone('shift_leader'), at: local('2026-03-03 10:00') };
    story.give('ruleOnObjection', undefined, late);
    const proof = { ...BODIES.proveLateEntry, clock: 'ruling', occurredAt: story.clock('ruling').from } as const;
    return story.try('proveLateEntry', proof, { actor: late.actor });
  },
  late_entry_out_of_time: () => {
    const story = storyAt('awaiting_sign_for');
    story.give('signFor', {}, { at: local('2026-03-04 09:00') });
    return story.try('proveLateEntry');
  },
  split_after_dispatch: () => storyAt('handling').try('split'),
  merge_into_itself: () => {
    const story = storyAt('awaiting_dispatch');
    const self = { case: story.state.case, number: story.state.received.number };
    return story.try('merge', { into: { ...self, position: 'handling', sameCaller: 'yes' }, reason: text('r') });
  },
  has_followers: () => {
    const story = storyAt('handling');
    story.give('takeFollower');
    return story.try('merge');
  },
  cannot_be_merge_lead: () =>
    storyAt('awaiting_dispatch').try('merge', {
      ...{ into: { ...MERGE_LEAD, position: 'awaiting_dispatch', sameCaller: 'no' }, reason: text('r') },
    }),
  already_follower: () => {
    const story = storyAt('handling');
    story.give('takeFollower');
    return story.try('takeFollower');
  },
  not_a_follower: () => storyAt('handling').try('releaseFollower'),
  not_a_finding: () => storyAt('awaiting_call_back').try('verify'),
  finding_is_verified: () => storyAt('awaiting_call_back', FINDING).try('recordCallBack'),
  own_finding: () => storyAt('awaiting_call_back', FINDING).try('verify', BODIES.verify, FINDER),
  no_upstream_order: () => storyAt('awaiting_reply').try('returnUpstream'),
  returned_before: () => {
    const story = storyAt('awaiting_call_back', { upstream: ORDER });
    story.give('returnUpstream');
    return story.try('returnUpstream');
  },
  wrong_return: () => storyAt('awaiting_dispatch', { upstream: ORDER }).try('returnUpstream'),
  upstream_calls_back: () => storyAt('awaiting_reply', { upstream: { ...ORDER, callBackBy: 'upstream' } }).try('reply'),
  no_judgement: () => storyAt('in_review').try('appealJudgement'),
  appeal_pending: () => {
    const story = storyAt('closed');
    story.give('appealJudgement');
    return story.try('appealJudgement');
  },
  appealed_before: () => {
    const story = storyAt('closed');
    story.give('appealJudgement');
    story.give('ruleOnAppeal', { ruling: 'keep', reason: text('r') });
    return story.try('appealJudgement');
  },
  appeal_too_late: () =>
    storyAt('closed').try('appealJudgement', BODIES.appealJudgement, { at: local('2026-03-06 00:00') }),
  mark_proposed_before: () => {
    const story = storyAt('handling');
    story.give('proposeMark');
    return story.try('proposeMark');
  },
  unsolved_before: () =>
    storyAt('received', { repeatOf: { number: '150302-2026-000002', ended: 'yes', unsolved: 'yes' } }).try(
      'answerAtOnce',
    ),
  about_another: () => {
    const story = storyAt('awaiting_sign_for', { against: { unit: 'sanitation' } });
    return story.try('merge');
  },
  declined_too_late: () => storyAt('handling').try('decline', { ...BODIES.decline, reason: 'in_litigation' }),
  crisis_stays_critical: () => {
    const crisis = { crisis: 'yes', urgency: 'critical' } as const;
    const { to, ...rest } = aReclassification(
      { kind: 'help', urgency: 'critical' },
      { kind: 'help', urgency: 'urgent' },
    );
    return storyAt('awaiting_dispatch', crisis).try('reclassify', { ...rest, to });
  },
  clock_stands_still: () => {
    const story = storyAt('parked');
    return story.try('instruct', { ...BODIES.instruct, due: local('2026-03-03 12:00') });
  },
  not_a_group: () => storyAt('handling').try('nameRepresentatives'),
  no_mark_proposed: () => storyAt('handling').try('ruleOnMark'),
  no_appeal_pending: () => storyAt('closed').try('ruleOnAppeal'),
  reviewed_before: () => {
    const story = storyAt('closed');
    story.give('appealJudgement');
    story.give('ruleOnAppeal');
    return story.try('ruleOnAppeal');
  },
  classification_moved: () => storyAt('handling', { urgency: 'urgent' }).try('reclassify', BODIES.reclassify, LEADER),
  nothing_changes: () =>
    storyAt('received').try(
      'reclassify',
      aReclassification({ kind: 'help', urgency: 'routine' }, { kind: 'help', urgency: 'routine' }),
    ),
  shift_leader_after_dispatch: () => storyAt('handling').try('reclassify'),
  clockless_after_dispatch: () =>
    storyAt('handling').try(
      'reclassify',
      aReclassification({ kind: 'help', urgency: 'routine' }, { kind: 'praise', urgency: 'routine' }),
      LEADER,
    ),
  not_of_unit: () => storyAt('awaiting_dispatch').try('succeedUnit'),
  nobody_to_look_in_on: () => storyAt('handling').try('lookIn'),
  reported_unit: () => storyAt('awaiting_dispatch', { against: { unit: 'housing' } }).try('dispatch'),
  own_work: () => storyAt('in_review').try('review', { passed: 'yes' }, { actor: someone('reviewer', 'housing') }),
  nobody_to_contact: () => storyAt('handling', { requester: 'confidential' }).try('recordContact'),
  hand_over_open: () => {
    const story = storyAt('awaiting_dispatch');
    story.give('handOver');
    return story.try('dispatch');
  },
  no_hand_over_open: () => storyAt('awaiting_dispatch').try('confirmHandOver'),
  reference_required: () => {
    const story = storyAt('received');
    story.give('handOver', { to: 'petition_office', reason: text('r') });
    return story.try('confirmHandOver', { result: 'taken', by: text('who') });
  },
  taken_out_of_time: () => {
    const story = storyAt('received');
    story.give('handOver');
    return story.try('confirmHandOver', { result: 'taken', by: text('who'), takenAt: local('2027-01-01 00:00') });
  },
  termination_pending: () => {
    const story = storyAt('handling');
    story.give('terminate');
    return story.try('terminate');
  },
  no_termination_pending: () => storyAt('handling').try('ruleOnTermination'),
  own_proposal: () => {
    const story = storyAt('handling');
    const actor = someone('shift_leader');
    story.give('terminate', BODIES.terminate, { actor });
    return story.try('ruleOnTermination', BODIES.ruleOnTermination, { actor });
  },
  nobody_reached: () =>
    storyAt('awaiting_call_back').try('recordCallBack', { result: 'unreached', linkInstead: 'yes' }),
  judgement_needed: () => storyAt('awaiting_call_back').try('recordCallBack', { result: 'reached' }),
  no_link_open: () => {
    const story = storyAt('rework');
    for (const name of ['submitResult', 'approveResult', 'review', 'reply'] as const) story.give(name);
    story.give('recordCallBack', { result: 'reached', answers: UNSOLVED });
    return story.try('judge');
  },
  not_unsatisfied: () => storyAt('awaiting_judgement').try('close'),
  only_requester_withdraws: () =>
    storyAt('handling').try('withdraw', { reason: text('r') }, { actor: someone('hotline_clerk') }),
};

describe('the refusal catalogue', () => {
  it('holds no code that nothing meets, and none is met that it does not hold', () => {
    expect([...REQUEST_REFUSALS].sort()).toEqual(Object.keys(MET_BY).sort());
  });

  it.each(Object.entries(MET_BY))(
    '%s is met, writes nothing of its own and can be read in both languages',
    (code, meet) => {
      const { refusal, events } = meet();
      expect(refusal?.code).toBe(code);
      expect(events.filter(({ commandId }) => commandId !== undefined)).toEqual([]);
      if (refusal === undefined) return;
      for (const language of ['zh', 'en'] as const) {
        const sentence = refusalText(refusal, language);
        expect(sentence).not.toBe('');
        expect(sentence).not.toMatch(/[{}]|undefined/);
      }
    },
  );

  it('speaks Chinese in one text and not in the other, with the same placeholders', () => {
    for (const { zh, en } of Object.values(REFUSALS)) {
      expect(zh).toMatch(/\p{Script=Han}/u);
      expect(en).not.toMatch(/\p{Script=Han}/u);
      const placeholders = (words: string) => (words.match(/\{\w+\}/g) ?? []).sort();
      expect(placeholders(en)).toEqual(placeholders(zh));
    }
  });

  it('has codes that say what happened, in snake_case', () => {
    for (const code of REFUSAL_CODES) expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
  });

  it('speaks of states and times as people here do, never in the words of the code', () => {
    expect(refusalText({ code: 'wrong_state', params: { state: 'awaiting_reply' } }, 'zh')).toContain('“待答复”');
    expect(refusalText({ code: 'wrong_state', params: { state: 'awaiting_reply' } }, 'en')).toContain(
      '“Awaiting reply”',
    );
    const late = { code: 'objection_too_late', params: { due: '2026-03-03T16:00:00.000Z' } } as const;
    expect(refusalText(late, 'zh')).toBe('派单异议期限已于 2026-03-04 00:00 届满');
    expect(refusalText({ code: 'no_referral_open', params: { referral: 'mediation' } }, 'zh')).toContain('调解程序');
  });

  it('keeps a placeholder it was given nothing for', () => {
    expect(refusalText({ code: 'wrong_state' }, 'en')).toContain('{state}');
  });
});
