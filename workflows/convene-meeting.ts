import { proxyActivities } from '@temporalio/workflow';
import type { MeetingActivities } from '../activities/index.js';
import type { ConveneStart } from './contract/convene-meeting.js';
import { startBeside } from './start-beside.js';

// A regular sitting is convened, however long the database is away; whoever comes too late for one convenes the next.
const convening = proxyActivities<MeetingActivities>({
  startToCloseTimeout: '10 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
});

/** 召集例会: a schedule starts it a week before; the day is moved off holidays, and is convened once. */
export async function conveneMeeting(start: ConveneStart): Promise<string | undefined> {
  const meeting = await convening.conveneRegular(start);
  if (meeting === undefined) return undefined;
  await startBeside(meeting);
  return meeting.case;
}
