export { agendaItem } from './agenda-item.js';
export { bulkChange } from './bulk-change.js';
export { departmentReport } from './department-report.js';
export { dutyRing } from './duty-ring.js';
export { jointMeeting } from './joint-meeting.js';
export { residentRequest } from './resident-request.js';
export { webhookDelivery } from './webhook-delivery.js';
export { whistle } from './whistle.js';
