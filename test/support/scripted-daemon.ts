/** A daemon that answers what a test wrote down, in order, and remembers what it was asked. */
import { Client } from "../../main/node/xs/client.ts";
import { Conversation } from "../../main/node/xs/conversation.ts";
import { decodeXsPacket, encodeXsPacket, XS, type XsPacket } from "../../protocol/xs-wire.ts";

/** A payload, or the error that an ERROR names. */
export type ScriptedAnswer = string | { readonly error: string };

export interface ScriptedDaemon {
  readonly client: Client;
  readonly conversation: Conversation;
  /** Operation, transaction and payload of each request so far. */
  readonly asked: readonly (readonly [op: string, tx: number, payload: string])[];
}

const opName = (type: number): string => Object.entries(XS).find(([, number]) => number === type)?.[0] ?? String(type);

export function scriptedDaemon(answers: readonly ScriptedAnswer[]): ScriptedDaemon {
  const asked: [string, number, string][] = [];
  const conversation: Conversation = new Conversation((octets) => {
    const packet = decodeXsPacket(octets)!;
    asked.push([opName(packet.type), packet.txId, packet.payload]);
    const answer = answers[asked.length - 1];
    if (answer !== undefined) conversation.receive(encodeXsPacket(reply(packet, answer)));
  });
  return { client: new Client(conversation), conversation, asked };
}

function reply({ type, reqId, txId }: XsPacket, answer: ScriptedAnswer): XsPacket {
  return typeof answer === "string"
    ? { type, reqId, txId, payload: answer }
    : { type: XS.ERROR, reqId, txId, payload: `${answer.error}\0` };
}
