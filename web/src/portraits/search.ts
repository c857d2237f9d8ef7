/** Whether a definition's name, label, description or owner contains what is looked for. */
export function fitsSearch(item: { name: string; label: string; owner: string | null; description: string | null }, q: string): boolean {
  const wanted = q.trim().toLowerCase()
  if (wanted === '') return true
  return [item.name, item.label, item.owner, item.description].some((text) => text?.toLowerCase().includes(wanted))
}
