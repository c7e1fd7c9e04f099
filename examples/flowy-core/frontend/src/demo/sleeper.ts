// A front end that blocks in its listener until it is given a line, and then says what it heard.
import { readSync } from "node:fs";
import { connect } from "@parley/client";
import { UserNotificationListener } from "../generated/index.js";

const [socket = "", task = "", last = ""] = process.argv.slice(2);
const core = await connect({ socket, name: "sleeper" });
const heard: number[] = [];
const listener = new UserNotificationListener(
  {
    onProgress: ({ pages }) => {
      heard.push(pages);
      if (heard.length === 1) readSync(0, Buffer.alloc(1)); // Nothing else of this process runs meanwhile.
      if (pages === Number(last)) {
        console.log(JSON.stringify(heard));
        void core.close();
      }
    },
  },
  { core, subjects: [task] },
);
await listener.start();
console.log("listening");
