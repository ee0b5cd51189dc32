// The same three rules for folios, which came later.
@null_folio@
struct folio *P;
@@
- !P->mapping
+ folio_is_truncated(P, mapping)

@folio_and_mapping@
struct folio *P;
@@
- P->mapping != mapping
+ folio_is_truncated(P, mapping)

@folio_and_inode@
struct folio *P;
@@
- P->mapping != inode->i_mapping
+ folio_is_truncated(P, inode->i_mapping)
