import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

/** In clear in Temporal: codes only, never personal data. Stage and LeadUnit change, the district does not. */
export const DISTRICT_CODE = defineSearchAttributeKey('DistrictCode', SearchAttributeType.KEYWORD);
export const STAGE = defineSearchAttributeKey('Stage', SearchAttributeType.KEYWORD);
export const LEAD_UNIT = defineSearchAttributeKey('LeadUnit', SearchAttributeType.KEYWORD);
