import { mdiLockOutline, mdiPhone } from "@mdi/js";
import type { ReactElement } from "react";
import { Icon } from "../../../kit/icon.tsx";
import { Press } from "../shell/press.tsx";
import type { DriverLock } from "../state/driver-lock.ts";
import { useIvi } from "../state/ivi.ts";
import { useStore } from "../state/store.ts";
import { dial } from "./call.ts";
import { CallCard } from "./call-card.tsx";
import { type Contact, contacts } from "./contacts.ts";
import { Keypad } from "./keypad.tsx";

/** How many people can still be called with one press while the car moves. */
const FAVOURITES = 3;

export function PhoneApp(): ReactElement {
  const ivi = useIvi();
  const lock = useStore(ivi.lock, (value) => value.lock);
  const busy = useStore(ivi.call, (value) => value.call.kind !== "idle");
  return (
    <div className="phone-app">
      {lock === "open" ? <People shown={contacts} title="Recent" /> : <People shown={contacts.slice(0, FAVOURITES)} title="Favourites" />}
      {busy ? <CallCard /> : lock === "open" ? <Keypad /> : <Locked lock={lock} />}
    </div>
  );
}

function People({ shown, title }: { readonly shown: readonly Contact[]; readonly title: string }): ReactElement {
  return (
    <section className={shown.length > FAVOURITES ? "card people" : "card people few"} data-testid="phone-people">
      <h2>{title}</h2>
      {shown.map((contact) => (
        <Person key={contact.number} contact={contact} />
      ))}
    </section>
  );
}

function Person({ contact }: { readonly contact: Contact }): ReactElement {
  const ivi = useIvi();
  const busy = useStore(ivi.call, (value) => value.call.kind === "dialling" || value.call.kind === "talking");
  const call = (): void => ivi.call.set({ call: dial(contact.name, contact.number) });
  return (
    <Press id={`phone-call-${contact.name.toLowerCase().replace(/\s/g, "-")}`} className="person" disabled={busy} onPress={call}>
      <i className="avatar" style={{ background: contact.colour }}>
        {contact.name[0]}
      </i>
      <span className="titles">
        <b>{contact.name}</b>
        <span className={contact.missed ? "missed" : ""}>{contact.last}</span>
      </span>
      <span className="person-call">
        <Icon path={mdiPhone} size={32} />
      </span>
    </Press>
  );
}

function Locked({ lock }: { readonly lock: DriverLock }): ReactElement {
  return (
    <section className="card locked" data-testid="phone-locked">
      <i className="locked-icon">
        <Icon path={mdiLockOutline} size={64} />
      </i>
      <h2>{lock === "moving" ? "Locked while driving" : "Locked: no speed signal"}</h2>
      <p>
        {lock === "moving"
          ? "The dial pad and the full list are back below 5 km/h. Favourites stay one press away."
          : "The dial pad and the full list are back when the car reports that it stands."}
      </p>
    </section>
  );
}
