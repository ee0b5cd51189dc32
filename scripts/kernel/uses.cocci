// What Coccinelle finds of the tracked field without reading headers: the peer to measure against.
@page@
struct page *P;
position p;
@@
P->mapping@p

@folio@
struct folio *F;
position p;
@@
F->mapping@p

@script:python@
p << page.p;
@@
print("%s:%s:page" % (p[0].file, p[0].line))

@script:python@
p << folio.p;
@@
print("%s:%s:folio" % (p[0].file, p[0].line))
