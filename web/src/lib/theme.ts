import { theme as antd, type ThemeConfig } from 'antd'

/** The class under which the tokens stand as CSS variables; the document's root has it. */
export const THEME_KEY = 'tagma'

/** Colours of the screens. Text on them and they on the ground hold AA (4.5 : 1) in both themes. */
export const LIGHT = {
  accent: '#0f6e6e',
  ground: '#f6f7f8',
  card: '#ffffff',
  line: '#e4e7ea',
  text: '#1c2329',
  quiet: '#5c6770',
  good: '#136b3c',
  bad: '#b3372a',
  warn: '#8a5a00',
}
export const DARK: typeof LIGHT = {
  accent: '#58bdb5',
  ground: '#11161a',
  card: '#181f24',
  line: '#2b343b',
  text: '#e5e9ec',
  quiet: '#9aa6af',
  good: '#5cc28d',
  bad: '#f08a7d',
  warn: '#e0b25a',
}

/** Series of charts: told apart by colour-blind eyes, in this order. */
export const SERIES = {
  light: ['#0f6e6e', '#d28a00', '#4f63b8', '#b0475f', '#7c9a1c', '#8a63ad', '#5b8fb9', '#77818a'],
  dark: ['#58bdb5', '#f0b64a', '#8fa0ee', '#e08aa0', '#b3cf5c', '#bd9be0', '#8fbfe4', '#a5afb7'],
}

export const FONT =
  '-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", Arial, "PingFang SC", "Hiragino Sans GB", ' +
  '"Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif'
export const MONO = 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", "Noto Sans Mono CJK SC", monospace'

/** Grounds of marked things: what is chosen, good, bad, to be watched. */
const LIGHT_GROUNDS = {
  colorBgElevated: '#ffffff',
  colorPrimaryBg: '#e2efee',
  colorPrimaryBgHover: '#d3e6e5',
  colorPrimaryBorder: '#9cc7c5',
  controlItemBgActive: '#e2efee',
  controlItemBgActiveHover: '#d3e6e5',
  colorSuccessBg: '#e7f4ec',
  colorSuccessBorder: '#a9d8bd',
  colorErrorBg: '#fbebe9',
  colorErrorBorder: '#e8b8b2',
  colorWarningBg: '#fdf4df',
  colorWarningBorder: '#e5cf98',
  colorInfoBg: '#e2efee',
  colorInfoBorder: '#9cc7c5',
}
const DARK_GROUNDS: typeof LIGHT_GROUNDS = {
  colorBgElevated: '#1d252b',
  colorPrimaryBg: '#1b3335',
  colorPrimaryBgHover: '#21403f',
  colorPrimaryBorder: '#2f6562',
  controlItemBgActive: '#1b3335',
  controlItemBgActiveHover: '#21403f',
  colorSuccessBg: '#17301f',
  colorSuccessBorder: '#2d5c3e',
  colorErrorBg: '#3a211e',
  colorErrorBorder: '#6e3a33',
  colorWarningBg: '#362a14',
  colorWarningBorder: '#6b5426',
  colorInfoBg: '#1b3335',
  colorInfoBorder: '#2f6562',
}

/** Ant Design's tokens for one of the themes. */
export function buildTheme(dark: boolean): ThemeConfig {
  const colours = dark ? DARK : LIGHT
  return {
    algorithm: dark ? antd.darkAlgorithm : antd.defaultAlgorithm,
    cssVar: { key: THEME_KEY },
    hashed: false,
    token: {
      colorPrimary: colours.accent,
      colorLink: colours.accent,
      colorInfo: colours.accent,
      colorSuccess: colours.good,
      colorError: colours.bad,
      colorWarning: colours.warn,
      colorBgLayout: colours.ground,
      colorBgContainer: colours.card,
      colorBorderSecondary: colours.line,
      colorText: colours.text,
      colorTextSecondary: colours.quiet,
      colorTextTertiary: colours.quiet,
      colorTextDescription: colours.quiet,
      colorTextPlaceholder: colours.quiet,
      ...(dark ? DARK_GROUNDS : LIGHT_GROUNDS),
      fontFamily: FONT,
      fontFamilyCode: MONO,
      fontSize: 14,
      borderRadius: 6,
      controlHeight: 32,
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.16s',
    },
    components: {
      Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none', ...(dark ? { primaryColor: '#0c1518' } : {}) },
      Layout: { headerBg: colours.card, siderBg: colours.card, headerHeight: 56, headerPadding: '0 24px' },
      Menu: { itemBg: 'transparent', itemSelectedBg: dark ? '#21383a' : '#e2efee', itemSelectedColor: colours.accent, activeBarBorderWidth: 0, itemHeight: 36, itemMarginInline: 8 },
      Table: { headerSplitColor: 'transparent', headerBg: dark ? '#1d252b' : '#fafbfb', cellPaddingBlockSM: 6, cellPaddingInlineSM: 12 },
      Card: { headerFontSize: 14, bodyPadding: 16, headerPadding: 16, headerHeight: 44 },
    },
  }
}
