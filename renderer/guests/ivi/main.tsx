import { createRoot } from "react-dom/client";
import { fontsReady } from "../../kit/fonts.ts";
import { guest } from "../../kit/guest.ts";
import "../../kit/language-fonts.css";
import { followSettings } from "../../kit/page-settings.ts";
import { loadOwnApps } from "./apps/own-apps.ts";
import { App } from "./app.tsx";
import { probeInput } from "./shell/input-probe.ts";
import { Ivi, IviContext } from "./state/ivi.ts";

/** The town of every Argonaut: chosen for its look. */
const TOWN_SEED = 2147;

const root = document.querySelector("#ivi");
if (root === null) throw new Error("no element #ivi");

probeInput(document);
followSettings(document.documentElement);
// The one place of this page that reads the wall clock; what runs with time gets it from the display's frames.
const ivi = new Ivi(TOWN_SEED, () => new Date(), guest());
void loadOwnApps().then((apps) => ivi.own.set({ apps }));
createRoot(root).render(
  <IviContext value={ivi}>
    <App />
  </IviContext>,
);
// Labels are painted once and kept, so they wait for the font; the rest of the page does not.
void fontsReady().then(() => ivi.fonts.set({ ready: true }));
