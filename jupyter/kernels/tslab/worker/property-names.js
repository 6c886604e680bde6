"use strict";
/*
 * tslab turns the name of an earlier cell's variable, `price`, into `exports.price`, but overlooks it in the short form
 * of a property: `{ price }` stays, and there is no such variable. Here the short form is written out before tslab looks,
 * and the compiler is asked for the variable behind the name instead of the property.
 *
 * The other way round, tslab takes the property's name in `const { price: paid } = offer` for a variable where the offer's
 * type is of an earlier cell. A name made anew, which the compiler knows nothing about, is left in peace.
 */

/** Makes a program see to both kinds of names before tslab's own steps. Changes the program in place. */
function settlePropertyNames(ts, builder) {
  const checker = builder.getProgram().getTypeChecker();
  lookBehindShorthands(ts, checker);
  const emit = builder.emit;
  builder.emit = (file, write, token, onlyDeclarations, transformers) => {
    const before = [...(transformers?.before ?? []), withSettledNames(ts)];
    return emit.call(builder, file, write, token, onlyDeclarations, { ...transformers, before });
  };
  return builder;
}

function withSettledNames(ts) {
  return (context) => {
    const visit = (node) => {
      if (ts.isShorthandPropertyAssignment(node)) return writtenOut(node);
      const settled = ts.visitEachChild(node, visit, context);
      return ts.isBindingElement(settled) ? renamedAnew(settled) : settled;
    };

    function writtenOut(node) {
      const { factory } = context;
      const variable = ts.setOriginalNode(factory.createIdentifier(node.name.text), node.name);
      ts.setSourceMapRange(variable, node.name);
      const fallback = ts.visitNode(node.objectAssignmentInitializer, visit); // `{ price = 1 } = offer`
      const value = fallback === undefined ? variable : factory.createAssignment(variable, fallback);
      return ts.setTextRange(factory.createPropertyAssignment(node.name.text, value), node);
    }

    function renamedAnew(node) {
      const { dotDotDotToken, propertyName, name, initializer } = node;
      if (propertyName === undefined || !ts.isIdentifier(propertyName)) return node;
      const property = context.factory.createIdentifier(propertyName.text);
      ts.setSourceMapRange(property, propertyName);
      return context.factory.updateBindingElement(node, dotDotDotToken, property, name, initializer);
    }

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

module.exports = { settlePropertyNames };
