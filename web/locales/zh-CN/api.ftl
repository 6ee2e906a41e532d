### 说明 HTTP 接口的页面。角色的名称在 settings.ftl 中。

api-title = HTTP 接口
api-lead = 本服务器的全部地址：谁可以调用、需要什么、返回什么。说明取自服务器的 OpenAPI 文档，为英文。其他系统凭密钥调用；密钥由管理员在“设置”中创建。
api-document = OpenAPI 文档
api-language = English
    .title = Switch to English
api-rooms =
    .aria-label = 分组
api-filter = 搜索地址、说明、权限
api-found = { $count } 个接口
api-unread = 无法读取接口文档。

api-tag-desk = 服务台
api-tag-devices = 设备
api-tag-check = 无需登录
api-tag-server = 服务器

api-who-anybody = 任何人
api-who-device = 设备
api-who-desk = 服务台全体
api-comma = 、
api-may-anybody = 任何人都可以调用，无需登录。
api-may-device = 已登记的设备，凭访问令牌。
api-may-signed-in = 服务台所有已登录的用户，以及任何密钥。
api-may-roles = { $roles }；或具有下列权限之一的密钥：

api-roles = 角色与权限
api-roles-lead = 用户可以做其角色包含的事。密钥可以做其权限列出的事，且不超过创建者的权限。
api-scope = 权限
api-yes = 可以
api-no = 不可以

api-parameters = 参数
api-in-path = 路径参数
api-in-query = 查询参数
api-in-header = 请求头
api-in-cookie = Cookie
api-body = 请求正文
api-answers = 返回
api-required = 必填
api-one-of = 以下之一：
api-map = 任意名称，每项为：
api-values-more = 另有 { $count } 个
api-example = 示例
api-copy = 复制
api-copied = 已复制
api-copy-failed = 无法复制
