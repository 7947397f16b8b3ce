import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  ACCOUNT_ROLES,
  ACTIONS,
  covers,
  roleFor,
  ROLES,
  rolesFor,
  SCOPE_KINDS,
  type HeldRole,
  type Scope,
  type Target,
  mayReceiveBy,
  type Role,
  type ScopeKind,
} from '../../src/domain/permissions.js';
import { REQUEST_COMMANDS } from '../../src/domain/request/decide/index.js';

const HERE = '150302';
const scope = (kind: Scope['kind'], code: string, district = HERE): Scope => ({ district, kind, code });
const target: Target = { district: HERE, units: ['sanitation', 'housing'], subdistrict: 'haibei', community: 'qiaoxi' };

describe('a scope', () => {
  it('of the district reaches everything of the district', () => {
    expect(covers(scope('district', HERE), target)).toBe(true);
    expect(covers(scope('district', HERE), { district: HERE })).toBe(true);
  });

  it.each([
    ['unit', 'housing'],
    ['subdistrict', 'haibei'],
    ['community', 'qiaoxi'],
  ] as const)('of a %s reaches what names it and nothing else', (kind, code) => {
    expect(covers(scope(kind, code), target)).toBe(true);
    expect(covers(scope(kind, 'another'), target)).toBe(false);
    expect(covers(scope(kind, code), { district: HERE })).toBe(false);
    // The same code in another field is another thing.
    const swapped: Target = {
      district: HERE,
      units: ['x'],
      subdistrict: 'x',
      community: 'x',
      ...(kind === 'unit' ? { community: code } : { units: [code] }),
    };
    expect(covers(scope(kind, code), swapped)).toBe(false);
  });

  it('never reaches another district, whatever its kind and code', () => {
    const codes = fc.constantFrom('150302', '150303', 'housing', 'haibei', 'qiaoxi');
    fc.assert(
      fc.property(
        fc.constantFrom(...SCOPE_KINDS),
        codes,
        codes,
        fc.record({ units: fc.array(codes), subdistrict: codes, community: codes }, { requiredKeys: [] }),
        (kind, code, district, named) => {
          expect(covers({ kind, code, district }, { ...named, district: `${district}x` })).toBe(false);
        },
      ),
    );
  });
});

describe('a right', () => {
  it('is denied where nothing is held, where the role has no row, and where the scope does not reach', () => {
    const head: HeldRole = { role: 'unit_head', scope: scope('unit', 'housing') };
    expect(roleFor([], 'comment', target)).toBeUndefined();
    expect(roleFor([head], 'review', target)).toBeUndefined();
    expect(roleFor([head], 'approveResult', { ...target, units: ['sanitation'] })).toBeUndefined();
    expect(roleFor([head], 'approveResult', { ...target, district: '150303' })).toBeUndefined();
    expect(roleFor([head], 'approveResult', target)).toBe('unit_head');
  });

  it('is taken from one role with its own scope, never from two halves', () => {
    const held: HeldRole[] = [
      { role: 'unit_head', scope: scope('unit', 'police') },
      { role: 'duty_officer', scope: scope('unit', 'housing') },
    ];
    expect(roleFor(held, 'approveResult', target)).toBeUndefined();
  });

  it('is answered with the first held role that gives it', () => {
    const held: HeldRole[] = [
      { role: 'auditor', scope: scope('district', HERE) },
      { role: 'unit_coordinator', scope: scope('unit', 'housing') },
      { role: 'unit_head', scope: scope('unit', 'housing') },
    ];
    expect(roleFor(held, 'submitResult', target)).toBe('unit_coordinator');
  });

  it('stands in the table for every command, and names known roles', () => {
    for (const name of REQUEST_COMMANDS) expect(ACTIONS).toContain(name);
    for (const action of ACTIONS) {
      expect(rolesFor(action).length).toBeGreaterThan(0);
      expect(new Set(rolesFor(action)).size).toBe(rolesFor(action).length);
      for (const role of rolesFor(action)) expect(ROLES).toContain(role);
    }
  });

  it('of an account is never the resident’s or the system’s own', () => {
    expect(ACCOUNT_ROLES).toHaveLength(ROLES.length - 2);
    expect(ACCOUNT_ROLES).not.toContain('resident');
    expect(ACCOUNT_ROLES).not.toContain('system');
  });
});

describe('the separation of duties', () => {
  it('leaves judging to the resident alone', () => {
    expect(rolesFor('judge')).toEqual(['resident']);
  });

  it('keeps units away from ruling, reviewing, calling back, closing and withdrawing', () => {
    const unitRoles = ['unit_coordinator', 'unit_head', 'duty_officer'];
    const theCentres = [
      'ruleOnObjection',
      'ruleOnExtension',
      'review',
      'recordCallBack',
      'close',
      'rework',
      'withdraw',
      'decline',
      'concludeReferral',
    ] as const;
    for (const action of theCentres) {
      expect(rolesFor(action).filter((role) => unitRoles.includes(role))).toEqual([]);
    }
  });

  it('gives no role a hand outside the scopes that it is held in', () => {
    const held = (role: Role, kind: ScopeKind, code: string) => [{ role, scope: scope(kind, code) }];
    for (const action of ['review', 'recordCallBack', 'ruleOnObjection', 'dispatch'] as const) {
      for (const role of rolesFor(action)) {
        expect(roleFor(held(role, 'unit', 'housing'), action, target)).toBeUndefined();
        expect(roleFor(held(role, 'district', HERE), action, target)).toBe(role);
      }
    }
    expect(roleFor(held('system_admin', 'community', 'qiaoxi'), 'manageAccounts', target)).toBeUndefined();
    expect(roleFor(held('unit_head', 'district', HERE), 'approveResult', target)).toBeUndefined();
  });

  it('leaves it to the centre to say that somebody called the hotline', () => {
    expect(ROLES.filter((role) => mayReceiveBy(role, 'hotline')).sort()).toEqual([
      'dispatcher',
      'hotline_clerk',
      'hotline_system',
      'shift_leader',
    ]);
    expect(mayReceiveBy('grid_officer', 'grid')).toBe(true);
  });

  it('lets an auditor read, and give no command', () => {
    for (const name of REQUEST_COMMANDS) expect(rolesFor(name)).not.toContain('auditor');
    expect(ACTIONS.filter((action) => rolesFor(action).some((role) => role === 'auditor'))).toEqual([
      'readMediations',
      'listNeeds',
      'listResources',
      'listProjects',
      'readMeetingFigures',
      'readMeetings',
      'readProceedings',
      'readEnforcement',
      'readServices',
      'readAttachments',
      'readRequests',
      'streamEvents',
      'useFilters',
      'readDistrictLog',
      'readDirectory',
      'readCommand',
      'readFigures',
      'readWhistleFigures',
      'readAbuses',
      'readJobs',
      'readAllJobs',
      'readNetwork',
    ]);
  });

  it('gives those who run the service no hand in a request', () => {
    for (const name of ['submit', ...REQUEST_COMMANDS] as const) {
      expect(rolesFor(name)).not.toContain('system_admin');
      expect(rolesFor(name)).not.toContain('directory_keeper');
    }
  });
});
