/**
 * What a table needs in the page. Colours are the page's own, so it fits light and dark. It is sent with every table
 * because a notebook's outputs must each stand alone. Cells are named through their box: JupyterLab's own rule, which
 * sets all of them to the right, would win otherwise.
 */
export const tableStyle = `
.cartwright-table{font-size:.875em;max-width:100%}
.cartwright-table .ct-scroll{overflow:auto;max-height:26em}
.cartwright-table table{border-collapse:collapse;font-variant-numeric:tabular-nums;margin:0}
.cartwright-table caption{text-align:left;font-weight:600;padding:.3em 0}
.cartwright-table .ct-scroll th,.cartwright-table .ct-scroll td{padding:.28em .8em;text-align:left;white-space:nowrap;max-width:28em;overflow:hidden;text-overflow:ellipsis;border-bottom:1px solid rgba(128,128,128,.25)}
.cartwright-table thead th{border-bottom:2px solid rgba(128,128,128,.6)}
.cartwright-table .ct-scroll .ct-number{text-align:right}
.cartwright-table th button{all:unset;cursor:pointer;font:inherit}
.cartwright-table th button:focus-visible,.cartwright-table nav button:focus-visible{outline:2px solid currentColor;outline-offset:2px}
.cartwright-table th[aria-sort=ascending] button::after{content:" \\2191"}
.cartwright-table th[aria-sort=descending] button::after{content:" \\2193"}
.cartwright-table .ct-foot{margin:.4em 0;opacity:.85}
.cartwright-table nav button{font:inherit;color:inherit;background:none;border:1px solid currentColor;border-radius:4px;padding:.1em .6em;margin:0 .4em 0 0;cursor:pointer}
.cartwright-table nav button:disabled{opacity:.45;cursor:default}
@media print{.cartwright-table .ct-scroll{max-height:none}.cartwright-table nav{display:none}}
`.trim();

/**
 * Pages and sorts every table that is not yet alive. Written for browsers in plain ES5-ish JavaScript; it must never
 * hold a closing script tag.
 */
export const tableScript = `
(function(){
document.querySelectorAll(".cartwright-table:not([data-alive])").forEach(function(box){
  box.setAttribute("data-alive","");
  var size=Number(box.getAttribute("data-page-size")),body=box.querySelector("tbody"),heads=[].slice.call(box.querySelectorAll("th"));
  var rows=[].slice.call(body.rows),page=0,pages=Math.max(1,Math.ceil(rows.length/size));
  var collator=new Intl.Collator(undefined,{numeric:true});
  function value(row,c,number){var text=row.cells[c].textContent;return text==="\\u2014"?null:number?Number(text):text;}
  function draw(){
    body.replaceChildren.apply(body,rows.slice(page*size,page*size+size));
    if(pages>1){where.textContent="page "+(page+1)+" of "+pages;first.disabled=back.disabled=page===0;last.disabled=next.disabled=page===pages-1;}
  }
  heads.forEach(function(head,c){
    var button=document.createElement("button");button.type="button";button.textContent=head.textContent;button.title="Sort by this column";
    head.replaceChildren(button);
    button.addEventListener("click",function(){
      var down=head.getAttribute("aria-sort")==="ascending",number=head.classList.contains("ct-number");
      heads.forEach(function(other){other.removeAttribute("aria-sort");});
      head.setAttribute("aria-sort",down?"descending":"ascending");
      rows.sort(function(a,b){
        var x=value(a,c,number),y=value(b,c,number);
        if(x===null||y===null)return (x===null?1:0)-(y===null?1:0);
        return (down?-1:1)*(number?x-y:collator.compare(x,y));
      });
      page=0;draw();
    });
  });
  if(pages>1){
    var nav=document.createElement("nav"),where=document.createElement("span");nav.setAttribute("aria-label","Pages of the table");
    where.setAttribute("aria-live","polite");
    var make=function(text,title,go){var b=document.createElement("button");b.type="button";b.textContent=text;b.title=title;b.setAttribute("aria-label",title);
      b.addEventListener("click",function(){page=go();draw();});nav.appendChild(b);return b;};
    var first=make("\\u00ab","First page",function(){return 0;}),back=make("\\u2039","Previous page",function(){return page-1;});
    var next=make("\\u203a","Next page",function(){return page+1;}),last=make("\\u00bb","Last page",function(){return pages-1;});
    nav.appendChild(where);box.appendChild(nav);
  }
  draw();
});
})();
`.trim();
