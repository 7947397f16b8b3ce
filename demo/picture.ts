import { crc32, deflateSync } from 'node:zlib';
import type { Dice } from './dice.js';

const SIZE = 8;
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** 8 bits a channel, red, green and blue. */
const COLOURS = Buffer.from([8, 2, 0, 0, 0]);

/** A PNG of a few coloured squares that no camera took. */
export function pictureOf(dice: Dice): Buffer {
  const rows = Array.from({ length: SIZE }, () => [0, ...Array.from({ length: SIZE * 3 }, () => dice.roll(256))]);
  const size = Buffer.alloc(8);
  size.writeUInt32BE(SIZE, 0);
  size.writeUInt32BE(SIZE, 4);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', Buffer.concat([size, COLOURS])),
    chunk('IDAT', deflateSync(Buffer.from(rows.flat()))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const around = Buffer.alloc(8);
  around.writeUInt32BE(data.length, 0);
  around.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([around.subarray(0, 4), body, around.subarray(4)]);
}
