"use strict";
const { inspect } = require("util");
const { CompileError } = require("./compile-error");
const { codeFrame } = require("./code-frame");
const { originalPlace } = require("./library-map");

/** What Jupyter wants to know of an error, with every place in a cell given as the cell's own line and column. */
function describeError(error, compiler) {
  if (error instanceof CompileError) {
    return { ename: error.name, evalue: error.message, traceback: error.traceback };
  }
  if (!isError(error)) {
    const text = inspect(error);
    return { ename: "Thrown", evalue: text, traceback: [`Thrown: ${text}`] };
  }
  return { ename: String(error.name), evalue: String(error.message), traceback: traceback(error, compiler) };
}

/** Errors of other realms (worker threads, vm contexts) are errors too. */
const isError = (value) => value instanceof Error || Object.prototype.toString.call(value) === "[object Error]";

function traceback(error, compiler) {
  const { head, frames } = splitStack(error);
  const places = frames.map((frame) => locate(frame, compiler)).filter((place) => place !== undefined);
  const inCell = places.find(({ cell }) => cell !== undefined);
  const lines = [head];
  if (inCell) lines.push(...codeFrame(inCell.cell.source, inCell.line, inCell.column));
  lines.push(...places.map(({ text }) => text));
  if (Array.isArray(error.errors)) {
    for (const one of error.errors) lines.push(...describeError(one, compiler).traceback.map((line) => `  ${line}`));
  }
  if (error.cause !== undefined) {
    const [first, ...rest] = describeError(error.cause, compiler).traceback;
    lines.push(`Caused by ${first}`, ...rest);
  }
  return lines.flatMap((line) => line.split("\n"));
}

/** The message may hold line breaks, and may have been changed after the stack was taken. */
function splitStack(error) {
  const stack = typeof error.stack === "string" ? error.stack : "";
  const at = stack.search(/^ {4}at /m);
  const head = error.message === "" ? String(error.name) : `${error.name}: ${error.message}`;
  return { head, frames: at < 0 ? [] : stack.slice(at).split("\n") };
}

/** Frames of Node and of this kernel say nothing about the cell. */
const INTERNAL = /\(?node:|[\\/]jupyter[\\/]kernels[\\/]|[\\/]tslab[\\/]dist[\\/]/;

const PLACE = /^( {4}at (?:async )?(?:.+ \()?)(.+?):(\d+):(\d+)(\)?)$/;

function locate(frame, compiler) {
  if (INTERNAL.test(frame)) return undefined;
  const match = PLACE.exec(frame);
  if (!match) return { text: frame };
  const [, before, file, line, column, after] = match;
  const caller = before.replace("at Proxy.", "at "); // an earlier cell's function is called as a property of `exports`
  const cell = compiler.cells.get(file);
  const place = cell ? cell.map?.find(Number(line), Number(column)) : originalPlace(file, Number(line), Number(column));
  if (!place) return { text: frame };
  return { text: `${caller}${place.file ?? file}:${place.line}:${place.column}${after}`, cell, ...place };
}

module.exports = { describeError };
