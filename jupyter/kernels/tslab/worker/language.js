"use strict";
const { markdownOf } = require("./quick-info");
const { calleeEnd } = require("./callee");
const { compilerModule } = require("./typescript");
const { toCodePoints, toUtf16 } = require("./code-points");

const { isCompleteCode } = compilerModule("converter");
const { printQuickInfo } = compilerModule("inspect");

/** complete_request: what may stand at the cursor. */
function complete(executor, { code, cursor_pos: cursor }) {
  const { compiler, declarations } = executor;
  const found = compiler.ask("complete", declarations, code, toUtf16(code, cursor));
  const start = toCodePoints(code, found.start);
  const end = toCodePoints(code, found.end);
  const kinds = new Map((found.original?.entries ?? []).map(({ name, kind }) => [name, kind]));
  const types = found.candidates.map((text) => ({ text, type: kinds.get(text) ?? "", start, end }));
  return {
    status: "ok",
    matches: found.candidates,
    cursor_start: start,
    cursor_end: end,
    metadata: { _jupyter_types_experimental: types },
  };
}

/** inspect_request: signature and docstring of the name at the cursor, or of the function whose arguments it is in. */
function inspect(executor, { code, cursor_pos: cursor }) {
  const { compiler, declarations } = executor;
  const at = toUtf16(code, cursor);
  for (const position of [at, at - 1, calleeEnd(code, at)]) {
    if (position === undefined || position < 0) continue;
    const info = compiler.ask("inspect", declarations, code, position);
    if (!info) continue;
    const data = { "text/plain": printQuickInfo(info), "text/markdown": markdownOf(info) };
    return { status: "ok", found: true, data, metadata: {} };
  }
  return { status: "ok", found: false, data: {}, metadata: {} };
}

/** is_complete_request: whether a console should run the line or wait for more. */
function isComplete({ code }) {
  const { completed, indent } = isCompleteCode(code);
  return completed ? { status: "complete" } : { status: "incomplete", indent: indent ?? "" };
}

module.exports = { complete, inspect, isComplete };
