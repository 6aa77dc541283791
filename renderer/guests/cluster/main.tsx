import { createRoot } from "react-dom/client";
import "../../kit/base.css";
import "../../kit/fonts.css";
import "../../kit/language-fonts.css";
import { frames } from "../../kit/frame.ts";
import { followSettings } from "../../kit/page-settings.ts";
import { Cluster } from "./cluster.tsx";
import "./cluster.css";
import "./dials.css";
import "./messages.css";
import "./middle.css";
import "./telltales.css";

// From the first frame on, before anything is there to draw: dom0 counts this domain's flips.
frames();
followSettings(document.documentElement);

const root = document.getElementById("root");
if (root) createRoot(root).render(<Cluster />);
