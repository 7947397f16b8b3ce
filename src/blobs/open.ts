import { ConfigFault, type Config } from '../config.js';
import type { Blobs } from './blobs.js';
import { openFolderBlobs } from './folder.js';
import { openS3Blobs } from './s3.js';

/** The place that the configuration names. Throws ConfigFault when it names none, or no keys to it. */
export function openBlobs(config: Config): Blobs {
  const { BLOB_FOLDER: folder, S3_BUCKET_URL: bucketUrl, S3_REGION: region } = config;
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = config;
  if (bucketUrl !== undefined) {
    if (accessKeyId === undefined || secretAccessKey === undefined) {
      throw new ConfigFault('S3_BUCKET_URL needs S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY');
    }
    return openS3Blobs({ bucketUrl, region, accessKeyId, secretAccessKey });
  }
  if (folder !== undefined) return openFolderBlobs(folder);
  throw new ConfigFault('BLOB_FOLDER or S3_BUCKET_URL must say where attachments are kept');
}
