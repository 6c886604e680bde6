import path from "node:path";
import { findChapters } from "../../jupyter/course/chapters";

export const root = path.resolve(__dirname, "..", "..");

/** The notebooks of the course. */
export const chapters = findChapters(path.join(root, "notebooks"));

/** A chapter that keeps every rule, as text; the tests break one rule at a time. */
export const SOUND_CHAPTER = `// ---
// {"cartwright":{"chapter":"02-05","seconds":20,"full":{"factors":64}}}
// ---

// %% [markdown] {"id":"title"}
// # 02-05 Implicit feedback
//
// **The question.** *What will he buy next?*
//
// **The promise.** You can answer.

// %% [markdown] {"id":"map"}
// ## Where you are
//
// \`\`\`mermaid
// mindmap
//   root((Factorisation))
//     ((02-05 Implicit feedback))
// \`\`\`
//
// - **Needs:** [the glossary](../../docs/decisions.md). **Time:** a minute. **Data:** none. **Hardware:** anything.

// %% {"id":"parameters","tags":["parameters"]}
const factors = 16;

// %% [markdown] {"id":"problem"}
// ## See the problem

// %% [markdown] {"id":"maths"}
// ## The maths: $x^2$
//
// $$ x^2 + 1 $$

// %% [markdown] {"id":"scratch"}
// ## From scratch

// %% {"id":"code"}
import { topK } from "cartwright/ranking";

const best = topK(new Float32Array(factors), 3);
await Promise.resolve(best);

// %% [markdown] {"id":"rest"}
// ## The library's version
//
// ## At scale
//
// ## Check the text
//
// ## Exercises
//
// ## Summary
//
// ## Sources
//
// **What comes next.** See [the map](#where-you-are).
`;
