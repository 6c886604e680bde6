"use strict";

const textOf = (parts = []) => parts.map(({ text }) => text).join("");

/** A declaration with its docstring as Markdown: the signature, the text, then the tags as a list. */
function markdownOf({ displayParts, documentation, tags = [] }) {
  const blocks = [`\`\`\`typescript\n${textOf(displayParts)}\n\`\`\``];
  if (documentation?.length) blocks.push(textOf(documentation));
  const list = tags.map(({ name, text }) => `- *@${name}* ${textOf(text).replace(/\s*\n\s*/g, " ")}`.trimEnd());
  if (list.length > 0) blocks.push(list.join("\n"));
  return blocks.join("\n\n");
}

module.exports = { markdownOf };
