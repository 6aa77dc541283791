import { mdiMagnify, mdiPhone } from "@mdi/js";
import type { ReactElement } from "react";
import { Icon } from "../../../kit/icon.tsx";
import { Locked } from "../shell/locked.tsx";
import { Press } from "../shell/press.tsx";
import { useIvi } from "../state/ivi.ts";
import { lockOfPart } from "../state/lock-table.ts";
import { useStore } from "../state/store.ts";
import { useTexts } from "../text/texts.ts";
import { dial } from "./call.ts";
import { CallCard } from "./call-card.tsx";
import { type Contact, contactName, contacts, initialOf } from "./contacts.ts";
import { Keypad } from "./keypad.tsx";
import { LastCallText } from "./last-call.tsx";

/** How many people can still be called with one press while the car moves. */
const FAVOURITES = 3;

export function PhoneApp(): ReactElement {
  const ivi = useIvi();
  const texts = useTexts();
  const lock = useStore(ivi.lock, (value) => value.lock);
  const busy = useStore(ivi.call, (value) => value.call.kind !== "idle");
  const locked = lockOfPart("keypad", lock);
  return (
    <div className="phone-app">
      {lockOfPart("contacts", lock) ? (
        <People shown={contacts.slice(0, FAVOURITES)} title={texts.favourites} />
      ) : (
        <People shown={contacts} title={texts.recent} />
      )}
      {busy ? <CallCard /> : locked ? <Locked id="phone-locked" by={locked} part /> : <Keypad />}
    </div>
  );
}

function People({ shown, title }: { readonly shown: readonly Contact[]; readonly title: string }): ReactElement {
  const ivi = useIvi();
  const texts = useTexts();
  return (
    <section className={shown.length > FAVOURITES ? "card people" : "card people few"} data-testid="phone-people">
      <header>
        <h2>{title}</h2>
        <Press id="phone-search" className="round" label={texts.findContact} onPress={() => ivi.find("contact")}>
          <Icon path={mdiMagnify} size={40} />
        </Press>
      </header>
      {shown.map((contact) => (
        <Person key={contact.number} contact={contact} />
      ))}
    </section>
  );
}

function Person({ contact }: { readonly contact: Contact }): ReactElement {
  const ivi = useIvi();
  const texts = useTexts();
  const name = contactName(contact, texts);
  const busy = useStore(ivi.call, (value) => value.call.kind === "dialling" || value.call.kind === "talking");
  const call = (): void => ivi.call.set({ call: dial(contact.number) });
  return (
    <Press id={`phone-call-${contact.id}`} className="person" disabled={busy} onPress={call}>
      <i className="avatar" style={{ background: contact.colour }}>
        {initialOf(name)}
      </i>
      <span className="titles">
        <b>
          <bdi>{name}</bdi>
        </b>
        <span className={contact.missed ? "missed" : ""}>
          <LastCallText last={contact.last} />
        </span>
      </span>
      <span className="person-call">
        <Icon path={mdiPhone} size={32} />
      </span>
    </Press>
  );
}
