// Natives, IRC and Matrix in one channel, on a real Synapse: with a bot, and as an application service.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { Bridge, network } from "../support/bridge.mjs";
import { IrcClient } from "../support/irc_client.mjs";
import { ngircd } from "../support/irc_servers.mjs";
import { botSection, register, serviceSection } from "../support/matrix_bridge.mjs";
import { Native } from "../support/native.mjs";
import { png } from "../support/pictures.mjs";
import { until } from "../support/processes.mjs";
import { signUp, startSynapse } from "../support/synapse.mjs";

for (const mode of ["bot", "appservice"])
  describe(mode, () => {
    const service = mode === "appservice";
    let peer, irc, bridge, matrix, room, bob, alice;

    before(async () => {
      [peer, irc] = await Promise.all([startSynapse(), ngircd()]);
      matrix = await signUp(peer, "mira", { displayName: "Mira" });
      room = await matrix.createRoom({ room_alias_name: "general", preset: "public_chat" });
      for (let n = 0; n < 5; n++) await matrix.sendText(room, `old ${n}`);
      const section = service ? await serviceSection(peer) : await botSection(peer);
      bridge = await Bridge.make({
        networks: network("net", irc.port) + section,
        channels: { general: ["irc.net/#gen", `matrix.home/#general:${peer.serverName}`] },
      });
      if (service) await register(bridge, peer);
      bob = await IrcClient.join(irc.port, "bob", ["#gen"]);
      const token = bridge.addUser("alice", "Alice").token;
      await bridge.up();
      await bob.line(/:gb\S* JOIN :?#gen/i);
      await until(`the room is joined: ${bridge.log}`, async () =>
        (await bridge.status()).links.every(({ state }) => state === "joined"), 20_000);
      alice = await Native.login(bridge.url, token);
      await alice.ask("setactivechannel", { guild: 1, channel: 1 });
    });

    after(async () => {
      alice?.close();
      matrix?.close();
      bob?.quit();
      const end = await bridge?.down();
      await Promise.all([peer?.stop(), irc?.down()]);
      assert.deepEqual(end, { code: 0, signal: null });
    });

    /** What the room calls somebody from elsewhere, and how his words look there. */
    const shown = (name, text) => (service ? text : `**${name}**: ${text}`);

    async function fromNative(content, body = shown("Alice", content)) {
      assert.equal((await alice.ask("post", { content })).ok, true);
      return matrix.waitForText(room, body);
    }

    test("nothing of before is relayed", async () => {
      await matrix.sendText(room, "the first that counts");
      assert.equal((await alice.next("message")).content, "the first that counts");
      await until("IRC has it", () => bob.said("#gen").length > 0);
      assert.deepEqual(bob.said("#gen").map(({ text }) => text), ["<Mira> the first that counts"]);
    });

    test("a native's post, from the right ghost", async () => {
      const event = await fromNative("hello *Matrix* <b> _x_");
      if (service) {
        assert.equal(event.sender, `@_guild_alice:${peer.serverName}`);
        const members = await matrix.getMembers(room);
        assert.equal(members.find(({ userId }) => userId === event.sender)?.displayName, "Alice");
      } else {
        assert.equal(event.content.formatted_body, "<strong>Alice</strong>: hello *Matrix* &lt;b&gt; _x_");
      }
      assert.deepEqual(event.content["m.mentions"], {});
      await alice.next("message", ({ content }) => content === "hello *Matrix* <b> _x_");
    });

    test("a Matrix message, its author and his place among the users", async () => {
      await matrix.sendText(room, "hello natives");
      const message = await alice.next("message", ({ content }) => content === "hello natives");
      assert.equal(message.author.displayName, "Mira");
      assert.equal(message.author.handle, "Mira@matrix.home");
      await until("bob reads it", () => bob.said("#gen").some(({ text }) => text === "<Mira> hello natives"));
      alice.send("channel", 1);
      const { users } = await alice.next("channel");
      assert.ok(users.some(({ handle }) => handle === "Mira@matrix.home"));
      assert.equal(users.filter(({ displayName }) => displayName === "Alice").length, 1, "no ghost is a user");
    });

    test("IRC and Matrix talk to each other, formatting survives", async () => {
      bob.say("#gen", "\x02bold\x02 and \x1ditalic\x1d, mira: look");
      const body = shown("bob", "bold and italic, mira: look");
      const event = await matrix.waitForText(room, body);
      assert.match(event.content.formatted_body, /<strong>bold<\/strong> and <em>italic<\/em>, <a href="https:\/\/matrix\.to\/#\/@mira:[^"]+">mira<\/a>: look/);
      assert.deepEqual(event.content["m.mentions"], { user_ids: [matrix.userId] });
      if (service) assert.equal(event.sender, `@_guild_irc.net_bob:${peer.serverName}`);
      await matrix.sendText(room, "both **ways**", { format: "org.matrix.custom.html", formatted_body: "both <b>ways</b>" });
      await until("bold on IRC", () => bob.lines.some((line) => line.includes("both \x02ways\x02")));
    });

    test("an action both ways", async () => {
      await alice.ask("post", { content: "/me waves" });
      if (service) {
        const event = await matrix.waitForText(room, "waves");
        assert.equal(event.content.msgtype, "m.emote");
      } else {
        await matrix.waitForText(room, "* Alice waves");
      }
      await matrix.sendText(room, "bows", { msgtype: "m.emote" });
      await alice.next("message", ({ content }) => content === "* Mira bows");
      await until("IRC", () => bob.said("#gen").some(({ text }) => text === "* Mira bows"));
    });

    test("20 kB in one event", async () => {
      const long = Array.from({ length: 3000 }, (_, n) => `word${n}`).join(" ").slice(0, 20_000);
      await fromNative(long);
      const back = `back ${long}`;
      await matrix.sendText(room, back);
      await alice.next("message", ({ content, author }) => content === back && author.displayName === "Mira");
    });

    test("an edit, a reply and a redaction from Matrix", async () => {
      const first = await matrix.sendText(room, "Is X posible?");
      const said = await alice.next("message", ({ content }) => content === "Is X posible?");
      await matrix.edit(room, first, "Is X possible?");
      await alice.next("message", ({ content }) => content === "(edited) Is X possible?");
      await until("a short correction on IRC", () => bob.said("#gen").some(({ text }) => text === "<Mira> (edited) possible?"));
      alice.send("channel", 1);
      const { messages } = await alice.next("channel");
      assert.equal(messages.find(({ id }) => id === said.id).content, "Is X possible?");

      const asked = await fromNative("a question");
      await matrix.reply(room, asked.event_id, "an answer");
      await alice.next("message", ({ content }) => content === "[re Alice] an answer");

      await matrix.redact(room, first);
      await alice.next("messageremoved", ({ id }) => id === said.id);
      alice.send("channel", 1);
      const after = await alice.next("channel");
      assert.ok(!after.messages.some(({ content }) => content.includes("possible")), "the edit is gone too");
    });

    test("an answer to what came from Matrix is an answer there", async () => {
      if (!service) return;
      const asked = await matrix.sendText(room, "who answers?");
      await alice.next("message", ({ content }) => content === "who answers?");
      await matrix.reply(room, asked, "I do");
      await alice.next("message", ({ content }) => content === "[re Mira] I do");
    });

    test("typing both ways", async () => {
      await matrix.typing(room);
      assert.equal((await alice.next("typing", ({ displayName }) => displayName === "Mira")).handle, "Mira@matrix.home");
      await matrix.typing(room, false);
      alice.send("typing");
      const typist = service ? `@_guild_alice:${peer.serverName}` : `@guildbot:${peer.serverName}`;
      await matrix.waitFor((event) => event.type === "m.typing" && event.content.user_ids.includes(typist));
      const since = matrix.received.length;
      await fromNative("typed");
      await matrix.waitFor((event) => event.type === "m.typing" && !event.content.user_ids.includes(typist), 4000, since);
      assert.equal(alice.count("typing"), 0, "our own users do not type at us");
    });

    const fileOf = (owner, name) => fetch(`${bridge.url}/files/${owner}/${name}`);
    const bytesOf = async (answer) => Buffer.from(await answer.arrayBuffer());

    test("a native's picture is a picture there, byte for byte, and is uploaded once", async () => {
      const picture = png(64, 48, service ? 5 : 6);
      const { uploadedAs } = await alice.ask("upload", picture);
      const attachments = [{ userId: alice.user.id, fileName: uploadedAs }];
      assert.ok((await alice.ask("post", { content: "look", attachments })).ok);
      const words = await matrix.waitForText(room, shown("Alice", "look"));
      const isPicture = ({ type, content, sender }) => type === "m.room.message" && content.msgtype === "m.image" && sender === words.sender;
      const event = await matrix.waitFor(isPicture);
      assert.deepEqual(event.content.info, { mimetype: "image/png", size: picture.length, w: 64, h: 48 });
      assert.equal(event.content.filename, "image.png");
      assert.deepEqual((await matrix.download(event.content.url)).bytes, picture);
      const link = `${bridge.url}/files/${alice.user.id}/${uploadedAs}`;
      await until("the link on IRC", () => bob.said("#gen").some(({ text }) => text === `<Alice> ${link}`));
      const since = matrix.received.length;
      assert.ok((await alice.ask("post", { content: "", attachments })).ok);
      if (!service) await matrix.waitForText(room, "**Alice**: [image]");
      assert.equal((await matrix.waitFor(isPicture, 10_000, since)).content.url, event.content.url);
    });

    test("a picture from Matrix is an attachment here and a link on IRC", async () => {
      const picture = png(50, 40, service ? 7 : 8);
      const url = await matrix.upload(picture, { type: "image/png", name: "cat.png" });
      const event = await matrix.send(room, "m.room.message", { msgtype: "m.image", body: "cat.png", url, info: { size: picture.length, mimetype: "image/png" } });
      await matrix.sendText(room, "behind the picture");
      const message = await alice.next("message", ({ attachments, author }) => attachments.length === 1 && author.displayName === "Mira");
      assert.equal(message.content, "");
      await alice.next("message", ({ content }) => content === "behind the picture");
      const [{ userId, fileName }] = message.attachments;
      assert.equal(userId, message.author.id);
      const served = await fileOf(userId, fileName);
      assert.equal(served.headers.get("content-type"), "image/png");
      assert.deepEqual(await bytesOf(served), picture);
      const line = new RegExp(`^<Mira> \\[image: cat\\.png, \\d\\.\\d KiB\\] ${bridge.url}/files/${userId}/${fileName}$`);
      await until(`${line} on IRC`, () => bob.said("#gen").some(({ text }) => line.test(text)));

      await matrix.redact(room, event);
      await alice.next("messageremoved", ({ id }) => id === message.id);
      assert.equal((await fileOf(userId, fileName)).status, 404, "who takes back the message takes back the file");
      const folder = join(bridge.folder, "files");
      await until("its bytes are erased", () => !readdirSync(folder, { recursive: true }).some((name) => name.includes(fileName.slice(0, 40))), 15_000);
    });

    test("other files are for download, whatever they say they are", async () => {
      const bytes = Buffer.from("<!doctype html><script>alert(1)</script>");
      const url = await matrix.upload(bytes, { type: "text/html", name: "page.html" });
      await matrix.send(room, "m.room.message", { msgtype: "m.file", body: "page.html", url, info: { size: 40, mimetype: "text/html" } });
      const { content, attachments } = await alice.next("message", (one) => one.content.startsWith("[file: page.html, 40 B]"));
      assert.deepEqual(attachments, []);
      const served = await fetch(content.match(/https?:\S+/)[0]);
      assert.equal(served.headers.get("content-type"), "application/octet-stream");
      assert.equal(served.headers.get("content-disposition"), "attachment; filename*=UTF-8''page.html");
      assert.deepEqual(await bytesOf(served), bytes);
      await until("the same line on IRC", () => bob.said("#gen").some(({ text }) => text === `<Mira> ${content}`));
    });

    test("what says that it is a picture and is none is not taken for one", async () => {
      const url = await matrix.upload(Buffer.from("not really a picture"), { type: "image/png", name: "cat.png" });
      await matrix.send(room, "m.room.message", { msgtype: "m.image", body: "cat.png", url, info: { size: 1676, mimetype: "image/png" } });
      await alice.next("message", ({ content }) => /^\[image: cat\.png, 1\.6 KiB, no picture\] https:\/\/matrix\.to\/#\//.test(content));
    });

    test("reactions are no messages, and nothing came twice", async () => {
      const target = await matrix.sendText(room, "react to me");
      await matrix.send(room, "m.reaction", { "m.relates_to": { rel_type: "m.annotation", event_id: target, key: "👍" } });
      await matrix.sendText(room, "the end");
      await alice.next("message", ({ content }) => content === "the end");
      const all = await matrix.messages(room);
      const texts = all.filter(({ type, content }) => type === "m.room.message" && content.body && content.msgtype !== "m.image").map(({ content }) => content.body);
      const twice = texts.filter((text, n) => texts.indexOf(text) !== n).map((text) => text.slice(0, 80));
      assert.deepEqual(twice, []);
      assert.ok(!bridge.log.includes("S3CRET"));
    });
  });
