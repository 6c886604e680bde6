"use strict";
// The protocol counts characters in Unicode code points, JavaScript in UTF-16 units: an emoji is one there and two here.

/** @returns {number} the UTF-16 position of a code-point position */
function toUtf16(text, codePoints) {
  let position = 0;
  for (let n = 0; n < codePoints && position < text.length; n++)
    position += text.codePointAt(position) > 0xffff ? 2 : 1;
  return position;
}

/** @returns {number} the code-point position of a UTF-16 position */
function toCodePoints(text, position) {
  return Array.from(text.slice(0, position)).length;
}

module.exports = { toCodePoints, toUtf16 };
