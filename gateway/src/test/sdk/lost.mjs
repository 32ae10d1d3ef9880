// One createPhoneCall with the SDK's usual retries, at a BASE_URL that loses answers; tells the id.
import Retell from 'retell-sdk';

const client = new Retell({ apiKey: process.env.API_KEY, baseURL: process.env.BASE_URL });
const call = await client.call.createPhoneCall({
  from_number: '+12125550100',
  to_number: '+12125550172',
});
console.log(call.call_id);
