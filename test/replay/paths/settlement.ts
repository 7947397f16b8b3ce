import { ACTORS } from '../invented.js';
import { result, signFor, type Path } from './steps.js';

export const SETTLEMENT_PATHS: readonly Path[] = [
  {
    name: 'extension-granted',
    shows: 'the result due moves, counted from the old last day',
    play: async (p) => {
      await p.submit({ policyBefore: 3 });
      await signFor(p);
      await p.give('requestExtension', { limit: '3wd', reason: p.ref() }, { as: ACTORS.coordinator });
      await p.give('ruleOnExtension', { ruling: 'granted', reason: p.ref() }, { as: ACTORS.shiftLeader });
      await p.until(await p.now(96 * 3_600_000));
      await result(p);
    },
  },
  {
    name: 'extension-refused',
    shows: 'the due stays where it was',
    play: async (p) => {
      await p.submit();
      await signFor(p);
      await p.give('requestExtension', { limit: '5wd', reason: p.ref() }, { as: ACTORS.coordinator });
      await p.give('ruleOnExtension', { ruling: 'refused', reason: p.ref() }, { as: ACTORS.shiftLeader });
      await p.give(
        'requestExtension',
        { limit: '6wd', reason: p.ref() },
        { as: ACTORS.coordinator, refused: 'extension_too_long' },
      );
    },
  },
  {
    name: 'result-returned',
    shows: 'the head sends the result back, then approves the next',
    play: async (p) => {
      await p.submit({ category: { code: 'K02', photoRequired: 'yes' } });
      await signFor(p);
      await p.give('submitResult', { summary: p.ref() }, { as: ACTORS.coordinator, refused: 'photo_required' });
      await p.give('submitResult', { summary: p.ref(), evidence: ['photo-1'] }, { as: ACTORS.coordinator });
      await p.give('approveResult', { approved: 'no', reason: p.ref() }, { as: ACTORS.head });
      await p.give('submitResult', { summary: p.ref(), evidence: ['photo-2'] }, { as: ACTORS.coordinator });
      await p.give('approveResult', { approved: 'yes' }, { as: ACTORS.head });
    },
  },
  {
    name: 'review-returned',
    shows: 'a result that fails the review was none: its clock runs on',
    play: async (p) => {
      await p.submit();
      await signFor(p);
      await result(p);
      await p.give('review', { passed: 'no', reason: p.ref() }, { as: ACTORS.reviewer });
      await result(p);
      await p.give('review', { passed: 'yes' }, { as: ACTORS.reviewer });
    },
  },
  {
    name: 'whistle',
    shows: 'whistled for and settled by the linked workflow, which answers by signal',
    play: async (p) => {
      await p.submit();
      await signFor(p);
      await p.give('blowWhistle', { reason: p.ref() }, { as: ACTORS.subdistrict });
      await p.signal(
        'concludeReferral',
        { referral: 'whistle', result: 'settled', note: p.ref() },
        { as: ACTORS.workflow },
      );
      await result(p);
    },
  },
  {
    name: 'mediation',
    shows: 'in mediation, which comes to nothing',
    play: async (p) => {
      await p.submit();
      await signFor(p);
      await p.give('openMediation', { reason: p.ref() }, { as: ACTORS.subdistrict });
      await p.give('blowWhistle', { reason: p.ref() }, { as: ACTORS.subdistrict, refused: 'referral_open' });
      await p.signal('concludeReferral', { referral: 'mediation', result: 'not_settled' }, { as: ACTORS.workflow });
    },
  },
  {
    name: 'joint-meeting',
    shows: 'brought to the joint meeting, and overtaken by the result',
    play: async (p) => {
      await p.submit();
      await signFor(p);
      await p.give('referToMeeting', { reason: p.ref() }, { as: ACTORS.subdistrict });
      await result(p);
      await p.give(
        'concludeReferral',
        { referral: 'joint_meeting', result: 'cancelled' },
        { as: ACTORS.shiftLeader, refused: 'no_referral_open' },
      );
    },
  },
];
