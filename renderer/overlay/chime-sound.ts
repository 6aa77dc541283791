import type { Sound } from "./chimes.ts";

interface Voice {
  /** Hertz; all at once. */
  readonly partials: readonly number[];
  readonly wave: OscillatorType;
  /** Seconds until it is a third as loud. */
  readonly decay: number;
  readonly level: number;
}

// prettier-ignore
const voices: Readonly<Record<Sound, Voice>> = {
  triple: { partials: [880, 1320, 2640], wave: "triangle", decay: 0.14,  level: 0.3 },
  repeat: { partials: [660, 1320],       wave: "triangle", decay: 0.16,  level: 0.24 },
  single: { partials: [587, 880],        wave: "sine",     decay: 0.22,  level: 0.22 },
  tick:   { partials: [1900, 3100],      wave: "square",   decay: 0.004, level: 0.07 },
  tock:   { partials: [1300, 2300],      wave: "square",   decay: 0.004, level: 0.07 },
};

/** Long after this a sound is not heard any more. In decays. */
const TAIL = 6;
/** A machine that takes longer to open its sound card has missed the moment: a chime that comes late says something else. */
const LATE_MS = 400;
/** The audio thread costs time even when nothing sounds, so it rests after this. */
const REST_MS = 3000;

/**
 * Strikes sounds on WebAudio. Its context opens at the first one, and on the audio thread: the page does not wait for it. Where there is
 * no sound card it never runs, and everything else goes on.
 */
export class ChimeSound {
  #context: AudioContext | undefined;
  #rest: ReturnType<typeof setTimeout> | undefined;
  /** Asked for while the context wakes; without a sound card that lasts for ever, so there is one place and no queue. */
  #waiting: { readonly sound: Sound; readonly at: number } | undefined;
  #waking = false;

  strike(sound: Sound): void {
    this.#context ??= new AudioContext({ latencyHint: "interactive" });
    const context = this.#context;
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => this.#sleep(context), REST_MS);
    if (context.state === "running") return strike(context, voices[sound]);
    this.#waiting = { sound, at: performance.now() };
    if (this.#waking) return;
    this.#waking = true;
    void context.resume().then(() => this.#awake(context));
  }

  #awake(context: AudioContext): void {
    this.#waking = false;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting && performance.now() - waiting.at < LATE_MS) strike(context, voices[waiting.sound]);
  }

  #sleep(context: AudioContext): void {
    if (context.state === "running") void context.suspend();
  }
}

function strike(context: AudioContext, { partials, wave, decay, level }: Voice): void {
  const at = context.currentTime;
  const gain = context.createGain();
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(level / partials.length, at + 0.002);
  gain.gain.setTargetAtTime(0, at + 0.002, decay);
  gain.connect(context.destination);
  for (const hertz of partials) {
    const oscillator = context.createOscillator();
    oscillator.type = wave;
    oscillator.frequency.value = hertz;
    oscillator.connect(gain);
    oscillator.start(at);
    oscillator.stop(at + decay * TAIL);
    oscillator.onended = () => gain.disconnect();
  }
}
