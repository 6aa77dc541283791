/** What a test does to the camera of a page: `window.fakeCamera`. */
export interface FakeCamera {
  /** What the next request gets; undefined: pictures. */
  refuse(name: string | undefined): void;
  /** It is pulled out of its socket, as a track tells of it. */
  unplug(): void;
  /** It gives no new picture, and says nothing. */
  stall(stalled: boolean): void;
}

/** Puts a camera in the place of the machine's. Hand it to Playwright's `addInitScript`; it refers to nothing outside itself. */
export function installFakeCamera(): void {
  let refusal: string | undefined;
  let stalled = false;
  let track: MediaStreamTrack | undefined;
  const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 180 });
  const context = canvas.getContext("2d")!;
  setInterval(() => {
    if (stalled) return;
    for (let x = 0; x < canvas.width; x += 16) {
      context.fillStyle = `hsl(${Math.floor(Math.random() * 360)} 80% 50%)`;
      context.fillRect(x, 0, 16, canvas.height);
    }
  }, 30);
  navigator.mediaDevices.getUserMedia = () => {
    if (refusal !== undefined) return Promise.reject(new DOMException("for a test", refusal));
    const stream = canvas.captureStream(30);
    track = stream.getVideoTracks()[0];
    return Promise.resolve(stream);
  };
  const fakeCamera: FakeCamera = {
    refuse: (name) => void (refusal = name),
    unplug: () => {
      track?.stop();
      track?.dispatchEvent(new Event("ended"));
    },
    stall: (wanted) => void (stalled = wanted),
  };
  Object.assign(window, { fakeCamera });
}

declare global {
  interface Window {
    readonly fakeCamera: FakeCamera;
  }
}
