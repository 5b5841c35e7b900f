// A catalog that lies in the service's own folder.
import { askJson } from "../../api";
import { useAsked } from "../../asking";
import { Select } from "../../parts/field";
import { Trouble } from "../../parts/trouble";
import { words } from "../../words/language";
import { count } from "../../words/written";

interface Found {
  readonly name: string;
  readonly bytes: number;
}

export function FolderChoice({ path, onTake }: { path: string; onTake: (path: string) => void }) {
  const { value, error } = useAsked("folder", (signal) => askJson<{ files: readonly Found[] }>("/v1/catalogs", { signal }));
  const files = value?.files ?? [];
  const listed = path && !files.some((one) => one.name === path) ? [{ name: path, bytes: 0 }, ...files] : files;
  return (
    <>
      <Select label={w("folder")} value={path} onTake={onTake}
        choices={[["", w("none")], ...listed.map((one) => [one.name, `${one.name} (${count(one.bytes)} ${w("bytes")})`] as const)]} />
      <Trouble error={error} />
    </>
  );
}

const w = words({
  en: { folder: "Or one of the service's folder", none: "none", bytes: "bytes" },
  de: { folder: "Oder einer aus dem Ordner des Dienstes", none: "keiner", bytes: "Byte" },
});
