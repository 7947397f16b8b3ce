import { ConfigFault, type Config } from '../config.js';
import type { Blobs } from './blobs.js';
import { openFolderBlobs } from './folder.js';
import { openS3Blobs } from './s3.js';

/** The place that the configuration names. Throws ConfigFault when it names none, or no keys to it. */
export function openBlobs(config: Config): Blobs {
  const blobs = findBlobs(config);
  if (blobs === undefined) throw new ConfigFault('BLOB_FOLDER or S3_BUCKET_URL must say where attachments are kept');
  return blobs;
}

/** The same, undefined when the configuration names none: a machine may have no part in attachments. */
export function findBlobs(config: Config): Blobs | undefined {
  const { BLOB_FOLDER: folder, S3_BUCKET_URL: bucketUrl, S3_REGION: region } = config;
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = config;
  if (bucketUrl !== undefined) {
    if (accessKeyId === undefined || secretAccessKey === undefined) {
      throw new ConfigFault('S3_BUCKET_URL needs S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY');
    }
    return openS3Blobs({ bucketUrl, region, accessKeyId, secretAccessKey });
  }
  return folder === undefined ? undefined : openFolderBlobs(folder);
}
