"use strict";
// What libraries print on stderr although nothing is wrong. Everything else on stderr is shown: it is an error.
const BANNERS = [
  /looks like you are running TensorFlow\.js in Node\.js/, // advice to install a package that this course replaces
  /^(cpu|wasm|webgl|webgpu|tensorflow) backend was already registered/,
  /^The kernel '.+' for backend '.+' is already registered/,
  /^Platform node has already been set/,
  /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+: [IW] (external|tensorflow)\//, // native TensorFlow's log below errors
  /^To enable the following instructions: .*rebuild TensorFlow/,
  /^\(node:\d+\) (ExperimentalWarning|\[DEP\d+\] DeprecationWarning): /,
  /^\(Use `node --trace-(warnings|deprecation) \.\.\.` to show where the warning was created\)/,
];

/** The text without banners; the rules drawn around them (=====) go with them. */
function withoutBanners(text) {
  const lines = text.split("\n");
  const kept = lines.filter((line) => !BANNERS.some((banner) => banner.test(line)));
  if (kept.length === lines.length) return text;
  return kept.every((line) => /^[\s=]*$/.test(line)) ? "" : kept.join("\n");
}

module.exports = { withoutBanners };
