// Pictures for tests, good ones and hostile ones.
import { crc32 as zlibSum, deflateSync } from "node:zlib";

// Node 20 has no crc32 of its own.
const table = Array.from({ length: 256 }, (_, n) => {
  for (let bit = 0; bit < 8; bit++) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1;
  return n >>> 0;
});
const sum = zlibSum ?? ((bytes) => {
  let value = 0xffffffff;
  for (const byte of bytes) value = table[(value ^ byte) & 255] ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
});

const big32 = (value) => {
  const out = Buffer.alloc(4);
  out.writeUInt32BE(value);
  return out;
};

export function chunk(type, data = Buffer.alloc(0)) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  return Buffer.concat([big32(data.length), body, big32(sum(body))]);
}

export const signature = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");

const header = (width, height) => chunk("IHDR", Buffer.concat([big32(width), big32(height), Buffer.from([8, 2, 0, 0, 0])]));

/** A PNG of colours that nothing compresses, so that its size in bytes is about width x height x 3; `seed` makes it one of its own. */
export function png(width, height, seed = 1) {
  const rows = Buffer.alloc((width * 3 + 1) * height);
  let state = seed >>> 0 || 1;
  for (let n = 0; n < rows.length; n++) {
    if (n % (width * 3 + 1) === 0) continue;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    rows[n] = state & 255;
  }
  return Buffer.concat([signature, header(width, height), chunk("IDAT", deflateSync(rows, { level: 1 })), chunk("IEND")]);
}

/** A PNG of one colour that is small on the wire and large in memory. */
export function bomb(width, height) {
  const rows = Buffer.alloc((width * 3 + 1) * height);
  return Buffer.concat([signature, header(width, height), chunk("IDAT", deflateSync(rows, { level: 9 })), chunk("IEND")]);
}

/** The same bytes with something before the end of a PNG. */
export function withChunk(picture, type, data) {
  return Buffer.concat([picture.subarray(0, 33), chunk(type, data), picture.subarray(33)]);
}

/** 16 x 12 pixels, without any metadata. */
export const jpeg = Buffer.from("/9j/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBkeFxlZ2P/2wBDARESEhgVGC8aGi9jQjhCY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2P/wAARCAAMABADASIAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwDJooorA+nP/9k=", "base64");

const big16 = (value) => Buffer.from([value >> 8, value & 255]);

export function segment(code, payload) {
  return Buffer.concat([Buffer.from([0xff, code]), big16(payload.length + 2), payload]);
}

/** A JPEG as a telephone makes it: turned, with its position and a comment. */
export function telephoneJpeg(orientation = 6, secret = "48.8584 N 2.2945 E") {
  const entry = (tag, type, count, value) => Buffer.concat([big16(tag), big16(type), big32(count), value]);
  const text = Buffer.from(`${secret}\0`);
  const tiff = Buffer.concat([
    Buffer.from("MM\0*\0\0\0\x08", "latin1"), big16(2),
    entry(0x010e, 2, text.length, big32(8 + 2 + 24 + 4)),
    entry(0x0112, 3, 1, Buffer.concat([big16(orientation), big16(0)])),
    big32(0), text,
  ]);
  return Buffer.concat([
    jpeg.subarray(0, 2), segment(0xe1, Buffer.concat([Buffer.from("Exif\0\0", "latin1"), tiff])),
    segment(0xfe, Buffer.from(`made by ${secret}`)), jpeg.subarray(2), Buffer.from("behind the end"),
  ]);
}

/** Two frames of 2 x 2 pixels that repeat, and a comment. */
export const animatedGif = Buffer.concat([
  Buffer.from("GIF89a\x02\0\x02\0\x80\0\0\0\0\0\xff\xff\xff", "latin1"),
  Buffer.from("!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0", "latin1"),
  Buffer.from("!\xfe\x06secret\0", "latin1"),
  ...[0, 1].map(() => Buffer.from("!\xf9\x04\0\x0a\0\0\0,\0\0\0\0\x02\0\x02\0\0\x02\x03\x44\x02\x05\0", "latin1")),
  Buffer.from(";"),
]);

/** An animation that takes a minute or more to render: 4900 frames of 100 x 100 pixels, each of which changes 10 x 10. */
export function endlessGif(seed) {
  const palette = Buffer.from(Array.from({ length: 384 }, (_, n) => (n * 97 + seed) & 255));
  const screen = Buffer.from("GIF89a\x64\0\x64\0\xf6\0\0", "latin1");
  const frame = (n) => Buffer.concat([
    Buffer.from("!\xf9\x04\x04\x05\0\0\0,", "latin1"), Buffer.from([n % 90, 0, (n * 3) % 90, 0, 10, 0, 10, 0, 0, 7, 102, 128]),
    Buffer.from(Array.from({ length: 100 }, (_, at) => (at * 7 + n * 13) & 127)), Buffer.from([129, 0]),
  ]);
  return Buffer.concat([screen, palette, ...Array.from({ length: 4900 }, (_, n) => frame(n)), Buffer.from(";")]);
}
