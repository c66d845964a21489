// Files as a native sends them, and as whoever fetches them gets them.
import assert from "node:assert/strict";

/** Uploads with an acknowledgement, sees that the packet says the same, and gives the name. */
export async function upload(native, bytes) {
  const answer = await native.ask("upload", bytes);
  const status = await native.next("uploadstatus");
  assert.deepEqual(answer, { ok: true, ...status });
  assert.equal(status.result, "success");
  return status.uploadedAs;
}

/** All of what an HTTP answer carries. */
export const bytesOf = async (answer) => Buffer.from(await answer.arrayBuffer());
