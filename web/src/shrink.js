// Pictures of a telephone are larger than a server takes: a smaller one says as much.
const enough = 3 << 20;  // docs/protocol.md, "uploads".
const side = 2560;
const quality = 0.86;

/** The file itself where it is small enough, or where nothing can be done. */
export async function shrunk(file) {
  if (file.size <= enough || !/^image\/(jpeg|png)$/.test(file.type)) return file;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, side / Math.max(picture.width, picture.height));
    const canvas = new OffscreenCanvas(Math.round(picture.width * scale), Math.round(picture.height * scale));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const smaller = await canvas.convertToBlob({ type: "image/jpeg", quality });
    return smaller.size < file.size ? smaller : file;
  } catch {
    return file;
  }
}
