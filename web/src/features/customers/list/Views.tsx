import { DeleteOutlined, StarOutlined } from '@ant-design/icons'
import { Button, Input, Popconfirm, Popover } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDropView, useKeepView, useViews, type View } from '@/api/portraits/views'
import type { UrlState } from '@/lib/url'
import { Failure, Loaded } from '@/ui'
import { pickView, sameView } from './state'

const PAGE = 'customers'

/** Saved views of the list: shown, saved under a name, changed, deleted. */
export function Views({ url, onShow }: { url: UrlState; onShow: (query: Record<string, string>) => void }) {
  const { t } = useTranslation('customers')
  const views = useViews(PAGE)
  const now = pickView(url)
  const current = views.data?.find((view) => sameView(view.query, now))
  return (
    <Popover trigger="click" placement="bottomRight" destroyOnHidden content={<Inside url={url} onShow={onShow} />}>
      <Button icon={<StarOutlined />}>{current?.name ?? t('views.open')}</Button>
    </Popover>
  )
}

function Inside({ url, onShow }: { url: UrlState; onShow: (query: Record<string, string>) => void }) {
  const { t } = useTranslation('customers')
  const views = useViews(PAGE)
  const keep = useKeepView()
  const [name, setName] = useState('')
  const now = pickView(url)
  const save = () => {
    const wanted = name.trim()
    if (wanted === '') return
    const same = views.data?.find((view) => view.name === wanted)
    keep.mutate({ ...(same ? { id: same.id } : {}), page: PAGE, name: wanted, query: now }, { onSuccess: () => setName('') })
  }
  return (
    <div className="customers-views">
      <Loaded query={views} rows={3}>
        {(items) =>
          items.length === 0 ? (
            <div className="tg-quiet">{t('views.none')}</div>
          ) : (
            <div>
              {items.map((view) => (
                <Saved key={view.id} view={view} chosen={sameView(view.query, now)} onShow={() => onShow(view.query)} />
              ))}
            </div>
          )
        }
      </Loaded>
      {keep.isError && <Failure error={keep.error} small />}
      <div className="tg-row">
        <Input
          aria-label={t('views.name')}
          placeholder={t('views.namePlaceholder')}
          value={name}
          maxLength={80}
          onChange={(event) => setName(event.target.value)}
          onPressEnter={save}
        />
        <Button loading={keep.isPending} disabled={name.trim() === ''} onClick={save}>
          {t('views.save')}
        </Button>
      </div>
    </div>
  )
}

function Saved({ view, chosen, onShow }: { view: View; chosen: boolean; onShow: () => void }) {
  const { t } = useTranslation('customers')
  const drop = useDropView()
  return (
    <div className="customers-view">
      <Button type={chosen ? 'primary' : 'text'} aria-pressed={chosen} onClick={onShow}>
        <span className="tg-ellipsis">{view.name}</span>
      </Button>
      <Popconfirm title={t('views.deleteAsk')} okText={t('views.deleteYes')} cancelText={t('views.cancel')} onConfirm={() => drop.mutate(view.id)}>
        <Button type="text" icon={<DeleteOutlined />} loading={drop.isPending} aria-label={t('views.delete', { name: view.name })} title={t('views.delete', { name: view.name })} />
      </Popconfirm>
    </div>
  )
}
