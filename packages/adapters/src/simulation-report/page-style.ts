import { fontFamily } from "./chart.ts";

/** One style for screens of every width and for paper. Light only: what is printed looks like what is seen. */
export const pageStyle = `
:root{color-scheme:light;--ink:#1c2733;--muted:#56616d;--line:#d5dbe1;--soft:#f4f6f8;--blue:#1f5fa8;--green:#2e7d32;--red:#b42318}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:#fff;color:var(--ink);font:16px/1.5 ${fontFamily};overflow-wrap:break-word}
main,header.page,footer.page{max-width:880px;margin:0 auto;padding:0 20px}
h1{font-size:1.75rem;line-height:1.25;margin:.2em 0 .3em;text-wrap:balance}
h2{font-size:1.3rem;line-height:1.3;margin:2.2em 0 .7em;padding-top:.5em;border-top:3px solid var(--blue);break-after:avoid}
h3{font-size:1rem;margin:0 0 .4em}
p{margin:.5em 0}a{color:var(--blue)}
:focus-visible{outline:3px solid #f0a000;outline-offset:2px;border-radius:2px}
header.page{padding-top:16px}
.facts{display:flex;flex-wrap:wrap;gap:.2em 1.4em;margin:.6em 0;padding:0;list-style:none;color:var(--muted);font-size:.9rem}
.facts b{color:var(--ink);font-weight:600}
.bar{display:flex;flex-wrap:wrap;gap:8px 16px;justify-content:space-between;align-items:center;font-size:.9rem}
fieldset.language{border:0;margin:0;padding:0;display:flex;gap:2px}
fieldset.language legend{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
fieldset.language label{display:inline-flex;align-items:center;gap:.35em;padding:.5em .7em;border:1px solid var(--line);cursor:pointer;min-height:40px}
fieldset.language label:first-of-type{border-radius:6px 0 0 6px}fieldset.language label:last-of-type{border-radius:0 6px 6px 0}
fieldset.language label:has(:checked){background:var(--blue);border-color:var(--blue);color:#fff}
fieldset.language input{accent-color:#fff;margin:0}
body:not(:has(#lang-en:checked,#lang-both:checked)) [lang=en]{display:none}
body:has(#lang-en:checked) [lang=vi]{display:none}
body:has(#lang-both:checked) svg [lang=en]{display:none}
body:has(#lang-both:checked) [lang=vi]+[lang=en]::before{content:" / "}
body:has(#lang-both:checked) [lang=vi]+[lang=en]{color:var(--muted);font-weight:400}
body:has(#lang-both:checked) fieldset [lang=vi]+[lang=en],body:has(#lang-both:checked) .pressed [lang=vi]+[lang=en],body:has(#lang-both:checked) button [lang=vi]+[lang=en]{color:inherit}
nav.contents ul{display:flex;flex-wrap:wrap;gap:.1em 1.1em;list-style:none;margin:.8em 0 0;padding:.6em .9em;background:var(--soft);border-radius:8px;font-size:.92rem}
nav.contents a{display:inline-block;padding:.25em 0}
.warning{border-left:5px solid #b45309;background:#fdf3e3;padding:.6em .9em;margin:.7em 0;border-radius:0 6px 6px 0}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(248px,1fr));gap:14px}
.card{border:1px solid var(--line);border-top:4px solid var(--blue);border-radius:8px;padding:12px 14px;break-inside:avoid}
.card.good{border-top-color:var(--green)}.card.bad{border-top-color:var(--red)}
.card.broad{grid-column:span 2}.bigs{display:flex;flex-wrap:wrap;gap:0 2.2em}
.card h3{color:var(--muted);font-weight:600}
.big{margin:0;line-height:1.2}.big .number{font-size:1.7rem;font-weight:700;letter-spacing:-.01em}
.what{margin:0 0 .5em;color:var(--muted);font-size:.88rem}
.card dl{margin:0;font-size:.9rem;border-top:1px solid var(--line);padding-top:.4em}
.card dl div{display:flex;justify-content:space-between;gap:1em;padding:.08em 0}
.card dt{color:var(--muted)}.card dd{margin:0;text-align:right;font-variant-numeric:tabular-nums}
.half{color:var(--muted);font-size:.85em;font-weight:400;white-space:nowrap}
figure{margin:1.2em 0;break-inside:avoid}
figcaption{font-weight:600;margin-bottom:.4em;break-after:avoid}
.note{color:var(--muted);font-size:.88rem}.none{background:var(--soft);padding:.7em 1em;border-radius:8px}
.chart{position:relative}.drawing svg{display:block;width:100%;height:auto}
.drawing.narrow{display:none;max-width:520px}
svg text{font-family:${fontFamily};font-size:12px}
svg text.name{font-weight:600}svg text.small{font-size:11px;fill:#3d4955}
.tip{position:absolute;z-index:5;pointer-events:none;background:#1c2733;color:#fff;font-size:.82rem;line-height:1.4;padding:.4em .6em;border-radius:6px;white-space:pre-line;max-width:230px;box-shadow:0 2px 8px #0003}
.tip[hidden]{display:none}
.legend{display:flex;flex-wrap:wrap;gap:.2em .95em;list-style:none;margin:.5em 0;padding:0;font-size:.86rem}
.legend li{display:flex;align-items:center;gap:.35em}.legend-name{font-weight:600}
.swatch{width:16px;height:12px;border-radius:3px;border:1px solid #75828f;flex:none}
.mark{width:16px;height:18px;flex:none}
.map{overflow-x:auto;padding-bottom:4px}.map svg{display:block;margin:0 auto}.map.down{display:none}
.map.down svg{max-width:100%;height:auto}.map text{text-anchor:middle}.map text.beside{text-anchor:start}
details{margin:.5em 0}summary{cursor:pointer;padding:.45em 0;color:var(--blue)}
.one-map{border:1px solid var(--line);border-radius:8px;padding:0 14px 8px;margin:.8em 0}
.one-map>summary{font-weight:600;padding:.7em 0;color:var(--ink)}
table{border-collapse:collapse;width:100%;font-size:.9rem;margin:1em 0}
caption{text-align:left;font-weight:600;padding:.3em 0;caption-side:top}
th,td{padding:.42em .6em;border-bottom:1px solid var(--line);vertical-align:top;text-align:left}
thead th{background:var(--soft);font-weight:600;vertical-align:bottom;border-bottom:2px solid #aab4be}
tbody th{font-weight:500}.num{text-align:right;font-variant-numeric:tabular-nums}
.cell-name{display:none}
.side-by-side{display:grid;grid-template-columns:repeat(auto-fit,minmax(250px,1fr));gap:0 24px;align-items:start}
.meter{display:block;height:5px;background:#e3e7eb;border-radius:3px;margin-top:3px;min-width:70px}
.meter span{display:block;height:100%;background:var(--blue);border-radius:3px}
.judged{display:inline-block;padding:.1em .5em;border-radius:4px;background:#eef0f2}
.judged.better{background:#e2f1e3;color:#1b5e20}.judged.worse{background:#fbe4e1;color:#8f1c13}.judged.changed{background:#ece7f5;color:#4a3480}
.risk{font-weight:600}.risk.high{color:var(--red)}.risk.some{color:#8a4a08}
.tools{display:flex;flex-wrap:wrap;gap:10px 14px;align-items:end;margin:.8em 0}
.tools label{display:grid;gap:.2em;font-size:.88rem;flex:1 1 200px;min-width:0}
input[type=search],select{font:inherit;padding:.45em .6em;border:1px solid #75828f;border-radius:6px;width:100%;min-width:0;min-height:42px;background:#fff;color:inherit}
button{font:inherit;padding:.45em .9em;min-height:42px;border:1px solid var(--blue);border-radius:6px;background:#fff;color:var(--blue);cursor:pointer}
button.main{background:var(--blue);color:#fff}button:disabled{color:#6b7680;border-color:#aab4be;cursor:default}
.scroll{overflow-x:auto}.pages{display:flex;flex-wrap:wrap;gap:10px;align-items:center;font-size:.9rem}
#numbers-table{margin:.5em 0}#numbers-table .of{color:var(--muted);font-size:.85em}
footer.page{margin-top:3em;padding-bottom:2.5em;color:var(--muted);font-size:.85rem}
@media screen and (min-width:1000px){.one-map[open]{width:min(96vw,1240px);margin-left:50%;transform:translateX(-50%)}}
@media screen and (max-width:700px){
body{font-size:15px}main,header.page,footer.page{padding-left:12px;padding-right:12px}
h1{font-size:1.4rem}h2{font-size:1.15rem}
.drawing.wide{display:none}.drawing.narrow{display:block}
.map.across{display:none}.map.down{display:block}.one-map{padding:0 8px 6px}
.cards{grid-template-columns:1fr}.card.broad{grid-column:auto}
table.cards-on-phone,table.cards-on-phone tbody,table.cards-on-phone caption{display:block}
table.cards-on-phone thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
table.cards-on-phone tr{display:block;border:1px solid var(--line);border-radius:8px;padding:.4em .7em;margin:.5em 0}
table.cards-on-phone th{display:block;border:0;padding:.1em 0;font-weight:600}
table.cards-on-phone td{display:flex;justify-content:space-between;gap:1em;border:0;padding:.12em 0;text-align:right}
table.cards-on-phone td>span{min-width:0}.half{white-space:normal}
table.cards-on-phone td>.cell-name{display:block;color:var(--muted);text-align:left;flex:none;max-width:48%}
.wide-only{display:none}#numbers-table th,#numbers-table td{padding:.4em .3em}
}
@page{size:A4;margin:14mm 13mm}
@media print{
body{font-size:10.5pt;print-color-adjust:exact;-webkit-print-color-adjust:exact}
main,header.page,footer.page{max-width:none;padding:0}
h2{margin-top:1.4em}.screen-only,nav.contents,.tip{display:none!important}summary{break-after:avoid;list-style:none}
.cards{grid-template-columns:repeat(3,1fr);gap:7px}.card{padding:7px 10px}.card dl{font-size:8.5pt;line-height:1.35}.what{font-size:8.5pt;margin-bottom:.3em}.big .number{font-size:1.35rem}
table{font-size:9pt}tr,li,.card,figure,.warning{break-inside:avoid}thead{display:table-header-group}
.map.across{display:none}.map.down{display:block;overflow:visible}.map.down svg{max-height:185mm;width:auto}#maps{break-before:page}
.map.across.short{display:block}.map.across.short svg{max-width:100%;height:auto}.map.across.short+.map.down{display:none}
.one-map{border:0;padding:0}.one-map .map{break-inside:avoid}
details:not([open])::details-content{content-visibility:visible;display:block}
details.numbers-beside{display:none}
}
`;
