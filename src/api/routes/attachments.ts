import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { ATTACHMENT_TYPES, type AttachmentType } from '../../attachments/content.js';
import { attach } from '../../commands/attach.js';
import type { ResidentRequest } from '../../domain/request/state.js';
import type { Principal } from '../../store/accounts.js';
import { listAttachments, type Attachment } from '../../store/attachments.js';
import { listReusedPhotos } from '../../store/queries/list-reused-photos.js';
import { ApiProblem } from '../problems.js';
import type { Call, Route } from '../route.js';
import {
  AttachmentSchema,
  AttachmentsSchema,
  AttachQuerySchema,
  ProblemSchema,
  ReusedPhotosQuerySchema,
  ReusedPhotosSchema,
} from '../schemas.js';
import { isCentral, isKeptFrom, withoutOwn } from '../confidence.js';
import { actorOf } from './requests.js';

const TAG = 'attachments';
const PATH = '/v1/requests/{number}/attachments';

const attachRoute: Route = {
  method: 'post',
  path: PATH,
  operationId: 'attach',
  tag: TAG,
  summary: {
    zh: '上传附件',
    en: 'Attach a photo or document; what a photo says of place, time and device is taken off',
  },
  access: 'attach',
  on: 'request',
  query: AttachQuerySchema,
  bytes: ATTACHMENT_TYPES,
  idempotent: true,
  answers: {
    201: { description: 'Kept and recorded', schema: AttachmentSchema, headers: ['Location'] },
    409: {
      description: 'The request has this content already, or as many of this unit as it takes in one round',
      schema: ProblemSchema,
    },
    413: { description: 'Too large', schema: ProblemSchema },
    415: { description: 'The content is of no type that is taken', schema: ProblemSchema },
  },
  async handle({ deps, principal, role, request, query, body, idempotencyKey }) {
    const { stage } = query as z.infer<typeof AttachQuerySchema>;
    const attachment = await attach(deps.door.db, deps.attachments, {
      request,
      stage,
      bytes: body as Buffer,
      actor: actorOf(principal, role),
      key: idempotencyKey,
    });
    return {
      status: 201,
      body: presented(attachment, principal, request),
      headers: { Location: `/v1/requests/${request.received.number}/attachments/${attachment.id}` },
    };
  },
};

const listRoute: Route = {
  method: 'get',
  path: PATH,
  operationId: 'listAttachments',
  tag: TAG,
  summary: { zh: '附件列表', en: 'What was attached, in order of arrival' },
  access: 'readAttachments',
  on: 'request',
  answers: { 200: { description: 'What the caller may see of it', schema: AttachmentsSchema } },
  async handle(call) {
    const { principal, request } = call;
    const attachments = (await visible(call)).map((one) => presented(one, principal, request));
    return { status: 200, body: { number: request.received.number, attachments } };
  },
};

const EXTENSIONS: { readonly [type in AttachmentType]: string } = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'application/pdf': 'pdf',
};

const getRoute: Route = {
  method: 'get',
  path: `${PATH}/{id}`,
  operationId: 'getAttachment',
  tag: TAG,
  summary: { zh: '下载附件', en: 'The bytes of an attachment' },
  access: 'readAttachments',
  on: 'request',
  answers: {
    200: { description: 'As kept', mediaTypes: ATTACHMENT_TYPES, headers: ['Content-Disposition'] },
    410: { description: 'It was erased with the request it belongs to', schema: ProblemSchema },
  },
  async handle(call) {
    const { deps, params, request } = call;
    const found = (await visible(call)).find(({ id }) => id === params['id']);
    if (found === undefined) throw new ApiProblem('not_found');
    if (found.erasedAt !== undefined) throw new ApiProblem('attachment_erased');
    const bytes = await deps.attachments.blobs.get(found.blobKey);
    // Evidence that is gone or changed is a fault of ours, never an answer.
    if (bytes === undefined) throw new Error(`the blob of attachment ${found.id} is gone`);
    if (createHash('sha256').update(bytes).digest('hex') !== found.sha256) {
      throw new Error(`the blob of attachment ${found.id} is not what was recorded`);
    }
    const mediaType = found.mediaType as AttachmentType;
    const name = `${request.received.number}-${found.stage}-${found.id.slice(0, 8)}.${EXTENSIONS[mediaType]}`;
    return {
      status: 200,
      body: bytes,
      contentType: mediaType,
      headers: {
        'Content-Disposition': `attachment; filename="${name}"`,
        'Content-Security-Policy': "default-src 'none'; sandbox",
      },
    };
  },
};

/** In a confidence, who is not of the centre sees what the own unit or account brought: a photo can show who asked. */
async function visible({ deps, principal, request }: Call): Promise<Attachment[]> {
  const attachments = await listAttachments(deps.door.db.pool, request.case);
  if (!isKeptFrom(principal, request, 'readAttachments')) return attachments;
  return attachments.filter(
    ({ actor }) => actor.account === principal.accountId || (actor.unit !== undefined && actor.unit === principal.unit),
  );
}

function presented(attachment: Attachment, principal: Principal, request: ResidentRequest) {
  const { id, stage, mediaType, bytes, receivedBytes, trailingBytes, sha256, at, actor, reusedFrom, erasedAt } =
    attachment;
  return {
    ...{ id, stage, mediaType, bytes, receivedBytes, trailingBytes, sha256, at, by: actor },
    ...(erasedAt !== undefined && { erasedAt }),
    ...(reusedFrom !== undefined && isCentral(principal, 'readAttachments', request) && { reusedFrom }),
  };
}

const reusedRoute: Route = {
  method: 'get',
  path: '/v1/reused-photos',
  operationId: 'listReusedPhotos',
  tag: TAG,
  summary: { zh: '重复使用的照片', en: 'Photos that serve several requests, latest use first' },
  access: 'readReusedPhotos',
  on: 'district',
  query: ReusedPhotosQuerySchema,
  answers: { 200: { description: 'Each photo and where it was used', schema: ReusedPhotosSchema } },
  async handle({ deps, principal, query }) {
    const { before, limit } = query as z.infer<typeof ReusedPhotosQuerySchema>;
    const photos = await listReusedPhotos(deps.door.db, { district: principal.district, before, limit });
    return { status: 200, body: { photos: await withoutOwn(deps.door.db, principal, photos) } };
  },
};

export const ATTACHMENT_ROUTES: readonly Route[] = [attachRoute, listRoute, getRoute, reusedRoute];
