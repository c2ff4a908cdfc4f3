/** What could not be learned, each kind once, and which permission would show it. */
import type { Warning } from '../report.ts';
import { safe } from '../safe.ts';
import { counted } from '../words.ts';
import { atMost, heading, paragraph, type Section } from './page.ts';

const likeShown = 3;

/** By the code of a warning. Where it is not a permission that is missing, the message says what would help. */
const remedies: Readonly<Record<string, string>> = {
  permission: 'Root sees it (CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH are enough).',
};

export const isPermission = ({ code }: Warning): boolean => code in remedies;

export const unseen: Section = (report, page) => {
  const byCode = new Map<string, Warning[]>();
  for (const warning of report.warnings.filter(({ code }) => code !== 'left-stopped'))
    byCode.set(warning.code, [...(byCode.get(warning.code) ?? []), warning]);
  if (byCode.size === 0) return [];
  const lines = [...byCode].flatMap(([code, warnings]) => {
    const messages = [...new Set(warnings.map(({ message }) => message))];
    const { shown, more } = atMost(messages, likeShown);
    const remedy = remedies[code];
    return [
      ...shown.flatMap((message) => paragraph(safe(message), page)),
      ...(more > 0 ? [`  … and ${counted(more, 'more of this kind', 'more of this kind')}`] : []),
      ...(remedy === undefined ? [] : paragraph(remedy, page, 2)),
    ];
  });
  return [heading('Could not see', page), ...lines];
};
