// People look like themselves on other homeservers, and the bot as the config says.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Bridge } from "../support/bridge.mjs";
import { Homeserver, pushTransaction } from "../support/homeserver.mjs";
import { serviceSection } from "../support/matrix_bridge.mjs";
import { png } from "../support/pictures.mjs";
import { temporaryFolder, until } from "../support/processes.mjs";

test("a profile's picture is that of the ghost elsewhere, and follows its changes", async () => {
  const [home, other] = await Promise.all([Homeserver.open({ serverName: "a.test" }), Homeserver.open({ serverName: "b.test" })]);
  const logo = join(temporaryFolder("logo"), "logo.png");
  writeFileSync(logo, png(12, 12, 500));
  const sections = [await serviceSection(home, "a"), await serviceSection(other, "b", { avatar: `"${logo}"` })];
  const pushTo = `http://${sections[0].match(/listen = "(.*)"/)[1]}`;
  const bridge = await Bridge.make({ networks: sections.join(""), channels: { general: ["matrix.a/!r:a.test", "matrix.b/!s:b.test"] } });
  await bridge.up();
  await until("both rooms are joined", async () => (await bridge.status()).links.every(({ state }) => state === "joined"), 20_000);

  let count = 0;
  const mira = "@mira:a.test";
  const push = (...events) => pushTransaction(pushTo, "hs-S3CRET", `t${++count}`, { events: events.map((event) => ({ room_id: "!r:a.test", ...event })) });
  const looks = (bytes) => {
    const mxc = `mxc://a.test/face${++count}`;
    home.media.set(mxc, { type: "image/png", bytes });
    return home.event("m.room.member", mira, { membership: "join", displayname: "Mira", avatar_url: mxc }, { state_key: mira });
  };
  const faces = (user) => other.requested("PUT", /\/profile\/[^/]+\/avatar_url$/)
    .filter(({ path }) => decodeURIComponent(path).includes(user)).map(({ body }) => other.media.get(body.avatar_url).bytes);
  const say = async (text) => {
    await push(home.message(mira, text));
    await until(`"${text}" is there`, () => other.sent.some(({ content }) => content.body === text));
  };
  await push(home.event("m.room.member", "@guildbridge:a.test", { membership: "join" }, { state_key: "@guildbridge:a.test" }));
  await until("the bot has its picture", () => faces("@guildbridge:b.test").length === 1);
  assert.deepEqual(faces("@guildbridge:b.test")[0], png(12, 12, 500));

  const ghost = "@_guild_matrix.a_";
  for (const [n, bytes] of [png(10, 10, 501), png(10, 10, 502)].entries()) {
    await push(looks(bytes));
    await until("the ghost has the picture", async () => {
      await say(`word ${++count}`);
      return faces(ghost).length === n + 1;
    });
    assert.deepEqual(faces(ghost)[n], bytes);
  }
  await say("the same picture");
  await push(looks(Buffer.from("<html>no picture</html>")));
  await say("no picture");
  await say("still none");
  assert.equal(faces(ghost).length, 2);
  assert.equal((await bridge.down()).code, 0);
  await Promise.all([home.down(), other.down()]);
});
