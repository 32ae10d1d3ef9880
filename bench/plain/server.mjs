// The plain alternative: one Node route that verifies with Retell's own SDK and upserts straight
// into PostgreSQL, guarded by the rank of the status, and answers after the commit.
import fastify from 'fastify';
import pg from 'pg';
import { Retell } from 'retell-sdk';

const key = process.env.RETELL_API_KEY;
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 16 });

await pool.query(`create table if not exists plain_calls (
  call_id text primary key, rank int not null, call_type text, agent_id text, from_number text,
  to_number text, direction text, status text, disconnection_reason text, start_timestamp bigint,
  end_timestamp bigint, duration_ms bigint, transcript text, recording_url text, metadata jsonb,
  call_analysis jsonb, updated_at timestamptz not null default now())`);

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

await server.listen({ host: '127.0.0.1', port: Number(process.env.SERVER_PORT) });
console.log('ready');
