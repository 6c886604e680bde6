"use strict";
/*
 * tslab turns the name of an earlier cell's variable, `price`, into `exports.price`, but overlooks it in the short form
 * of a property: `{ price }` stays, and there is no such variable. Here the short form is written out before tslab looks,
 * and the compiler is asked for the variable behind the name instead of the property.
 */

/** Makes a program write out `{ name }` as `{ name: name }` before tslab's own steps. Changes the program in place. */
function writeOutShorthands(ts, builder) {
  const checker = builder.getProgram().getTypeChecker();
  lookBehindShorthands(ts, checker);
  const emit = builder.emit;
  builder.emit = (file, write, token, onlyDeclarations, transformers) => {
    const before = [...(transformers?.before ?? []), expander(ts)];
    return emit.call(builder, file, write, token, onlyDeclarations, { ...transformers, before });
  };
  return builder;
}

function expander(ts) {
  return (context) => {
    const visit = (node) => {
      if (!ts.isShorthandPropertyAssignment(node)) return ts.visitEachChild(node, visit, context);
      const { factory } = context;
      const variable = ts.setOriginalNode(factory.createIdentifier(node.name.text), node.name);
      ts.setSourceMapRange(variable, node.name);
      const fallback = ts.visitNode(node.objectAssignmentInitializer, visit); // `{ price = 1 } = offer`
      const value = fallback === undefined ? variable : factory.createAssignment(variable, fallback);
      return ts.setTextRange(factory.createPropertyAssignment(node.name.text, value), node);
    };
    return (file) => ts.visitEachChild(file, visit, context);
  };
}

function lookBehindShorthands(ts, checker) {
  const symbolAt = checker.getSymbolAtLocation;
  checker.getSymbolAtLocation = (node) => {
    const place = ts.getParseTreeNode(node) ?? node;
    const parent = place.parent;
    if (parent !== undefined && ts.isShorthandPropertyAssignment(parent) && parent.name === place) {
      return checker.getShorthandAssignmentValueSymbol(parent);
    }
    return symbolAt(node);
  };
}

module.exports = { writeOutShorthands };
