import { createHmac, randomUUID } from "node:crypto";

/** The content of a reply, whatever was asked. */
export interface Reply {
  status: "ok" | "error" | "aborted";
  [key: string]: unknown;
}

/** The reply to an execute_request, with the metadata the course's kernel adds. */
export interface ExecuteReply extends Reply {
  execution_count?: number;
  ename?: string;
  evalue?: string;
  traceback?: string[];
  /** From the course's kernel: its process's peak memory, and the tensor backend in use. */
  usage?: { maxRssKb: number; backend?: string };
}

/** One message that a kernel broadcasts while it works on a request. */
export interface IopubMessage {
  type: string;
  content: Record<string, unknown>;
}

/** How a kernel's process ended. */
export interface KernelExit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A message as it arrived. */
export interface WireMessage {
  type: string;
  parentId: string | undefined;
  metadata: Record<string, unknown>;
  content: Record<string, unknown>;
}

const DELIMITER = "<IDS|MSG>";
const PROTOCOL_VERSION = "5.3";

const sign = (key: string, parts: readonly string[]): string =>
  createHmac("sha256", key).update(parts.join("")).digest("hex");

/** A request in the Jupyter wire protocol: its frames, and the id by which answers name it. */
export function encodeRequest(
  key: string,
  session: string,
  type: string,
  content: object,
): { id: string; frames: string[] } {
  const id = randomUUID();
  const date = new Date().toISOString();
  const header = { msg_id: id, session, username: "cartwright", date, msg_type: type, version: PROTOCOL_VERSION };
  const parts = [header, {}, {}, content].map((part) => JSON.stringify(part));
  return { id, frames: [DELIMITER, sign(key, parts), ...parts] };
}

/**
 * Reads a message of the wire protocol; undefined for one that is not ours (wrong signature, too short), as anything may
 * connect to an open port.
 */
export function decodeMessage(key: string, frames: readonly Buffer[]): WireMessage | undefined {
  const texts = frames.map((frame) => frame.toString());
  const at = texts.indexOf(DELIMITER);
  const parts = texts.slice(at + 2, at + 6);
  if (at < 0 || parts.length < 4 || texts[at + 1] !== sign(key, parts)) return undefined;
  const [header, parent, metadata, content] = parts.map((part) => JSON.parse(part) as Record<string, unknown>);
  const parentId = parent?.msg_id as string | undefined;
  return { type: String(header?.msg_type), parentId, metadata: metadata ?? {}, content: content ?? {} };
}
