import { defineConfig } from "vite";

// The page runs what is in these files and nothing else (the gateway says so by Content-Security-Policy), so nothing may
// be written into the page itself.
export default defineConfig({
  base: "/",
  build: { target: "es2022", assetsInlineLimit: 0, modulePreload: false },
  // `npm run dev` shows the page as it is being written, with a bridge behind it.
  server: {
    proxy: Object.fromEntries(["/socket.io", "/files", "/login"].map((path) => [path, { target: "http://127.0.0.1:8080", ws: true }])),
  },
});
