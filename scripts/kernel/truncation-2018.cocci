// The rewriting of truncation tests as the series of 2018 described it, in words of our own: three forms,
// two names. What is put in is taken from the name alone, whether the function has it or not.
@null_page@
struct page *P;
@@
- !P->mapping
+ page_is_truncated(P, mapping)

@page_and_mapping@
struct page *P;
@@
- P->mapping != mapping
+ page_is_truncated(P, mapping)

@page_and_inode@
struct page *P;
@@
- P->mapping != inode->i_mapping
+ page_is_truncated(P, inode->i_mapping)
