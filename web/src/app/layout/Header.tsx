import { Layout } from 'antd'
import { useWorkspace } from '@/api/queries/workspace'
import { LanguageSwitch } from '@/ui/LanguageSwitch'

export function Header() {
  const workspace = useWorkspace()
  return (
    <Layout.Header className="tg-header">
      <div className="tg-header-who">
        <strong className="tg-ellipsis">{workspace.data?.name}</strong>
      </div>
      <div className="tg-header-space" />
      <LanguageSwitch />
    </Layout.Header>
  )
}
