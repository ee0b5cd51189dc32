/* TAG: the bit (0, 1, 2) that marks a page_wait. word: 0 mapping, 1 anon_vma, 2 page_wait. */
byte word = 0; bit locked = 1;
active proctype waiter()
{ byte saved;
  if :: locked :: !locked -> goto out fi;
  d_step { saved = word; word = 2 };
  !locked;
  d_step { word = saved; saved = 0 };
out: end: false }
active proctype owner()
{ locked = 0;
end: false }
active proctype reclaim()
{ byte seen;
  seen = word;
  d_step {
    if :: seen == 2 -> assert(TAG == 2) :: else fi;
    seen = 0 };
end: false }
