import fc from "fast-check";
import { expect, test } from "vitest";
import { REMOTE_HEADER_MAX, RemoteStream } from "../../../protocol/remote-display.ts";

function message(header: string, payload: Uint8Array): Uint8Array {
  const octets = new Uint8Array(8 + header.length + payload.length);
  const view = new DataView(octets.buffer);
  view.setUint32(0, header.length, true);
  view.setUint32(4, payload.length, true);
  for (let i = 0; i < header.length; i++) octets[8 + i] = header.charCodeAt(i);
  octets.set(payload, 8 + header.length);
  return octets;
}

test("messages come out as they went in, wherever the stream was cut", () => {
  const one = fc.record({ header: fc.stringMatching(/^[ -~]{0,20}$/), payload: fc.uint8Array({ maxLength: 40 }) });
  fc.assert(
    fc.property(fc.array(one, { maxLength: 6 }), fc.array(fc.integer({ min: 1, max: 30 })), (messages, cuts) => {
      const whole = Buffer.concat(messages.map(({ header, payload }) => message(header, payload)));
      const came: { header: string; payload: number[] }[] = [];
      const stream = new RemoteStream((header, payload) => came.push({ header, payload: [...payload] }));
      let at = 0;
      for (const cut of [...cuts, whole.length]) {
        expect(stream.take(whole.subarray(at, at + cut))).toBe(true);
        at += cut;
      }
      expect(came).toEqual(messages.map(({ header, payload }) => ({ header, payload: [...payload] })));
    }),
  );
});

test.each([
  ["header", REMOTE_HEADER_MAX + 1, 0],
  ["payload", 0, 0xffff_ffff],
])("a %s that is too long is no such stream", (_, header, payload) => {
  const head = new DataView(new ArrayBuffer(8));
  head.setUint32(0, header, true);
  head.setUint32(4, payload, true);
  expect(new RemoteStream(() => undefined).take(new Uint8Array(head.buffer))).toBe(false);
});
