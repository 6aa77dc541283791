import { createRoot } from "react-dom/client";
import "../../kit/base.css";
import "../../kit/fonts.css";
import { frames } from "../../kit/frame.ts";
import { setTheme } from "../../kit/theme.ts";
import { Cluster } from "./cluster.tsx";
import "./cluster.css";
import "./dials.css";
import "./middle.css";

setTheme(new URLSearchParams(location.search).get("theme") === "day" ? "day" : "night");
// From the first frame on, before anything is there to draw: dom0 counts this domain's flips.
frames();

const root = document.getElementById("root");
if (root) createRoot(root).render(<Cluster />);
