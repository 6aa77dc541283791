/** A file or a device as the camera. One that gives nothing says what came instead, and is opened again and again. */
import type { Projection } from "./projection.ts";
import type { CameraSource, Picture } from "./source.ts";

/** A device that is plugged in again, or a file that is put there, is seen this much later. */
const RETRY_MS = 2000;
/** What gives nothing new for so long, and no reason, is opened anew. */
const SILENT_MS = 3000;
/** After a failure one picture is no camera yet: it may be the last of before, or all that there is. */
const PICTURES_AFTER_FAILURE = 3;

/** HTMLMediaElement's words for its error's code. */
const MEDIA_ERRORS = ["MEDIA_ERR_0", "MEDIA_ERR_ABORTED", "MEDIA_ERR_NETWORK", "MEDIA_ERR_DECODE", "MEDIA_ERR_SRC_NOT_SUPPORTED"] as const;

export class VideoSource implements CameraSource {
  readonly #open: () => Promise<Blob | MediaStream>;
  readonly #tell: (came: string | undefined) => void;
  readonly #element = document.createElement("video");
  #stream: MediaStream | undefined;
  #newest: Picture = { count: 0, capturedAt: undefined };
  /** The count of the picture that was drawn last. */
  #drawn = 0;
  /** Shown no more, or failed: its last picture is old when it is shown again. */
  #old = true;
  /** The first showing begins with the page. */
  #wanted = true;
  /** It is open, and has not failed since. */
  #up = false;
  /** Pictures that have to come before one is believed. */
  #doubted = 0;
  /** When it last gave anything, or was last asked to. */
  #heardAt = 0;
  #told: string | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;

  /** Opens at once; `open` rejects with what came. */
  constructor(open: () => Promise<Blob | MediaStream>, tell: (came: string | undefined) => void) {
    this.#open = open;
    this.#tell = tell;
    const element = this.#element;
    element.muted = true;
    element.playsInline = true;
    element.loop = true;
    element.addEventListener("error", () => {
      const { code = 0, message = "" } = element.error ?? {};
      this.#failed(`${MEDIA_ERRORS[code] ?? MEDIA_ERRORS[0]} ${message}`.trim());
    });
    element.addEventListener("loadeddata", () => {
      // Sound alone is no error to a video element.
      if (element.videoWidth === 0) this.#failed("no-video-track");
      else if (this.#wanted) this.#play();
    });
    element.requestVideoFrameCallback(this.#next);
    setInterval(() => this.#listen(), SILENT_MS / 3);
    void this.#begin();
  }

  get newest(): Picture {
    return this.#newest;
  }

  // Kept open while hidden: opening a device takes longer than a driver should wait.
  start(): void {
    this.#wanted = true;
    this.#heardAt = performance.now();
    if (this.#element.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) this.#play();
  }

  stop(): void {
    this.#wanted = false;
    this.#element.pause();
    this.#old = true;
  }

  draw(context: OffscreenCanvasRenderingContext2D, { width, height }: Projection): boolean {
    const element = this.#element;
    if (this.#old || this.#drawn === this.#newest.count || element.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return false;
    this.#drawn = this.#newest.count;
    const scale = Math.max(width / element.videoWidth, height / element.videoHeight);
    context.save();
    context.translate(width / 2, height / 2);
    context.scale(-scale, scale); // mirrored, as in a mirror
    context.drawImage(element, -element.videoWidth / 2, -element.videoHeight / 2);
    context.restore();
    return true;
  }

  readonly #next = (now: number, { captureTime }: VideoFrameCallbackMetadata): void => {
    this.#element.requestVideoFrameCallback(this.#next);
    // What was opened while hidden shows its first picture, which is old by the time that it is looked at.
    if (!this.#up || !this.#wanted) return;
    this.#heardAt = now;
    if (this.#doubted > 0) this.#doubted--;
    else {
      this.#newest = { count: this.#newest.count + 1, capturedAt: captureTime };
      this.#old = false;
      this.#say(undefined);
    }
  };

  #listen(): void {
    if (this.#up && this.#wanted && performance.now() - this.#heardAt > SILENT_MS) this.#failed(`nothing-new-for-${SILENT_MS}-ms`);
  }

  async #begin(): Promise<void> {
    this.#retry = undefined;
    this.#release();
    try {
      const opened = await this.#open();
      if (opened instanceof MediaStream) this.#show(opened);
      else this.#element.src = URL.createObjectURL(opened);
      this.#up = true;
      this.#heardAt = performance.now();
    } catch (cause) {
      if (!(cause instanceof Error)) throw cause;
      this.#failed(cause instanceof DOMException ? `${cause.name} ${cause.message}` : cause.message);
    }
  }

  #show(stream: MediaStream): void {
    this.#stream = stream;
    this.#element.srcObject = stream;
    for (const track of stream.getVideoTracks()) track.addEventListener("ended", () => this.#failed("ended"), { once: true });
  }

  #play(): void {
    this.#element.play().catch((cause: unknown) => {
      // Paused or loaded anew before it had begun.
      if (cause instanceof DOMException && cause.name === "AbortError") return;
      this.#failed(cause instanceof Error ? cause.message : String(cause));
    });
  }

  #failed(came: string): void {
    this.#old = true;
    this.#up = false;
    this.#doubted = PICTURES_AFTER_FAILURE;
    this.#say(came);
    this.#retry ??= setTimeout(() => void this.#begin(), RETRY_MS);
  }

  #say(came: string | undefined): void {
    if (came === this.#told) return;
    this.#told = came;
    this.#tell(came);
  }

  #release(): void {
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    if (this.#stream) this.#element.srcObject = null;
    this.#stream = undefined;
    if (this.#element.src === "") return;
    URL.revokeObjectURL(this.#element.src);
    this.#element.removeAttribute("src");
    this.#element.load();
  }
}
