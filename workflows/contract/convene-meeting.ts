/** The workflow's type, as operators read it in Temporal's own UI. */
export const CONVENE_MEETING = 'conveneMeeting';

/** Whose regular sitting is to be convened. */
export interface ConveneStart {
  district: string;
  committee: string;
}

/** One schedule for each committee; what it starts is called after it, with the time behind it. */
export function meetingScheduleId({ district, committee }: ConveneStart): string {
  return `joint-meetings:${district}:${committee}`;
}
