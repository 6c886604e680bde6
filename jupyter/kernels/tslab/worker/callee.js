"use strict";
const { ts } = require("./typescript");

/** The position inside the name of the innermost call whose arguments hold `position`; undefined outside of calls. */
function calleeEnd(code, position) {
  const file = ts.createSourceFile(
    "cell.ts",
    code,
    ts.ScriptTarget.Latest,
    /* setParentNodes */ false,
    ts.ScriptKind.TS,
  );
  const at = code.slice(0, position).trimEnd().length; // an unfinished call ends with its last token
  let found;
  const visit = (node) => {
    if (node.pos > at || node.end < at) return;
    const isCall = ts.isCallExpression(node) || ts.isNewExpression(node);
    if (isCall && node.expression.end < at) found = node.expression.end - 1;
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

module.exports = { calleeEnd };
