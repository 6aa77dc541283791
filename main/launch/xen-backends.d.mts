/** Where the domains run, by what was asked for and by what this machine says of itself. */
export declare function hostOf(options: { readonly host?: "emulated" | "xen" }, capabilities?: string): "emulated" | "xen";
