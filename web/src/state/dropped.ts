/** What was dropped: files, and folders with all that is in them. */
import type { Dropped } from './giving';

/** Must be called while the event is handled: what it holds is gone afterwards. */
export function dropped(transfer: DataTransfer | null): Promise<readonly (File | Dropped)[]> {
  const items = [...(transfer?.items ?? [])].filter((item) => item.kind === 'file');
  const found = items.map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  return Promise.all(
    found.map(async ({ entry, file }) => (entry?.isDirectory ? { name: entry.name, files: await inside(entry as FileSystemDirectoryEntry, '') } : file)),
  ).then((all) => all.filter((one) => one !== null));
}

/** Hidden files stay where they are. */
async function inside(folder: FileSystemDirectoryEntry, at: string): Promise<Dropped['files']> {
  const files: { path: string; file: File }[] = [];
  for (const entry of await entries(folder)) {
    if (entry.name.startsWith('.')) continue;
    const path = at + entry.name;
    if (entry.isDirectory) files.push(...(await inside(entry as FileSystemDirectoryEntry, `${path}/`)));
    else files.push({ path, file: await new Promise<File>((done, fail) => (entry as FileSystemFileEntry).file(done, fail)) });
  }
  return files;
}

/** A reader gives some at a time, and none when it has given all. */
async function entries(folder: FileSystemDirectoryEntry): Promise<readonly FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((done, fail) => reader.readEntries(done, fail));
    if (some.length === 0) return all;
    all.push(...some);
  }
}
