export { residentRequest } from './resident-request.js';
