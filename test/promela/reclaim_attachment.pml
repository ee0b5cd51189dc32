/* ASKS 0 frees, 1 waits under the lock, 2 asks and goes on; REFERENCE: the attachment holds one.
 * word: 0 NULL, 1 the file, 2 the attachment, which remembers the file in base. */
byte ref = 1, word = 1, base, slot = 1; bit locked, asked, works;
#define FILE (word == 2 -> base : word)
#define PUT ref--; if :: ref == 0 -> assert(!locked); assert(word == 0) :: else fi
active proctype driver()
{ bit have, left;
  left = 1;
  true;
again: if :: d_step { slot != 0 -> have = 1 } :: d_step { slot == 0 -> have = 0; left = 0 } goto out fi;
  if :: d_step { ref > 0 -> ref++ } :: ref == 0 -> goto again fi;
  if :: slot == 1 :: slot != 1 -> goto putretry fi;
  d_step { !locked -> assert(ref > 0); locked = 1 };
  if :: FILE == 1 :: FILE != 1 -> goto unlockretry fi;
  d_step { base = word; word = 2; works = 1 };
  locked = 0;
#ifndef REFERENCE
  if :: d_step { PUT } fi;
#endif
  assert(ref > 0);
  d_step { assert(ref > 0); assert(FILE == 1); left = 0 };
  asked || !left;
  d_step { !locked -> assert(ref > 0); locked = 1 };
  d_step { if :: word == 2 -> word = base; base = 0 :: else fi; works = 0; asked = 0 };
  locked = 0;
#ifdef REFERENCE
  if :: d_step { PUT; have = 0 } fi;
#else
  have = 0;
#endif
  goto out;
unlockretry: locked = 0;
putretry: if :: d_step { PUT } fi; goto again;
out: end: false }
active proctype kswapd()
{ bit file;
  if :: d_step { ref > 0 -> ref++ } :: ref == 0 -> goto out fi;
  if :: d_step { !locked -> assert(ref > 0); locked = 1 } :: locked -> goto keep fi;
#if ASKS == 1
  if :: d_step { word == 2 -> asked = 1 } :: word != 2 -> goto remove fi;
  word != 2;
#elif ASKS == 2
  if :: d_step { word == 2 -> asked = 1 } goto keeplocked :: word != 2 fi;
#endif
remove: if
  :: d_step { FILE != 0 && ref == 2 ->
       slot = 0; if :: word == 2 -> base = 0 :: else -> word = 0 fi; ref = 0; locked = 0; assert(word == 0) } goto out
  :: d_step { FILE == 0 || ref != 2 -> file = (FILE != 0) } goto keeplocked fi;
keeplocked: locked = 0;
keep: if :: d_step { PUT; file = 0 } fi;
out: end: false }
