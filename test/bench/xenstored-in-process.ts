/** The in-process part of the xenstored benchmark, as a program of its own that can be pinned: prints its figures as JSON. */
import { storeCosts } from "./xenstored/store-cost.ts";

process.stdout.write(`${JSON.stringify(storeCosts(Number(process.argv[2] ?? 3)))}\n`);
