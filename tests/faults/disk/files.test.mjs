// The folder of files cannot be written: uploads fail with the reason, words go on, and it recovers.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { Bridge, network } from "../../support/bridge.mjs";
import { IrcClient } from "../../support/irc_client.mjs";
import { ngircd } from "../../support/irc_servers.mjs";
import { botSection } from "../../support/matrix_bridge.mjs";
import { Native } from "../../support/native.mjs";
import { png } from "../../support/pictures.mjs";
import { Disk } from "../../support/preload.mjs";
import { until } from "../../support/processes.mjs";
import { signUp, startSynapse } from "../../support/synapse.mjs";

test("the folder of files is full, or read-only", async () => {
  const [irc, peer] = await Promise.all([ngircd(), startSynapse()]);
  const bob = await IrcClient.join(irc.port, "bob", ["#gen"]);
  const mira = await signUp(peer, "mira", { displayName: "Mira" });
  const room = await mira.createRoom({ room_alias_name: "general" });
  const bridge = await Bridge.make({
    networks: network("net", irc.port) + await botSection(peer),
    channels: { general: ["irc.net/#gen", `matrix.home/#general:${peer.serverName}`] },
  });
  const { token } = bridge.addUser("alice");
  const disk = new Disk(join(bridge.folder, "files"));
  bridge.env = disk.env;
  await bridge.up();
  await until("joined", async () => (await bridge.status()).links.every(({ state }) => state === "joined"), 60_000);
  const alice = await Native.login(bridge.url, token);
  await alice.ask("setactivechannel", { guild: 1, channel: 1 });
  const kept = await alice.ask("upload", png(30, 30));
  assert.equal(kept.ok, true);

  let seed = 1;
  for (const [how, reason] of [["ENOSPC", /No space left/], ["EROFS", /Read-only/]]) {
    disk.fail(how);
    const refused = await alice.ask("upload", png(30, 30, ++seed));
    assert.equal(refused.ok, false);
    assert.match(refused.error, reason);
    assert.equal((await alice.ask("post", { content: `${how} words`, attachments: [{ userId: alice.user.id, fileName: kept.uploadedAs }] })).ok, true);
    await until("on IRC", () => bob.said("#gen").some(({ text }) => text.includes(`${how} words`)));
    // A text that is too long for IRC is cut; all of it would have been a file.
    assert.equal((await alice.ask("post", { content: `${how} long\n${"a line of it\n".repeat(50)}` })).ok, true);
    await until("its beginning is on IRC", () => bob.said("#gen").some(({ text }) => text.includes(`${how} long`)));
    const uri = await mira.upload(png(40, 40, ++seed), { type: "image/png", name: `${how}.png` });
    await mira.send(room, "m.room.message", { msgtype: "m.image", body: `${how}.png`, url: uri.content_uri ?? uri, info: { mimetype: "image/png" } });
    await alice.next("message", ({ content }) => content.includes(`${how}.png`) && reason.test(content), 20_000);
    disk.mend();
    assert.equal((await alice.ask("upload", png(30, 30, ++seed))).ok, true);
  }
  assert.equal((await bridge.down()).code, 0);
  await Promise.all([irc.down(), peer.stop()]);
});
