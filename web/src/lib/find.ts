/** Those whose name or label holds the text. */
export function findNamed<Item extends { name: string; label: string }>(items: Item[] | undefined, text: string): Item[] | undefined {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return items
  return items?.filter(({ name, label }) => name.toLowerCase().includes(wanted) || label.toLowerCase().includes(wanted))
}
