// What is put under the program (tests/preload): death at an exact step, and a disk that fails.
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { temporaryFolder } from "./processes.mjs";

const library = join(dirname(process.env.GUILDBRIDGE), "tests/libgb_preload.so");

if (!existsSync(library)) throw new Error(`there is no ${library}: build the target gb_preload (not with sanitizers)`);

/** The environment in which the program dies at `step` (see tests/preload/preload.hpp). */
export const dieAt = (step, { mark = "", send = "", receipt = "", count = "", path = "", loses = "" } = {}) => ({
  LD_PRELOAD: library, DIE_AT: step, DIE_MARK: mark, DIE_SEND: send, DIE_RECEIPT: receipt, DIE_COUNT: String(count), DIE_PATH: path,
  DIE_LOSES: loses,
});

/** A disk that fails, for what lies below `folder`, from `fail` to `mend`. */
export class Disk {
  constructor(folder) {
    this.folder = folder;
    this.plan = join(temporaryFolder("disk"), "plan");
    this.mend();
    this.env = { LD_PRELOAD: library, FAULT_FILE: this.plan };
  }

  /** "ENOSPC", "EROFS", "EIO" or "SLOW <ms>". */
  fail(how, folder = this.folder) {
    writeFileSync(this.plan, `${how} ${folder}\n`);
  }

  mend() {
    rmSync(this.plan, { force: true });
  }
}
