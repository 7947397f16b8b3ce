import { openCaseFile, type CaseFile } from './case-file.js';
import type { CarriedOver, Opening } from './contract/case.js';
import type { ProceedingEnd } from './contract/proceeding.js';
import type { JointMeeting, JointMeetingEvent } from '../src/domain/joint-meeting/joint-meeting.js';
import { JOINT_MEETING_LIFECYCLE } from '../src/domain/joint-meeting/lifecycle.js';
import type { JointMeetingState } from '../src/domain/joint-meeting/vocabulary.js';
import type { ProceedingTerms } from '../src/domain/policy.js';

/**
 * 党建联席会议 — 拟定议程 — 通知 — 开会 — 印发纪要
 *
 * One sitting of a committee: its agenda is prepared and fixed, its members are told, a quorum decides item by item, by
 * consensus or by a vote, and the chair issues the minutes.
 */
export async function jointMeeting(
  input: Opening<JointMeetingEvent> | CarriedOver<JointMeeting, JointMeetingEvent, ProceedingTerms>,
): Promise<ProceedingEnd> {
  const file: MeetingFile = openCaseFile(JOINT_MEETING_LIFECYCLE, input);
  await preparing(file);
  await notified(file);
  await session(file);
  await minutes(file);
  const version = await file.close();
  return { state: file.state().state, version };
}

type MeetingFile = CaseFile<JointMeeting>;

/** 拟定议程: what is to be decided, in which order. */
const preparing = leaving('preparing');

/** 通知: everybody knows what is on; it may still be moved. */
const notified = leaving('fixed');

/** 开会: until every item is decided. */
const session = leaving('in_session');

/** 印发纪要 */
const minutes = leaving('awaiting_minutes');

function leaving(...states: readonly JointMeetingState[]): (file: MeetingFile) => Promise<void> {
  return (file) => file.until((one) => !states.includes(one.state));
}
