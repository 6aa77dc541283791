import { mdiAccount, mdiMagnify, mdiMapMarker } from "@mdi/js";
import type { ReactElement } from "react";
import { Icon } from "../../../kit/icon.tsx";
import { dial } from "../phone/call.ts";
import { contactName, contacts, spelledNames } from "../phone/contacts.ts";
import { usePortrait } from "../shell/portrait.ts";
import { Press } from "../shell/press.tsx";
import { type Ivi, useIvi } from "../state/ivi.ts";
import { useStore } from "../state/store.ts";
import { type Texts, useTexts } from "../text/texts.ts";
import { find } from "./find.ts";
import { Keyboard } from "./keyboard.tsx";

/** As many as there is room for above the keys. */
const MOST = { landscape: 4, portrait: 7 };
/** Longer than any name there is. */
const LONGEST = 24;

interface Found {
  readonly key: string;
  readonly name: string;
  readonly take: () => void;
}

/** Finds a street to drive to, or somebody to call. */
export function SearchApp(): ReactElement {
  const ivi = useIvi();
  const texts = useTexts();
  const { what, typed } = useStore(ivi.search, (value) => value);
  const most = usePortrait() ? MOST.portrait : MOST.landscape;
  const found = what === "street" ? streetsLike(ivi, typed, most) : contactsLike(ivi, typed, most, texts);
  const type = (change: (before: string) => string): void =>
    ivi.search.set((search) => ({ ...search, typed: change(search.typed).slice(0, LONGEST) }));
  return (
    <section className="card search-app">
      <output className={typed === "" ? "search-field empty" : "search-field"} data-testid="search-typed">
        <Icon path={mdiMagnify} size={36} />
        <bdi>{typed !== "" ? typed : what === "street" ? texts.findStreet : texts.findContact}</bdi>
      </output>
      <div className="search-found">
        {found.map(({ key, name, take }, index) => (
          <Press key={key} id={`search-found-${index}`} className="search-one" onPress={take}>
            <Icon path={what === "street" ? mdiMapMarker : mdiAccount} size={36} />
            <b>
              <bdi>{name}</bdi>
            </b>
          </Press>
        ))}
        {found.length === 0 && <p>{typed.trim() === "" ? texts.typeLetters : texts.nothingFound}</p>}
      </div>
      <Keyboard onType={(letter) => type((before) => before + letter)} onDelete={() => type((before) => before.slice(0, -1))} />
    </section>
  );
}

function streetsLike(ivi: Ivi, typed: string, most: number): readonly Found[] {
  const names = find(ivi.navigation.streetNames, (name) => [name], typed, most);
  return names.map((name) => ({
    key: name,
    name,
    take: () => {
      ivi.navigation.driveTo(name);
      ivi.open("map");
    },
  }));
}

function contactsLike(ivi: Ivi, typed: string, most: number, texts: Texts): readonly Found[] {
  const alike = find(contacts, (contact) => [contactName(contact, texts), ...spelledNames(contact)], typed, most);
  return alike.map((contact) => ({
    key: contact.id,
    name: contactName(contact, texts),
    take: () => {
      ivi.call.set({ call: dial(contact.number) });
      ivi.open("phone");
    },
  }));
}
