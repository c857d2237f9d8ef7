import { Button } from 'antd'
import { useTranslation } from 'react-i18next'

/** Opens the explanation of a tag or segment. */
export function WhyButton({ label, onClick }: { label: string; onClick: () => void }) {
  const { t } = useTranslation('customers')
  return (
    <Button size="small" type="text" className="customer-why" aria-label={t('one.whyOf', { label })} onClick={onClick}>
      {t('one.why')}
    </Button>
  )
}
