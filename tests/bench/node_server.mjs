// The yardstick: the same job on the socket.io package, in memory, no durability. One guild, one channel is enough for it.
import { createServer } from "node:http";
import { Server } from "socket.io";

const http = createServer();
const io = new Server(http, { serveClient: false, perMessageDeflate: false, httpCompression: false });
const created = new Date().toISOString();

const userOf = (token) => {
  const { id, pass } = JSON.parse(Buffer.from(token, "base64").toString());
  if (pass !== `pw-${id}`) throw new Error("wrong credentials");
  return { id, created, handle: `user${id}`, displayName: `User ${id}` };
};

io.use((socket, next) => {
  try {
    socket.data.user = userOf(socket.handshake.auth.token);
    next();
  } catch (error) {
    next(error);
  }
});

let last = 0;
io.on("connection", (socket) => {
  const { user } = socket.data;
  socket.emit("hello", { ...user, handleLastUpdated: created, email: "" });
  socket.on("setactivechannel", ({ guild, channel }) => {
    socket.data.active = { guild, channel };
    socket.join(`c${channel}`);
  });
  socket.on("post", ({ content }) => {
    const { guild, channel } = socket.data.active;
    io.to(`c${channel}`).emit("message",
      { id: ++last, channel, guild, content, author: user, attachments: [], created: new Date().toISOString() });
  });
});

http.listen(Number(process.argv[2]), "127.0.0.1", () => console.log("listening"));
