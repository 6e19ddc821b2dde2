/**
 * Two soft notes for a new message, made on the spot: no file. Silent until the visitor touched the page.
 *
 * A browser takes some 50 ms to give a page its voice, so whoever opens the chat does not wait for that.
 */

const NOTES = [
  { hertz: 660, at: 0 },
  { hertz: 880, at: 0.11 },
];
const LOUDNESS = 0.08;
const LENGTH = 0.35;
const GESTURES = ["pointerdown", "keydown"] as const;

export class Sound {
  isOn = true;
  #context: AudioContext | null = null;
  readonly #gate = new AbortController();

  constructor() {
    // COMPAT Safari gives a voice only within a gesture, so the next one is used; elsewhere the first sound will do.
    const { signal } = this.#gate;
    GESTURES.forEach((gesture) => addEventListener(gesture, () => this.#unlock(), { capture: true, passive: true, signal }));
  }

  /** True when it can be heard. */
  ring(): boolean {
    if (this.isOn && !this.#context && isTouched()) this.#unlock();
    const context = this.#context;
    if (!this.isOn || !context) return false;
    const play = () => {
      const last = NOTES.map(({ hertz, at }) => this.#play(context, hertz, context.currentTime + at)).at(-1);
      if (last) last.onended = () => context.state === "running" && void context.suspend();
    };
    context.resume().then(play, () => {}); // refused when the panel was taken away meanwhile
    return true;
  }

  leave(): void {
    this.#gate.abort();
    void this.#context?.close();
  }

  #unlock(): void {
    this.#gate.abort();
    this.#context ??= new AudioContext();
    void this.#context.suspend(); // a device that only waits costs battery
  }

  #play(context: AudioContext, hertz: number, at: number): OscillatorNode {
    const note = context.createOscillator();
    const volume = context.createGain();
    note.frequency.value = hertz;
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(LOUDNESS, at + 0.015);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + LENGTH);
    note.connect(volume).connect(context.destination);
    note.start(at);
    note.stop(at + LENGTH);
    return note;
  }
}

function isTouched(): boolean | undefined {
  return navigator.userActivation?.hasBeenActive;
}
