import type { Route } from '../route.js';
import { DUTY_SHIFT_ROUTES } from './duty-shifts.js';
import { ENFORCEMENT_ROUTES } from './enforcement.js';
import { EVENT_STREAM_ROUTES } from './event-stream.js';
import { HOOK_ROUTES } from './hooks.js';
import { MEDIATION_ROUTES } from './mediations.js';
import { MEETING_FIGURE_ROUTES } from './meeting-figures.js';
import { MINUTES_ROUTES } from './minutes.js';
import { COMMITTEE_LIST_ROUTES } from './committee-lists.js';
import { JOINT_MEETING_ROUTES } from './joint-meetings.js';
import { SERVICE_REQUEST_ROUTES } from './service-requests.js';
import { WHISTLE_FIGURE_ROUTES } from './whistle-figures.js';
import { WHISTLE_ROUTES } from './whistles.js';
import { WEBHOOK_ROUTES } from './webhooks.js';
import { ACCOUNT_ROUTES } from './accounts.js';
import { ATTACHMENT_ROUTES } from './attachments.js';
import { COMMAND_ROUTES } from './commands.js';
import { CONTACT_ROUTES } from './contacts.js';
import { DIRECTORY_ROUTES } from './directory.js';
import { FIGURE_ROUTES } from './figures.js';
import { FILTER_ROUTES } from './filters.js';
import { JOB_ROUTES } from './jobs.js';
import { JUDGEMENT_ROUTES } from './judgements.js';
import { LINKAGE_ROUTES } from './linkage.js';
import { NETWORK_ROUTES } from './network.js';
import { REQUEST_ROUTES } from './requests.js';
import { SESSION_ROUTES } from './sessions.js';

/** Every route under /v1, in the order in which the documentation shows them. */
export const ROUTES: readonly Route[] = [
  ...REQUEST_ROUTES,
  ...WHISTLE_ROUTES,
  ...MEDIATION_ROUTES,
  ...JOINT_MEETING_ROUTES,
  ...MINUTES_ROUTES,
  ...COMMITTEE_LIST_ROUTES,
  ...ENFORCEMENT_ROUTES,
  ...SERVICE_REQUEST_ROUTES,
  ...CONTACT_ROUTES,
  ...ATTACHMENT_ROUTES,
  ...COMMAND_ROUTES,
  ...EVENT_STREAM_ROUTES,
  ...JOB_ROUTES,
  ...JUDGEMENT_ROUTES,
  ...FILTER_ROUTES,
  ...FIGURE_ROUTES,
  ...WHISTLE_FIGURE_ROUTES,
  ...MEETING_FIGURE_ROUTES,
  ...DIRECTORY_ROUTES,
  ...LINKAGE_ROUTES,
  ...NETWORK_ROUTES,
  ...SESSION_ROUTES,
  ...ACCOUNT_ROUTES,
  ...DUTY_SHIFT_ROUTES,
  ...WEBHOOK_ROUTES,
  ...HOOK_ROUTES,
];
