export { bulkChange } from './bulk-change.js';
export { departmentReport } from './department-report.js';
export { dutyRing } from './duty-ring.js';
export { mediation } from './mediation.js';
export { performanceOfAgreement } from './performance.js';
export { residentRequest } from './resident-request.js';
export { webhookDelivery } from './webhook-delivery.js';
export { whistle } from './whistle.js';
