export { bulkChange } from './bulk-change.js';
export { departmentReport } from './department-report.js';
export { dutyRing } from './duty-ring.js';
export { enforcementDispatch } from './enforcement-dispatch.js';
export { residentRequest } from './resident-request.js';
export { serviceRequest } from './service-request.js';
export { webhookDelivery } from './webhook-delivery.js';
export { whistle } from './whistle.js';
