// The camera, and what a QR code before it says.

/** The longer side at which a picture is searched: enough for our codes, and quick on a slow phone. */
const SIDE = 960;
const PAUSE = 120;

/** Why there is no picture: `"refused"` (by the person or the browser), `"none"`, or `"busy"`. */
export class NoCamera extends Error {
  constructor({ name }) {
    super(name);
    this.why = { NotAllowedError: "refused", SecurityError: "refused", NotFoundError: "none" }[name] ?? "busy";
  }
}

/** Shows what the camera sees in `video` until `signal` ends it, and gives each different text that it reads to `tell`. */
export async function watch(video, signal, tell) {
  const stream = await begin();
  const end = () => stream.getTracks().forEach((track) => track.stop());
  signal.addEventListener("abort", end);
  if (signal.aborted) return end();
  video.srcObject = stream;
  await video.play().catch(() => {});
  const reader = await makeReader();
  for (let last; !signal.aborted; await pause(signal)) {
    const text = await reader(video).catch(() => undefined);
    if (text && text !== last && !signal.aborted) tell((last = text));
  }
}

async function begin() {
  try {
    const video = { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } };
    return await navigator.mediaDevices.getUserMedia({ video, audio: false });
  } catch (error) {
    throw new NoCamera(error);
  }
}

/** The browser's own reader where it has one for QR codes, ours otherwise. */
async function makeReader() {
  const { BarcodeDetector } = globalThis;
  const formats = (await BarcodeDetector?.getSupportedFormats().catch(() => [])) ?? [];
  if (formats.includes("qr_code")) {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async (video) => (await detector.detect(video))[0]?.rawValue;
  }
  const { decodeQR } = await import("./vendor/qr/decode.js");
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    const scale = Math.min(1, SIDE / Math.max(video.videoWidth, video.videoHeight));
    const [width, height] = [video.videoWidth, video.videoHeight].map((side) => Math.round(side * scale));
    if (!width || !height) return undefined;
    Object.assign(canvas, { width, height });
    context.drawImage(video, 0, 0, width, height);
    // What holds no code is told by an error, which the caller takes as no text.
    return decodeQR(context.getImageData(0, 0, width, height));
  };
}

const pause = (signal) =>
  new Promise((rested) => {
    const timer = setTimeout(rested, PAUSE);
    signal.addEventListener("abort", () => (clearTimeout(timer), rested()), { once: true });
  });
