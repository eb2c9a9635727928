import { open } from "node:fs/promises";

/** Up to `most` bytes of a file; undefined where there is none, and for what is no regular file: a pipe would never end. */
export async function readRegular(path: string, most: number): Promise<Buffer | undefined> {
  // Without waiting for a writer, where it is a pipe.
  const { O_RDONLY, O_NONBLOCK } = (await import("node:fs")).constants;
  const file = await open(path, O_RDONLY | (O_NONBLOCK ?? 0)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (file === undefined) return undefined;
  try {
    const stats = await file.stat();
    if (!stats.isFile()) return undefined;
    const buffer = Buffer.alloc(Math.min(most, stats.size + 1));
    let size = 0;
    while (size < buffer.length) {
      const { bytesRead } = await file.read(buffer, size, buffer.length - size, size);
      if (bytesRead === 0) break;
      size += bytesRead;
    }
    return buffer.subarray(0, size);
  } finally {
    await file.close();
  }
}
