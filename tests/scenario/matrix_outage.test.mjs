// A homeserver that is away under traffic from all sides, then a bridge that is killed: everything arrives once, in order.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Bridge, network } from "../support/bridge.mjs";
import { IrcClient } from "../support/irc_client.mjs";
import { ngircd } from "../support/irc_servers.mjs";
import { botSection, register, serviceSection } from "../support/matrix_bridge.mjs";
import { Native } from "../support/native.mjs";
import { sleep, until } from "../support/processes.mjs";
import { signUp, startSynapse } from "../support/synapse.mjs";

const away = Number(process.env.AWAY ?? 8) * 1000;

for (const mode of ["bot", "appservice"])
  test(mode, async () => {
    const service = mode === "appservice";
    const [peer, irc] = await Promise.all([startSynapse(), ngircd()]);
    const mira = await signUp(peer, "mira", { displayName: "Mira" });
    const room = await mira.createRoom({ room_alias_name: "general" });
    const section = service ? await serviceSection(peer) : await botSection(peer);
    const bridge = await Bridge.make({
      networks: network("net", irc.port) + section,
      channels: { general: ["irc.net/#gen", `matrix.home/#general:${peer.serverName}`] },
      gateway: "posts = { burst = 1000, per_second = 1000 }",
    });
    if (service) await register(bridge, peer);
    let bob = await IrcClient.join(irc.port, "bob", ["#gen"]);
    const { token } = bridge.addUser("alice", "Alice");
    const joined = () => until(`all rooms are joined: ${bridge.log.slice(-2000)}`, async () =>
      (await bridge.status().catch(() => ({ links: [{}] }))).links.every(({ state }) => state === "joined"), 60_000);
    await bridge.up();
    await joined();

    let alice;
    const login = async () => {
      alice = await Native.login(bridge.url, token);
      await alice.ask("setactivechannel", { guild: 1, channel: 1 });
    };
    await login();
    const texts = { alice: [], bob: [], mira: [] };
    let count = 0;
    const say = {
      alice: async (text) => assert.equal((await alice.ask("post", { content: text, nonce: text })).ok, true),
      bob: async (text) => bob.say("#gen", text),
      mira: async (text) => { await mira.sendText(room, text); },
    };
    const speak = async (who) => {
      const text = `${who} ${++count}`;
      await say[who](text);
      texts[who].push(text);
    };
    const round = async (...people) => { for (const who of people) await speak(who); };

    for (let n = 0; n < 5; n++) await round("alice", "bob", "mira");

    // The homeserver is away; the others talk on.
    await peer.kill();
    const back = Date.now() + away;
    while (Date.now() < back) {
      await round("alice", "bob");
      await sleep(away / 80);  // Fewer than a room is caught up on, however long that is.
    }
    assert.ok((await bridge.status()).links.some(({ room: name, state }) => name.startsWith("matrix") && state !== "joined"));
    await peer.start();
    for (let n = 0; n < 10; n++) await round("alice", "bob", "mira");

    // The bridge is killed while it catches up, and again a little later.
    for (const wait of [300, 1500]) {
      await sleep(wait);
      alice.close();
      await bridge.kill();
      await round("mira", "mira");
      await bridge.up();
      await login();
      await joined();
      await round("alice", "bob", "mira");
    }

    // And the IRC server has its turn.
    const before = [...bob.said("#gen")];
    bob.quit();
    await irc.down();
    await until("it is seen", async () => (await bridge.status()).links.some(({ room: name, state }) => name.startsWith("irc") && state !== "joined"));
    await round("alice", "mira");
    await irc.up();
    bob = await IrcClient.join(irc.port, "bob", ["#gen"]);
    await joined();
    await round("alice", "bob", "mira");

    const plain = (text) => text.replace(/^\[\d\d:\d\d\] /, "").replace(/^\*\*(Alice|bob)\*\*: /, "").replace(/^\[\d\d:\d\d\] /, "");
    const of = (who, list) => list.filter((text) => text.startsWith(`${who} `));
    const onMatrix = async () => (await mira.messages(room)).filter(({ type }) => type === "m.room.message").map(({ content }) => plain(content.body));
    const onIrc = () => [...before, ...bob.said("#gen")].map(({ text }) => plain(text.replace(/^\[\d\d:\d\d\] /, "").replace(/^<\w+> /, "")));
    await until("all is on Matrix", async () => {
      const seen = await onMatrix();
      return seen.includes(texts.alice.at(-1)) && seen.includes(texts.bob.at(-1));
    }, 90_000);
    await until("all is on IRC", () => onIrc().includes(texts.mira.at(-1)) && onIrc().includes(texts.alice.at(-1)), 60_000);
    await sleep(1000);
    const seen = await onMatrix();
    assert.deepEqual(of("alice", seen), texts.alice, "natives on Matrix");
    assert.deepEqual(of("bob", seen), texts.bob, "IRC on Matrix");
    // What IRC was sent when the bridge was killed may come again: no more than a window for each kill.
    const heard = of("mira", onIrc());
    assert.deepEqual([...new Set(heard)], texts.mira, `Matrix on IRC: ${JSON.stringify(heard)} instead of ${JSON.stringify(texts.mira)}; on Matrix ${JSON.stringify(seen)}`);
    assert.ok(heard.length - texts.mira.length <= 2 * 64);
    const history = [];
    for (let before; ;) {
      await alice.ask("history", { channel: 1, limit: 100, before });
      const page = await alice.next("history");
      history.unshift(...page.messages.map(({ content }) => content));
      if (!page.more) break;
      before = page.messages[0].id;
    }
    for (const who of ["alice", "bob", "mira"]) assert.deepEqual(of(who, history), texts[who], `${who} in the history`);
    alice.close();
    mira.close();
    bob.quit();
    assert.equal((await bridge.down()).code, 0);
    await Promise.all([peer.stop(), irc.down()]);
  });
