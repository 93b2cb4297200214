import { openSchools } from "./national/schools.ts";
import { Calendar } from "./national/calendar.ts";
import { Ids } from "./national/ids.ts";
import { Market, around } from "./national/market.ts";
import { liveThrough } from "./national/life.ts";
import { conventionOf } from "./national/agreement.ts";
import { CAMPAIGN_2024 } from "@stages/demonstration/campaigns.ts";
import { randomStream } from "@stages/demonstration/random.ts";
let t=performance.now();
const {schools}=await openSchools();
const until=Temporal.Instant.from("2024-06-25T18:00:00Z").epochMilliseconds/1000;
const calendar=new Calendar(CAMPAIGN_2024, until), ids=new Ids(), random=randomStream(1,"l");
const market=new Market(schools,{calendar,ids,seed:1});
console.log("market", market.hosts.length, market.offers.length, performance.now()-t);
const cs:any={}, vs:any={}, org:any={}; let n=0,steps=0,vsteps=0,abs=0,paper=0,far=0,nv=0, cov=0, part=0, appl=0, nst=0;
const step = Number(process.argv[2]??10);
t=performance.now();
let i=0;
for (const school of schools) for (let k=0;k<school.students;k++) { if (i++%step) continue; nst++;
  const s={id:"s",personId:"p",school,headId:"h",home:around(school.coordinates,4,random),className:"2A"};
  const life=liveThrough(s,null,{calendar,market,ids,random});
  if (life.candidatures.length) appl++;
  let w=0;
  for (const c of life.candidatures) { n++; steps+=c.steps.length; const st=c.steps.at(-1)!.to; cs[st]=(cs[st]??0)+1; if (c.distanceKm>10) far++; }
  for (const a of life.agreed) { const v=conventionOf(a,s,{calendar,market,ids,random}); nv++; vsteps+=v.steps.length; const st=v.steps.at(-1)!.to; vs[st]=(vs[st]??0)+1; org[v.origin]=(org[v.origin]??0)+1; abs+=v.absences.length; if (v.paper) paper++; if (st=="SIGNED"||st=="COMPLETED") w|= v.period=="BOTH_WEEKS"?3:v.period=="WEEK_1"?1:2; }
  if (w==3) cov++; else if (w) part++;
}
console.log(performance.now()-t, {nst, n,steps,per:n/nst,cs,nv,vsteps,pv:nv/nst,vs,org,abs,paper,far:far/n, cov:cov/nst,part:part/nst,appl:appl/nst});
