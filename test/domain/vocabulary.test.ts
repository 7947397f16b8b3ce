import { describe, expect, it } from '@jest/globals';
import * as vocabulary from '../../src/domain/vocabulary.js';
import {
  CLOCK_NAMES,
  CLOCKS,
  REQUEST_CLOCK_NAMES,
  LATENESS_RUNGS,
  REQUEST_STATES,
  STAGES,
  stageOf,
  STATES_BY_STAGE,
  URGENCIES,
} from '../../src/domain/vocabulary.js';
import { policy } from '../support/domain.js';

function isWords(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

describe('the states', () => {
  it('are those of the design, each in one stage', () => {
    expect(STATES_BY_STAGE).toEqual({
      intake: ['received', 'awaiting_information', 'merged'],
      dispatch: ['awaiting_dispatch', 'awaiting_sign_for', 'objected'],
      settlement: ['handling', 'extension_requested', 'parked', 'whistled', 'in_mediation', 'at_joint_meeting'],
      follow_up: ['in_review', 'awaiting_reply', 'awaiting_call_back', 'rework'],
      judgement: ['awaiting_judgement'],
      ended: ['closed', 'answered', 'declined', 'handed_over', 'withdrawn', 'terminated'],
    });
    expect(new Set(REQUEST_STATES).size).toBe(REQUEST_STATES.length);
    for (const stage of STAGES) for (const state of STATES_BY_STAGE[stage]) expect(stageOf(state)).toBe(stage);
  });

  it('are none but those', () => {
    expect(() => stageOf('open' as never)).toThrow(RangeError);
  });
});

describe('the clocks', () => {
  it('all have a limit in the shipped policy, but where critical requests do not wait, and where the time left is shared', () => {
    const waiting = ['information', 'parking_ruling', 'parking_note'];
    const shared = ['co_part', 'inside', 'upstream_return'];
    for (const name of REQUEST_CLOCK_NAMES) {
      for (const urgency of URGENCIES) {
        const missing = shared.includes(name) || (waiting.includes(name) && urgency === 'critical');
        expect([name, urgency, policy.limits[name]?.[urgency] === undefined]).toEqual([name, urgency, missing]);
      }
    }
  });

  it('that end a resident’s right are windows; every duty has a holder who can be late', () => {
    for (const name of CLOCK_NAMES) {
      const { nature, holder } = CLOCKS[name];
      if (holder === 'resident') expect(nature).toBe('window');
      if (nature === 'duty') expect(['centre', 'lead_unit', 'co_unit', 'executor', 'owner', 'unit']).toContain(holder);
    }
  });
});

describe('the words', () => {
  it('are snake_case, and no list holds one twice', () => {
    const lists = Object.values<unknown>(vocabulary).filter(isWords);
    expect(lists.length).toBeGreaterThan(10);
    for (const list of lists) {
      expect(new Set(list).size).toBe(list.length);
      for (const word of list) expect(word).toMatch(/^[a-z]+(_[a-z]+)*$/);
    }
  });

  it('name the rungs of lateness from the urge up to the district leader', () => {
    expect(LATENESS_RUNGS).toEqual(['urge', 'unit_head', 'supervision_office', 'district_leader']);
  });
});
