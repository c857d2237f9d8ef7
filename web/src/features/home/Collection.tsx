import { useTranslation } from 'react-i18next'
import { useCollectHealth } from '@/api/collecting/collect'
import { HealthPanel } from '@/collecting/HealthPanel'
import { ButtonLink, Card } from '@/ui'

/** How collection is; nothing where nothing is collected. */
export function Collection() {
  const { t } = useTranslation('home')
  const { data } = useCollectHealth()
  if (!data?.collecting) return null
  return (
    <Card title={t('collection.title')} extra={<ButtonLink to="/live" size="small" type="link">{t('collection.live')}</ButtonLink>}>
      <HealthPanel health={data} />
    </Card>
  )
}
