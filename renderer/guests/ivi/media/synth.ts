import { prng } from "../state/prng.ts";
import { type Note, notesBetween } from "./composer.ts";
import { type Player, trackOf, VOLUME_STEPS } from "./player.ts";

/** Seconds of notes that are handed to the audio thread ahead of time: more than the pause between two calls of `follow`. */
const AHEAD = 0.9;
/** The loudest the whole may get: it plays under a voice, beside an engine. */
const FULL = 0.16;
const FADE = 0.06;

/**
 * Plays what the player says, on WebAudio. It opens its context at the first `wake`, which must come from a touch or a key:
 * Chromium keeps a context silent that no one asked for.
 */
export class Synth {
  #context: AudioContext | undefined;
  #out: GainNode | undefined;
  #run: GainNode | undefined;
  #hiss: AudioBuffer | undefined;
  #track = -1;
  /** Seconds of the track up to which notes are handed over. */
  #until = 0;

  wake(): void {
    if (this.#context === undefined) {
      this.#context = new AudioContext({ latencyHint: "playback" });
      this.#out = this.#context.createGain();
      this.#out.connect(this.#context.destination);
      this.#hiss = hiss(this.#context);
    }
    // A machine without a sound card never resumes; the player plays on in silence, and nothing waits for it.
    void this.#context.resume();
  }

  /** Call a few times a second, and after every change of the player. */
  follow(player: Player): void {
    const context = this.#context;
    const out = this.#out;
    if (context === undefined || out === undefined || context.state !== "running") return;
    out.gain.setTargetAtTime(FULL * (player.volume / VOLUME_STEPS) ** 1.5, context.currentTime, FADE);
    const position = player.position / 1000;
    const skipped = player.track !== this.#track || position > this.#until + 0.1 || position < this.#until - AHEAD - 0.6;
    if (!player.playing || skipped) this.#hush(context);
    if (!player.playing) return;
    if (this.#run === undefined) {
      this.#run = context.createGain();
      this.#run.connect(out);
      this.#track = player.track;
      this.#until = position;
    }
    for (const note of notesBetween(trackOf(player), this.#until, position + AHEAD)) {
      this.#sound(context, this.#run, note, context.currentTime + Math.max(0, note.at - position));
    }
    this.#until = position + AHEAD;
  }

  /** Fades out what sounds and what is still to come: all of it hangs on one gain. */
  #hush(context: AudioContext): void {
    const run = this.#run;
    if (run === undefined) return;
    this.#run = undefined;
    run.gain.setTargetAtTime(0, context.currentTime, FADE / 3);
    const end = context.createConstantSource();
    end.onended = () => run.disconnect();
    end.start();
    end.stop(context.currentTime + FADE * 3);
  }

  #sound(context: AudioContext, out: AudioNode, note: Note, at: number): void {
    const gain = context.createGain();
    gain.connect(out);
    if (note.voice === "hat") return this.#strikeHat(context, gain, note, at);
    const shape = shapes[note.voice];
    const filter = context.createBiquadFilter();
    filter.type = "lowpass";
    filter.frequency.value = shape.cutoff;
    filter.connect(gain);
    const end = at + note.length + shape.release;
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(note.level * shape.level, at + shape.attack);
    gain.gain.setTargetAtTime(0, at + (shape.held ? note.length : shape.attack), shape.release / 3);
    for (const cents of shape.detune) {
      const oscillator = context.createOscillator();
      oscillator.type = shape.wave;
      oscillator.frequency.setValueAtTime(440 * 2 ** ((note.pitch - 69) / 12), at);
      if (note.voice === "kick") oscillator.frequency.exponentialRampToValueAtTime(38, at + 0.12);
      oscillator.detune.value = cents;
      oscillator.connect(filter);
      oscillator.start(at);
      oscillator.stop(end);
      oscillator.onended = () => gain.disconnect();
    }
  }

  #strikeHat(context: AudioContext, gain: GainNode, note: Note, at: number): void {
    if (this.#hiss === undefined) return;
    const source = context.createBufferSource();
    source.buffer = this.#hiss;
    const filter = context.createBiquadFilter();
    filter.type = "highpass";
    filter.frequency.value = 7000;
    source.connect(filter).connect(gain);
    gain.gain.setValueAtTime(note.level * 0.5, at);
    gain.gain.setTargetAtTime(0, at, note.length / 2);
    source.start(at);
    source.stop(at + 0.25);
    source.onended = () => gain.disconnect();
  }
}

// prettier-ignore
const shapes = {
  pad:   { wave: "sawtooth", detune: [-7, 7], cutoff: 900,  attack: 0.9,   release: 1.4, level: 0.16, held: true },
  bass:  { wave: "triangle", detune: [0],     cutoff: 420,  attack: 0.02,  release: 0.2, level: 0.9,  held: true },
  pluck: { wave: "triangle", detune: [0, 4],  cutoff: 2600, attack: 0.006, release: 0.7, level: 0.32, held: false },
  kick:  { wave: "sine",     detune: [0],     cutoff: 900,  attack: 0.003, release: 0.3, level: 1,    held: false },
} as const;

function hiss(context: AudioContext): AudioBuffer {
  const random = prng(5);
  const buffer = context.createBuffer(1, Math.ceil(context.sampleRate / 4), context.sampleRate);
  const samples = buffer.getChannelData(0);
  for (let n = 0; n < samples.length; n++) samples[n] = random() * 2 - 1;
  return buffer;
}
