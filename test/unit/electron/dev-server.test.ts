import { expect, test } from "vitest";
import { isOf, policyFor } from "../../../main/electron/dev-server.ts";

const ORIGIN = "http://127.0.0.1:5173";

test.each([
  ["http://127.0.0.1:5173/@vite/client", true],
  ["ws://127.0.0.1:5173/?token=x", true],
  ["http://127.0.0.1:5174/", false],
  ["ws://127.0.0.1/", false],
  ["http://localhost:5173/", false],
  ["https://127.0.0.1:5173/", false],
  ["wss://127.0.0.1:5173/", false],
  ["http://127.0.0.1:5173@evil.example/", false],
  ["http://evil.example/http://127.0.0.1:5173/", false],
  ["file:///etc/passwd", false],
  ["no url", false],
])("%s is of the development server: %s", (url, of) => {
  expect(isOf(ORIGIN, url)).toBe(of);
});

test("the policy of a development server's page names its socket and no other host, and no eval", () => {
  const policy = policyFor(ORIGIN);
  expect([policy.match(/[a-z]+:\/\/[^ ;]+/g), policy.includes("unsafe-eval"), policy.startsWith("default-src 'none'")]).toEqual([
    ["ws://127.0.0.1:5173"],
    false,
    true,
  ]);
});
