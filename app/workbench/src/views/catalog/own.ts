// The items of a small file are read by the page too, so that a row can be asked again alone.
import { ownItems, readItems } from "../../own_items";
import type { Asked } from "./check";

const MOST_BYTES = 4 * 1024 * 1024;

export async function offerOwn({ file, mapping }: Asked): Promise<void> {
  if (!file || mapping.trim() || file.size > MOST_BYTES || !/\.(csv|jsonl|ndjson)$/i.test(file.name)) return;
  try {
    ownItems.value = readItems(file.name, await file.text()).items;
  } catch {
    // it is no file that the page can read: what the service says of it is shown
  }
}
