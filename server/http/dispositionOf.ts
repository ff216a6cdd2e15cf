const encoded = (name: string): string =>
  encodeURIComponent(name).replace(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)

/** The header by which a browser shows a file in place or saves it, under a name of any script. */
export const dispositionOf = (kind: "inline" | "attachment", name: string): string =>
  `${kind}; filename="${name.replace(/[^\x20-\x7e]|["\\]/g, "_")}"; filename*=UTF-8''${encoded(name)}`
