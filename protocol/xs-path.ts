/**
 * XenStore paths: their grammar, and a builder for each path that more than one place needs, so that none is joined at a call site.
 *
 * Source: xen/docs/misc/xenstore.txt. A path is `/` and names of [A-Za-z0-9-_@] with single slashes between them, no slash at the
 * end; one that begins otherwise is relative to the home of the domain that says it. A lone `@name` is special.
 */
import type { DomId } from "./ids.ts";

/** A path in absolute form, taken apart. `text` is what events and logs show; the root has no names. */
export interface XsPath {
  readonly text: string;
  readonly names: readonly string[];
}

/** quota-path-max of oxenstored.conf: octets of a path, counted from behind `/local/domain/<n>/` where it begins so. */
export const XS_PATH_MAX = 1024;

/** Special watches, which are also nodes below the root whose permissions say who may hear them. */
export const INTRODUCE_DOMAIN = "@introduceDomain";
export const RELEASE_DOMAIN = "@releaseDomain";

const NAME = /^[A-Za-z0-9\-_@]+$/;
const NAMES = /^(?:\/[A-Za-z0-9\-_@]+)+$/;
const HOMES = "/local/domain/";
const [ZERO, NINE, SLASH] = [0x30, 0x39, 0x2f];

/** `/local/domain/<domid>`, what a domain's relative paths are relative to. */
export const domainHome = (domid: number): string => `/local/domain/${domid}`;

/** Where the toolstack puts the backend's half of a device, in the home of the domain that serves it. */
export const backendPath = (backendDomid: DomId, deviceClass: string, frontendDomid: DomId, devid: number): string =>
  `${domainHome(backendDomid)}/backend/${deviceClass}/${frontendDomid}/${devid}`;

/** Where the toolstack puts the frontend's half of a device, in the guest's home. */
export const frontendPath = (domid: DomId, deviceClass: string, devid: number): string =>
  `${domainHome(domid)}/device/${deviceClass}/${devid}`;

/** Where a frontend or backend reports its last error, as Linux's xenbus_dev_error does: `~/error/<node path within the home>/error`. */
export const errorPath = (domid: DomId, nodePath: string): string => {
  const home = `${domainHome(domid)}/`;
  return `${home}error/${nodePath.startsWith(home) ? nodePath.slice(home.length) : nodePath.replace(/^\/+/, "")}/error`;
};

/** `/vm/<uuid>`, the toolstack's record of a domain that survives a change of domid. */
export const vmPath = (uuid: string): string => `/vm/${uuid}`;

/** A node below another. The one place where a slash is put between two parts. */
export const xsJoin = (base: string, ...parts: readonly (string | number)[]): string => {
  const tail = parts.join("/");
  if (tail === "") return base;
  return base === "/" ? `/${tail}` : base === "" ? tail : `${base}/${tail}`;
};

/** Whether `name` may stand between two slashes. */
export const isXsName = (name: string): boolean => NAME.test(name);

/** The octets of `text` that count against the path quota: behind the home's own prefix, so that a new domid cannot make a path too long. */
export function xsPathLength(text: string): number {
  if (!text.startsWith(HOMES)) return text.length;
  let end = HOMES.length;
  while (text.charCodeAt(end) >= ZERO && text.charCodeAt(end) <= NINE) end++;
  return end > HOMES.length && text.charCodeAt(end) === SLASH ? text.length - end - 1 : text.length;
}

/** The absolute text of what `domid` calls `path`; a relative one gets its home in front. Does not check the grammar. */
export const absoluteXsPath = (path: string, domid: number): string =>
  path.startsWith("/") || path.startsWith("@") ? path : `${domainHome(domid)}/${path}`;

/** Reads a path as `domid` means it; undefined when it breaks the grammar or is longer than `max` octets (EINVAL on the wire). */
export function parseXsPath(path: string, domid: number, max: number = XS_PATH_MAX): XsPath | undefined {
  if (path === "") return undefined;
  const text = absoluteXsPath(path, domid);
  if (xsPathLength(text) > max) return undefined;
  if (text === "/") return { text, names: [] };
  if (text.startsWith("@")) return isXsName(text) ? { text, names: [text] } : undefined;
  return NAMES.test(text) ? { text, names: text.slice(1).split("/") } : undefined;
}
