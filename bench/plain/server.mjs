// The plain alternative: Node routes without a queue. Webhooks are verified with Retell's own SDK and
// upserted straight into PostgreSQL, guarded by the rank of their event; a call asked for is a row.
// Each is answered after its commit.
import fastify from 'fastify';
import pg from 'pg';
import { Retell } from 'retell-sdk';

const { RETELL_API_KEY: key, ADMIN_KEY, DATABASE_URL, SERVER_PORT } = process.env;
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 16 });

await pool.query(`create table plain_calls (
  call_id text primary key, rank int not null, call_type text, agent_id text, from_number text,
  to_number text, direction text, status text, disconnection_reason text, start_timestamp bigint,
  end_timestamp bigint, duration_ms bigint, transcript text, recording_url text, metadata jsonb,
  call_analysis jsonb, updated_at timestamptz not null default now())`);
await pool.query(`create table plain_requests (
  id uuid primary key default gen_random_uuid(), to_number text not null, body jsonb not null,
  requested_at timestamptz not null default now())`);

const RANK = { call_started: 1, call_ended: 2, call_analyzed: 3 };
const UPSERT = {
  name: 'upsert',
  text: `insert into plain_calls values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,now())
    on conflict (call_id) do update set rank = excluded.rank, status = excluded.status,
      disconnection_reason = excluded.disconnection_reason, start_timestamp = excluded.start_timestamp,
      end_timestamp = excluded.end_timestamp, duration_ms = excluded.duration_ms,
      transcript = coalesce(excluded.transcript, plain_calls.transcript),
      call_analysis = coalesce(excluded.call_analysis, plain_calls.call_analysis), updated_at = now()
    where plain_calls.rank <= excluded.rank`,
};
const INSERT = {
  name: 'insert',
  text: 'insert into plain_requests (to_number, body) values ($1, $2) returning id, requested_at',
};

const server = fastify({ bodyLimit: 8 * 1024 * 1024 });
server.addContentTypeParser('application/json', { parseAs: 'string' }, (_, body, done) => done(null, body));

server.post('/api/webhooks/retell', async (request, reply) => {
  const raw = request.body;
  if (!(await Retell.verify(raw, key, request.headers['x-retell-signature'] ?? ''))) {
    return reply.code(401).send();
  }
  const { event, call } = JSON.parse(raw);
  await pool.query({
    ...UPSERT,
    values: [
      call.call_id, RANK[event] ?? 0, call.call_type, call.agent_id, call.from_number, call.to_number,
      call.direction, call.call_status, call.disconnection_reason, call.start_timestamp,
      call.end_timestamp, call.duration_ms, call.transcript, call.recording_url, call.metadata,
      call.call_analysis,
    ],
  });
  return reply.code(200).send({ status: 'accepted' });
});

server.post('/api/v1/calls', async (request, reply) => {
  if (request.headers.authorization !== `Bearer ${ADMIN_KEY}`) {
    return reply.code(401).send();
  }
  const call = JSON.parse(request.body);
  const { rows } = await pool.query({ ...INSERT, values: [call.to_number, call] });
  return reply.code(202).send({ ...rows[0], ...call });
});

// Ends with its launcher, which alone holds its input open.
process.stdin.on('end', () => process.exit()).resume();

await server.listen({ host: '127.0.0.1', port: Number(SERVER_PORT) });
