/** Lint for what neither the compiler nor test/architecture/imports.test.ts can see: promises, exhaustiveness, clocks and dice. */
import reactHooks from "eslint-plugin-react-hooks";
import { fileURLToPath } from "node:url";
import tseslint from "typescript-eslint";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Time, chance and the console are passed in, so that a run can be replayed. */
const PASSED_IN = {
  Date: "Clock.now() of protocol/ports.ts",
  setTimeout: "Timers.after() of protocol/ports.ts",
  setInterval: "Timers.at() of protocol/ports.ts",
  setImmediate: "Timers.after() of protocol/ports.ts",
  performance: "Clock.now() of protocol/ports.ts",
  console: "main/log",
};

export default tseslint.config(
  { ignores: ["out/**", "dist/**", "node_modules/**", "test-results/**", "test/data/**", "**/*.d.mts"] },
  {
    files: ["**/*.ts", "**/*.tsx"],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/consistent-type-imports": "error",
      // Numbers belong in messages, and a string that may be undefined does not.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      // `x[0]!` after a length check is clearer than a branch that cannot be taken; the compiler makes every index possibly undefined.
      "@typescript-eslint/no-non-null-assertion": "off",
      // Empty functions are honest defaults for callbacks; an effect may answer a void expression.
      "@typescript-eslint/no-empty-function": "off",
      "@typescript-eslint/no-confusing-void-expression": "off",
      // A port answers later on a real Xen, so its emulation is async without awaiting.
      "@typescript-eslint/require-await": "off",
      // `while (true)` with a bound inside, and checks of what the types promise but a guest sends.
      "@typescript-eslint/no-unnecessary-condition": "off",
      // The compiler says these already.
      "@typescript-eslint/no-unused-vars": "off",
      "@typescript-eslint/unified-signatures": "off",
      // A callback that is made before the object it serves.
      "prefer-const": ["error", { ignoreReadBeforeAssign: true }],
      // These fight the tables of protocol/: functions kept in tuples, an arm without fields, a type read off a table.
      "@typescript-eslint/unbound-method": "off",
      "@typescript-eslint/no-generated-empty-object-type": "off",
      "@typescript-eslint/no-unnecessary-type-parameters": "off",
      // XenStore and the readouts are 7-bit ASCII.
      "@typescript-eslint/no-misused-spread": "off",
      "no-control-regex": "error",
      "@typescript-eslint/no-invalid-void-type": "off",
      "no-empty": ["error", { allowEmptyCatch: false }],
      eqeqeq: "error",
      "no-restricted-syntax": [
        "error",
        { selector: "ExportDefaultDeclaration", message: "No default exports: a thing has one name." },
        { selector: "TSEnumDeclaration", message: "Enumerations are one `as const` object." },
      ],
    },
  },
  {
    files: ["main/**/*.ts", "protocol/**/*.ts", "preload/**/*.ts"],
    ignores: ["main/electron/**", "main/node/**", "main/launch/**"],
    rules: {
      "no-restricted-globals": [
        "error",
        ...Object.entries(PASSED_IN).map(([name, instead]) => ({ name, message: `Passed in: ${instead}.` })),
      ],
      "no-restricted-properties": [
        "error",
        { object: "Math", property: "random", message: "Passed in: Dice.next() of protocol/ports.ts." },
      ],
    },
  },
  // Where time is passed in from: the composition root's entry and run, and a guest's kernel, which has no other machine than its page.
  { files: ["main/index.ts", "main/cockpit-run.ts", "preload/guest.ts"], rules: { "no-restricted-globals": "off" } },
  {
    files: ["renderer/**/*.{ts,tsx}"],
    plugins: { "react-hooks": reactHooks },
    rules: {
      ...reactHooks.configs.recommended.rules,
      "no-restricted-properties": [
        "error",
        { object: "Math", property: "random", message: "Draw from a seeded sequence, so that a page can be replayed." },
      ],
    },
  },
  {
    files: ["test/**/*.{ts,tsx}"],
    rules: {
      // Vitest's asymmetric matchers and fast-check's inferred arbitraries are `any` at the edges.
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-dynamic-delete": "off",
    },
  },
  // The tools' configuration files are what the tools want: default exports.
  { files: ["test/*.config.ts"], rules: { "no-restricted-syntax": "off" } },
  {
    files: ["**/*.mjs"],
    extends: [tseslint.configs.base],
    rules: { "no-undef": "off", "no-unused-vars": "error", eqeqeq: "error", "prefer-const": "error" },
  },
);
