/** Numbers of the input as dom0 has it, in the units of kbdif's events. Whatever comes in, what goes out fits. */

const I32_MAX = 0x7fff_ffff;

/** A whole number from 0 to `max`. */
export const clamp = (n: number, max: number): number => (n > 0 ? Math.min(Math.round(n), max) : 0);

/** A fraction of a length, as a pixel of it. */
export const pixel = (fraction: number, length: number): number => clamp(fraction * length, length - 1);

/** A whole number that an int32 holds. */
export const i32 = (n: number): number => (Number.isFinite(n) ? Math.max(-I32_MAX, Math.min(I32_MAX, Math.round(n))) : 0);

/** The angle of an axis, which has no ends: degrees from -89 to 90. */
export function axisDegrees(degrees: number): number {
  const turned = Number.isFinite(degrees) ? ((Math.round(degrees) % 180) + 180) % 180 : 0;
  return turned > 90 ? turned - 180 : turned;
}

/**
 * Notches of a wheel as kbdif's rel_z. The header says nothing of the direction; xen-kbdfront takes the negative for REL_WHEEL, and QEMU's backend
 * counts so too: up is below 0.
 */
export const relZ = (notches: number): number => i32(-notches) || 0;
