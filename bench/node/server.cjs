// Fastify, fast-jwt, better-sqlite3 or pg, each used the way its own documentation shows.
// Run: node server.cjs URL PORT documents|columns, with NODE_PATH at the installed packages.
//
// `documents` joins the stored JSON of the rows, as the other servers do; `columns` reads each row's values and lets
// Fastify serialize them by a schema, which is what one writes where no JSON is stored.
'use strict'

const fastify = require('fastify')
const { createDecoder, createVerifier } = require('fast-jwt')

const SCOPE = 'logs:change_logs'
const APP =
  'SELECT a.account_id, a.plane, a.bot_id, a.deleted_at, s.secret, c.is_active AS is_account_active, ' +
  'u.is_active AS is_user_active, EXISTS (SELECT 1 FROM app_scopes p WHERE p.client_id = a.client_id ' +
  "AND p.state = 'saved' AND p.scope_id = ?) AS has_scope FROM apps a " +
  'JOIN peer_secrets s ON s.client_id = a.client_id JOIN accounts c ON c.id = a.account_id ' +
  'JOIN users u ON u.id = a.created_by WHERE a.client_id = ?'
const BOT = 'SELECT account_id FROM bots WHERE id = ? AND deleted_at IS NULL'
const DOCUMENTS = 'SELECT wire FROM change_logs WHERE bot_id = ? ORDER BY n DESC LIMIT ? OFFSET ?'
const COLUMNS =
  'SELECT id, user_id, user_first, user_last, user_email, user_status, user_colour, user_image, org_id, bot_id, ' +
  'resource_id, resource_type, message, created_on, version FROM peer_changes WHERE bot_id = ? ' +
  'ORDER BY n DESC LIMIT ? OFFSET ?'

const text = { type: 'string' }
const USER = {
  type: 'object',
  properties: {
    id: text, firstName: text, lastName: text, emailId: text, activationStatus: text, profColour: text,
    profImage: text, _id: text, orgId: text
  }
}
const PAGE = {
  type: 'array',
  items: {
    type: 'object',
    properties: {
      _id: text, userId: USER, streamId: text, resourceId: text, resourceType: text, message: text, createdOn: text,
      __v: { type: 'integer' }
    }
  }
}

const refusal = (status, code, msg) => ({ status, body: JSON.stringify({ errors: [{ msg, code }] }) })
const REFUSALS = {
  credentials: refusal(401, 4002, 'Invalid SDK credentials'),
  token: refusal(401, 4002, 'Invalid JWT token'),
  bot: refusal(400, 400, 'Invalid StreamId'),
  scope: refusal(401, 4002, 'Permission denied. Scope is incorrect!')
}

class Refused extends Error {
  constructor (name) {
    super(name)
    this.refusal = REFUSALS[name]
  }
}

const decode = createDecoder()

function clientId (token) {
  try {
    return decode(token).appId
  } catch {
    throw new Refused('token')
  }
}

function check (app, token, botId) {
  if (!app) throw new Refused('credentials')
  try {
    createVerifier({ key: app.secret, algorithms: ['HS256'], cache: false })(token)
  } catch {
    throw new Refused('credentials')
  }
  if (app.deleted_at !== null || !app.is_account_active || !app.is_user_active) throw new Refused('credentials')
  if (app.plane === 'bot' && app.bot_id !== botId) throw new Refused('credentials')
  if (!app.has_scope) throw new Refused('scope')
}

function entry (row) {
  return {
    _id: row.id,
    userId: {
      id: row.user_id, firstName: row.user_first, lastName: row.user_last, emailId: row.user_email,
      activationStatus: row.user_status, profColour: row.user_colour, profImage: row.user_image, _id: row.user_id,
      orgId: row.org_id
    },
    streamId: row.bot_id,
    resourceId: row.resource_id,
    resourceType: row.resource_type,
    message: row.message,
    createdOn: row.created_on,
    __v: Number(row.version)
  }
}

function joined (rows) {
  const parts = []
  for (const row of rows) parts.push(parts.length ? ',' : '[', row.wire.toString('utf8'))
  return rows.length ? parts.join('') + ']' : '[]'
}

// One promise of rows for each of the three queries; on SQLite they are there at once.
function openSqlite (path) {
  const db = require('better-sqlite3')(path, { readonly: true })
  const prepared = new Map([APP, BOT, DOCUMENTS].map((sql) => [sql, db.prepare(sql)]))
  if (db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'peer_changes'").get()) prepared.set(COLUMNS, db.prepare(COLUMNS))
  return (sql, ...values) => prepared.get(sql).all(...values)
}

function openPostgres (url) {
  const pool = new (require('pg').Pool)({ connectionString: url, max: 10 })
  const numbered = new Map([APP, BOT, DOCUMENTS, COLUMNS].map((sql, index) => {
    let number = 0
    return [sql, { name: `q${index}`, text: sql.replace(/\?/g, () => `$${++number}`) }]
  }))
  return async (sql, ...values) => (await pool.query({ ...numbered.get(sql), values })).rows
}

const [url, port, form] = process.argv.slice(2)
const isSqlite = url.startsWith('sqlite:')
const query = isSqlite ? openSqlite(url.slice('sqlite:///'.length)) : openPostgres(url)
const isColumns = form === 'columns'
const server = fastify()

server.setErrorHandler((error, request, reply) => {
  if (!error.refusal) return reply.code(500).send(String(error))
  return reply.code(error.refusal.status).type('application/json; charset=utf-8').send(error.refusal.body)
})

const schema = {
  querystring: {
    type: 'object',
    properties: {
      offset: { type: 'integer', minimum: 0, default: 0 },
      limit: { type: 'integer', minimum: 1, maximum: 50, default: 50 }
    }
  }
}
if (isColumns) schema.response = { 200: PAGE }

async function getChangeLogs (request, reply) {
  const token = request.headers.auth
  const botId = request.params.botId
  const { limit, offset } = request.query
  const apps = query(APP, SCOPE, clientId(token))
  check((isSqlite ? apps : await apps)[0], token, botId)
  const bots = query(BOT, botId)
  const [bot] = isSqlite ? bots : await bots
  if (!bot || bot.account_id !== (isSqlite ? apps : await apps)[0].account_id) throw new Refused('bot')
  const found = query(isColumns ? COLUMNS : DOCUMENTS, botId, limit, offset * limit)
  const rows = isSqlite ? found : await found
  if (isColumns) return rows.map(entry)
  return reply.type('application/json; charset=utf-8').send(joined(rows))
}

server.get('/api/public/bot/:botId/changelogs', { schema }, getChangeLogs)
server.listen({ host: '127.0.0.1', port: Number(port) })
