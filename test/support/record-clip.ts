/**
 * Records a clip of moving bars and noise, WebM as base64. It runs in a page and refers to nothing outside itself: hand it to Playwright's
 * `evaluate`. No two of its frames are equal, as no two of a real camera's are.
 */
export async function recordClip({ ms, width, height }: { ms: number; width: number; height: number }): Promise<string> {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d")!;
  const draw = (): void => {
    for (let x = 0; x < width; x += 16) {
      context.fillStyle = `hsl(${Math.floor(Math.random() * 360)} 80% 50%)`;
      context.fillRect(x, 0, 16, height);
    }
  };
  draw();
  const drawing = setInterval(draw, 30);
  const recorder = new MediaRecorder(canvas.captureStream(30), { mimeType: "video/webm;codecs=vp8" });
  const pieces: Blob[] = [];
  recorder.ondataavailable = ({ data }) => void pieces.push(data);
  const stopped = new Promise((resolve) => (recorder.onstop = resolve));
  recorder.start();
  await new Promise((resolve) => setTimeout(resolve, ms));
  recorder.stop();
  await stopped;
  clearInterval(drawing);
  const octets = new Uint8Array(await new Blob(pieces).arrayBuffer());
  return btoa(Array.from(octets, (octet) => String.fromCharCode(octet)).join(""));
}
