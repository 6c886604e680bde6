import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import zlib from "node:zlib";
import { SetupError } from "../setup/say.mjs";

/**
 * Unpacks some files of a wheel (a zip file below 4 GB), each written whole or not at all.
 *
 * @param {string} wheel
 * @param {string} folder
 * @param {(name: string) => boolean} isWanted
 * @returns {Promise<Record<string, {bytes: number, sha256: string}>>} what now lies in the folder, by name
 * @throws {SetupError} when the file is no zip file or an entry is damaged
 */
export async function unpack(wheel, folder, isWanted) {
  const made = {};
  const source = fs.openSync(wheel, "r");
  try {
    for (const entry of readDirectory(source, wheel)) {
      if (isWanted(entry.name)) made[entry.name] = await unpackEntry(source, wheel, entry, folder);
    }
  } finally {
    fs.closeSync(source);
  }
  return made;
}

/** The entries that the directory at the end of the file lists. */
function* readDirectory(source, wheel) {
  const { size } = fs.fstatSync(source);
  const tail = read(source, Math.max(0, size - 65557), Math.min(size, 65557));
  const end = tail.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  if (end < 0) throw damaged(wheel, "it has no directory");
  const directory = read(source, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
  for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === 0x02014b50;) {
    const [name, extra, comment] = [28, 30, 32].map((offset) => directory.readUInt16LE(at + offset));
    yield {
      name: directory.toString("utf8", at + 46, at + 46 + name),
      deflated: directory.readUInt16LE(at + 10) === 8,
      crc: directory.readUInt32LE(at + 16),
      packed: directory.readUInt32LE(at + 20),
      bytes: directory.readUInt32LE(at + 24),
      mode: (directory.readUInt32LE(at + 38) >>> 16) & 0o777,
      header: directory.readUInt32LE(at + 42),
    };
    at += 46 + name + extra + comment;
  }
}

async function unpackEntry(source, wheel, entry, folder) {
  const target = path.join(folder, entry.name);
  if (path.relative(folder, target).startsWith("..")) throw damaged(wheel, `${entry.name} points outside`);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  const header = read(source, entry.header, 30);
  const start = entry.header + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  const hash = createHash("sha256");
  let bytes = 0;
  let crc = 0;
  const measure = new Transform({
    transform(chunk, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      crc = zlib.crc32(chunk, crc);
      done(null, chunk);
    },
  });
  const packed =
    entry.packed === 0
      ? [Buffer.alloc(0)]
      : fs.createReadStream(wheel, { start, end: start + entry.packed - 1, highWaterMark: 1 << 20 });
  const unpacking = entry.deflated ? [zlib.createInflateRaw({ chunkSize: 1 << 20 })] : [];
  try {
    await pipeline(packed, ...unpacking, measure, fs.createWriteStream(`${target}.part`));
  } catch (error) {
    fs.rmSync(`${target}.part`, { force: true });
    throw error.code?.startsWith("Z_") ? damaged(wheel, entry.name) : error;
  }
  if (bytes !== entry.bytes || crc !== entry.crc) {
    fs.rmSync(`${target}.part`, { force: true });
    throw damaged(wheel, entry.name);
  }
  if (entry.mode & 0o100) fs.chmodSync(`${target}.part`, 0o755);
  fs.renameSync(`${target}.part`, target);
  return { bytes, sha256: hash.digest("hex") };
}

function read(source, position, length) {
  const buffer = Buffer.alloc(length);
  return buffer.subarray(0, fs.readSync(source, buffer, 0, length, position));
}

const damaged = (wheel, what) =>
  new SetupError(`${path.basename(wheel)} is damaged: ${what}.`, "Run the same command again: it is fetched anew.");
