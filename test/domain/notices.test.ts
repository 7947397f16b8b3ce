import { describe, expect, it } from '@jest/globals';
import { noticesOf, ringChain, TEMPLATES, type Notice } from '../../src/domain/notices.js';
import { NOTICE_FIELDS, NOTICE_TEXTS, noticeText, wordsFor } from '../../src/domain/notice-texts.js';
import type { RequestEvent } from '../../src/domain/request/events.js';
import {
  after,
  aReclassification,
  aRequest,
  aStory,
  HOUSING,
  MONDAY,
  SANITATION,
  someone,
  Story,
  storyAt,
  text,
  UNSOLVED,
  type RequestOptions,
} from '../support/domain.js';

const people = (notices: readonly Notice[]): string[] =>
  notices
    .filter(({ recipient }) => recipient !== 'subscribers')
    .map(({ recipient, template }) => `${recipient} ${template}`);

/** Who is told of the events of one step. */
function told(story: Story, step: () => readonly RequestEvent[]): string[] {
  const before = story.state;
  return people(noticesOf(before, step()));
}

const opening = (options: RequestOptions = {}) => people(noticesOf(undefined, aRequest(options).events));
const proposal = { unit: HOUSING, basis: 'catalogue', ground: 'row' } as const;

describe('a receipt', () => {
  it('is told to the resident who left a way to be reached, and to nobody who asked not to be known', () => {
    expect(opening({ proposal })).toEqual(['resident received', 'unit:housing:coordinator dispatched']);
    expect(opening({ proposal, requester: 'confidential' })[0]).toBe('resident received');
    expect(opening({ proposal, requester: 'anonymous' })).toEqual(['unit:housing:coordinator dispatched']);
    expect(opening({ proposal, noContact: true })).toEqual(['unit:housing:coordinator dispatched']);
  });

  it('asks a dispatcher only for what the catalogue has left over', () => {
    expect(opening()).toEqual(['resident received', 'role:dispatcher to_dispatch']);
    expect(opening({ trusted: false })).toEqual(['resident received']);
  });

  it('taken over from another system tells nobody, not even systems', () => {
    expect(noticesOf(undefined, aRequest({ proposal, provenance: 'imported' }).events)).toEqual([]);
  });

  it('rings for what is critical, whoever has to act', () => {
    const rings = (options: RequestOptions) =>
      noticesOf(undefined, aRequest(options).events).flatMap(({ recipient, ring }) =>
        ring ? [`${ring} ${recipient}`] : [],
      );
    expect(rings({ proposal, urgency: 'critical' })).toEqual(['sign_for unit:housing:coordinator']);
    expect(rings({ urgency: 'critical' })).toEqual(['dispatch role:dispatcher']);
    expect(rings({ proposal, urgency: 'urgent' })).toEqual([]);
    // What nobody has accepted yet waits for the centre as well; what is not critical stands in its list.
    expect(rings({ trusted: false, urgency: 'critical' })).toEqual(['accept role:dispatcher']);
    expect(rings({ trusted: false, urgency: 'urgent' })).toEqual([]);
    const raised = (position: 'received' | 'awaiting_dispatch' | 'awaiting_sign_for' | 'handling') => {
      const story = storyAt(position);
      const before = story.state;
      const [from, to] = [
        { kind: 'help', urgency: 'routine' },
        { kind: 'help', urgency: 'critical' },
      ] as const;
      const events = story.give('reclassify', aReclassification(from, to), { actor: someone('shift_leader') });
      return noticesOf(before, events).flatMap(({ recipient, ring, template }) =>
        template === 'urgency_raised' ? [`${recipient} ${ring ?? 'silent'}`] : [],
      );
    };
    expect(raised('received')).toEqual(['role:dispatcher accept']);
    expect(raised('awaiting_dispatch')).toEqual(['role:dispatcher dispatch']);
    expect(raised('awaiting_sign_for')).toEqual(['unit:housing:coordinator sign_for']);
    expect(raised('handling')).toEqual(['unit:housing:coordinator silent']);
    expect(ringChain('sign_for', 'housing')).toEqual([
      ['unit:housing:duty_officer'],
      ['unit:housing:head'],
      ['role:shift_leader', 'role:district_leader'],
    ]);
    // Nobody of the chain was told at the event itself: one message a key would swallow the ring.
    expect(ringChain('dispatch', undefined).flat()).not.toContain('role:dispatcher');
  });
});

describe('a group', () => {
  it('is told of when it is one, and each time that it has doubled since', () => {
    const tells = (callers: number, known?: number) =>
      opening({ cluster: { callers, unit: 'haibei', ...(known !== undefined && { known }) } })
        .filter((said) => said.endsWith('clustered'))
        .join();
    const both = 'role:shift_leader clustered,unit:haibei:coordinator clustered';
    expect([tells(5), tells(6, 5), tells(9, 5), tells(10, 5), tells(19, 10)]).toEqual([both, '', '', both, '']);
  });
});

describe('whose work is taken away', () => {
  const withOthers = () => {
    const story = storyAt('handling');
    story.give('addCoUnit');
    return story;
  };

  it('is told, each unit that had a hand in it: at an end, and when it is merged', () => {
    const ended = withOthers();
    expect(told(ended, () => ended.give('withdraw'))).toEqual([
      ...['resident ended', 'unit:housing:coordinator no_longer_yours', 'unit:sanitation:coordinator no_longer_yours'],
    ]);
    const merged = withOthers();
    expect(told(merged, () => merged.give('merge'))).toEqual([
      ...['resident merged', 'unit:housing:coordinator gone_elsewhere', 'unit:sanitation:coordinator gone_elsewhere'],
    ]);
  });
});

describe('what happens later', () => {
  it.each([
    ['an objection', 'awaiting_sign_for', 'object', undefined, ['role:shift_leader to_rule']],
    ['a termination', 'handling', 'terminate', undefined, ['role:shift_leader to_rule']],
    ['an answer at intake', 'awaiting_information', 'supplement', undefined, ['role:dispatcher supplemented']],
    ['a question', 'handling', 'askInformation', undefined, ['resident information_asked']],
    ['an interim reply', 'handling', 'interimReply', undefined, ['resident interim_replied']],
    ['the reply', 'awaiting_reply', 'reply', undefined, ['resident replied']],
    [
      'a returned result',
      'in_review',
      'review',
      { passed: 'no', reason: text('why') },
      ['unit:housing:coordinator returned'],
    ],
    [
      'a link',
      'awaiting_call_back',
      'recordCallBack',
      { result: 'reached', linkInstead: 'yes' },
      ['resident judgement_link'],
    ],
    ['a withdrawal', 'handling', 'withdraw', undefined, ['resident ended', 'unit:housing:coordinator no_longer_yours']],
    ['a comment', 'handling', 'comment', undefined, []],
    ['a co-unit', 'handling', 'addCoUnit', undefined, ['unit:sanitation:coordinator co_unit_added']],
    ['an urge', 'handling', 'urge', undefined, ['unit:housing:coordinator urged']],
    [
      'a supervision of the head',
      'handling',
      'supervise',
      undefined,
      ['unit:housing:duty_officer supervised', 'unit:housing:head supervised'],
    ],
    [
      'a supervision by the leader',
      'handling',
      'supervise',
      { level: 'district_leader' },
      ['unit:housing:duty_officer supervised', 'role:district_leader supervised'],
    ],
  ] as const)('%s tells whom it concerns', (_what, position, name, body, expected) => {
    const story = storyAt(position);
    expect(told(story, () => (body === undefined ? story.give(name) : story.give(name, body as never)))).toEqual(
      expected,
    );
  });

  it('an objection that is upheld tells who had it and who gets it', () => {
    const story = storyAt('objected');
    expect(told(story, () => story.give('ruleOnObjection'))).toEqual([
      'unit:housing:coordinator ruled',
      'unit:sanitation:coordinator dispatched',
    ]);
    expect(story.state.lead).toBe(SANITATION.code);
  });

  it('a first bad judgement goes back to the unit, a second to the shift leader', () => {
    const story = storyAt('awaiting_call_back');
    const bad = { result: 'reached', answers: UNSOLVED } as const;
    expect(told(story, () => story.give('recordCallBack', bad))).toEqual(['unit:housing:coordinator rework']);
    for (const name of ['submitResult', 'approveResult', 'review', 'reply'] as const) story.give(name);
    expect(told(story, () => story.give('recordCallBack', bad))).toEqual(['role:shift_leader unsatisfied_again']);
  });

  it('lateness climbs: duty officer, coordinator, head, office, leader', () => {
    const story = aStory({ proposal, urgency: 'critical' });
    const climb = told(story, () => story.pass(after(MONDAY, '4h'))).filter(
      (line) => line.includes('housing') || line.includes('role:'),
    );
    const first = (line: string) => climb.indexOf(line);
    const order = [
      'unit:housing:duty_officer clock_warned',
      'unit:housing:duty_officer clock_breached',
      'unit:housing:coordinator urged',
      'unit:housing:head supervised',
      'role:supervisor supervised',
      'role:district_leader supervised',
    ].map(first);
    expect(order).not.toContain(-1);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  it('what the centre owes is told to its shift leader', () => {
    const story = aStory();
    expect(told(story, () => story.pass(after(MONDAY, '26h')))).toContain('role:shift_leader clock_breached');
  });

  it('tells each recipient once an event, and systems of every one', () => {
    const story = aStory({ proposal });
    const before = story.state;
    const events = [...story.give('signFor'), ...story.pass(after(MONDAY, '240h'))];
    const notices = noticesOf(before, events);
    const keys = notices.map(({ seq, recipient }) => `${String(seq)} ${recipient}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(notices.filter(({ recipient }) => recipient === 'subscribers').map(({ seq }) => seq)).toEqual(
      events.map(({ seq }) => seq),
    );
  });
});

describe('the texts', () => {
  it('are there for every template in both languages, naming the same fields', () => {
    expect(Object.keys(NOTICE_TEXTS).sort()).toEqual([...TEMPLATES].sort());
    for (const { zh, en } of Object.values(NOTICE_TEXTS)) {
      const fields = (said: string) => [...said.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
      expect(fields(zh)).toEqual(fields(en));
      expect(fields(en)).toContain('number');
      for (const field of fields(en)) expect(NOTICE_FIELDS).toContain(field);
    }
  });

  it('are filled from the event, and leave no field open', () => {
    const story = storyAt('handling', { urgency: 'urgent' });
    const [breach] = story.pass(after(MONDAY, '96h')).filter(({ type }) => type === 'clock_breached');
    const [supervised] = story.give('supervise', { level: 'supervision_office' });
    if (!breach || !supervised) throw new Error('neither was late');
    const say = (template: 'clock_breached' | 'supervised', event: RequestEvent, language: 'zh' | 'en') =>
      noticeText(template, event, { number: '150302-2026-000123' }, language);
    expect(say('clock_breached', breach, 'en')).toMatch(
      /^Late: .+ of request 150302-2026-000123 fell due at \d{4}-.+\+08:00\.$/,
    );
    expect(say('supervised', supervised, 'zh')).toMatch(/^督办\(.+\):诉求 150302-2026-000123。$/);
    expect(say('clock_breached', breach, 'zh')).not.toContain('{');
  });

  it('hold words only where they were written for the resident', () => {
    const story = storyAt('awaiting_reply');
    const [replied] = story.give('reply', { reply: text('answer') });
    const [commented] = story.give('comment');
    const [withdrawn] = story.give('withdraw', { reason: text('my own reason') }, { actor: someone('resident') });
    if (!replied || !commented || !withdrawn) throw new Error('nothing was said');
    expect([replied, commented, withdrawn].map((event) => wordsFor(event)?.ref)).toEqual([
      'answer',
      undefined,
      undefined,
    ]);
  });
});
