import js from "@eslint/js";
import globals from "globals";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["**/node_modules", "build", ".venv", "lib/dist", "test/reference", "lib/serving/client/api-types.ts"] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  ...tseslint.configs.stylistic,
  {
    rules: {
      // `a[i]!` inside a bounded loop is how typed arrays read under noUncheckedIndexedAccess.
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/consistent-type-definitions": "off",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      // Index loops over several typed arrays at once are clearer, and faster, than iterators.
      "@typescript-eslint/prefer-for-of": "off",
      eqeqeq: ["error", "always"],
    },
  },
  {
    files: ["lib/**/*.ts"],
    languageOptions: { parserOptions: { project: "./lib/tsconfig.json", tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/explicit-module-boundary-types": "error",
    },
  },
  {
    files: ["lib/storefront/page/**/*.ts"],
    languageOptions: {
      parserOptions: { project: "./lib/storefront/page/tsconfig.json", tsconfigRootDir: import.meta.dirname },
    },
  },
  {
    files: ["**/*.{js,cjs,mjs}"],
    languageOptions: { globals: globals.node },
    rules: { "@typescript-eslint/no-require-imports": "off" },
  },
  {
    files: ["test/**/*.ts"],
    // "is this a Float64Array of zeros" style expressions of chai-like libraries are not used; empty callbacks are.
    rules: { "@typescript-eslint/no-empty-function": "off" },
  },
);
