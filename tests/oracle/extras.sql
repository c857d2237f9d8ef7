create table all_x as
select household::bigint h, at_instant::timestamp ts, level, points::bigint points, birthday::date birthday, ratio::double ratio, staff::boolean staff
from read_csv('{folder}/oracle_loyalty.csv', all_varchar = true);

create table all_k as
select household::bigint h, at_instant::timestamp ts, purpose, granted::boolean granted
from read_csv('{folder}/oracle_consents.csv', all_varchar = true);

create table all_m as
select household::bigint h, 'oracle_invited' list, null voucher, utc(since::timestamp) since, utc("until"::timestamp) "until"
from read_csv('{folder}/oracle_invited.csv', all_varchar = true)
union all
select household::bigint, 'oracle_voucher', voucher, null, null
from read_csv('{folder}/oracle_vouchers.csv', all_varchar = true);
