import type { Rule } from '@/rule-editor'

export const writeJson = (rule: Rule): string => JSON.stringify(rule, null, 2)

/** A shell command that asks how many a rule holds for; quotes of the rule are made safe for the shell. */
export function writeCurl(text: string, origin: string): string {
  const body = JSON.stringify({ text }).replaceAll("'", "'\\''")
  return [
    `curl -s ${origin}/api/v1/rules/preview \\`,
    '  -H "Authorization: Bearer $TAGMA_KEY" \\',
    "  -H 'Content-Type: application/json' \\",
    `  -d '${body}'`,
  ].join('\n')
}
