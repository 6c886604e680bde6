import type { BundleContent, JsonObject, Tensor } from "../../bundle";
import { DataError } from "../../contracts";
import type { Field, PlacedField } from "./feature-space";
import { FeatureSpace } from "./feature-space";

/** The fields of a space as a bundle keeps them, but for the ids: names and sizes among the settings, values as tensors. */
export function fieldsToBundle({ users, items, userCount, itemCount }: FeatureSpace): {
  settings: JsonObject;
  tensors: Record<string, Tensor>;
} {
  const tensors: Record<string, Tensor> = {};
  const describe = (fields: readonly PlacedField[], side: string): JsonObject[] =>
    fields.slice(1).map(({ name, size, values }, n) => {
      tensors[`fields.${side}.${n}`] = { shape: [values.length], data: values };
      return { name, size };
    });
  const settings = { userCount, itemCount, userFields: describe(users, "users"), itemFields: describe(items, "items") };
  return { settings, tensors };
}

/**
 * Reads back what {@link fieldsToBundle} made.
 *
 * @throws DataError, ValueError or ShapeError when something is missing or does not fit
 */
export function spaceFromBundle({ settings, tensors }: BundleContent): FeatureSpace {
  const { userCount, itemCount } = settings;
  if (typeof userCount !== "number" || typeof itemCount !== "number") {
    throw new DataError("the bundle's settings must hold userCount and itemCount, numbers");
  }
  const read = (side: "users" | "items", list: unknown): Field[] => {
    if (!Array.isArray(list)) throw new DataError(`the bundle's settings must hold the fields of ${side}, a list`);
    return list.map((described: JsonObject, n) => {
      const values = tensors[`fields.${side}.${n}`]?.data;
      const { name, size } = described;
      if (typeof name !== "string" || typeof size !== "number" || !(values instanceof Uint32Array)) {
        throw new DataError(`the bundle must hold a name, a size and values (U32) of field ${n} of ${side}`);
      }
      return { name, size, values };
    });
  };
  return new FeatureSpace(userCount, itemCount, {
    userFields: read("users", settings.userFields),
    itemFields: read("items", settings.itemFields),
  });
}
