import { mdiChevronLeft, mdiChevronRight } from "@mdi/js";
import { type ReactElement, useState } from "react";
import type { VssPath } from "../../../../protocol/vss.ts";
import { Icon } from "../../../kit/icon.tsx";
import { useSignalAs } from "../../../kit/signals.ts";
import { Press } from "../shell/press.tsx";
import { useTexts } from "../text/texts.ts";
import { signalLabel } from "./signal-label.ts";
import { type SignalPage, signalPages } from "./signal-pages.ts";
import { signalText } from "./signal-words.ts";

/** Every signal this domain is shown, page by page, for whoever builds an HMI; not for a driver. */
export function SignalsApp(): ReactElement {
  const texts = useTexts();
  const [page, setPage] = useState(0);
  const shown = signalPages[page]!;
  const turn = (by: number) => () => setPage((page + by + signalPages.length) % signalPages.length);
  return (
    <section className="card signals-app">
      <header>
        <h2>
          <bdi>{shown.title}</bdi>
        </h2>
        <Press id="signals-previous" className="round" label={texts.previousPage} onPress={turn(-1)}>
          <Icon path={mdiChevronLeft} size={44} />
        </Press>
        <span className="digits">
          {page + 1}/{signalPages.length}
        </span>
        <Press id="signals-next" className="round" label={texts.nextPage} onPress={turn(1)}>
          <Icon path={mdiChevronRight} size={44} />
        </Press>
      </header>
      {shown.paths.map((path) => (
        <SignalRow key={path} path={path} page={shown} />
      ))}
    </section>
  );
}

function SignalRow({ path, page: { title, paths } }: { readonly path: VssPath; readonly page: SignalPage }): ReactElement {
  const texts = useTexts();
  const value = useSignalAs(path, (now) => signalText(path, now, texts));
  return (
    <p>
      <bdi>{signalLabel(path, title, paths)}</bdi>
      <span className="signal-path">
        <bdi>{path.slice(title.length + 1)}</bdi>
      </span>
      <b>
        <bdi>{value}</bdi>
      </b>
    </p>
  );
}
