/* ASKS 0 frees, 1 waits under the lock, 2 asks and goes on; REFERENCE: the attachment holds one.
 * word: 0 NULL, 1 mapping, 2 attachment. */
byte ref = 1, word = 1; bit locked, asked;
#define PUT ref--; if :: ref == 0 -> word = 0 :: else fi
active proctype driver()
{ if :: d_step { !locked && word == 1 -> word = 2;
#ifdef REFERENCE
         ref++
#endif
       }
     :: !locked && word != 1 -> goto out fi;
  assert(ref > 0);
  assert(ref > 0);
  d_step { !locked -> assert(ref > 0); locked = 1 };
  d_step { assert(word == 2); word = 1; asked = 0 };
  d_step { locked = 0;
#ifdef REFERENCE
    PUT
#endif
  };
out: end: false }
active proctype kswapd()
{ if :: d_step { !locked -> locked = 1 } :: locked -> goto out fi;
#if ASKS == 0
  true;
#elif ASKS == 1
  if :: d_step { word == 2 -> asked = 1 } :: word != 2 -> goto remove fi;
  word != 2;
#else
  if :: d_step { word == 2 -> asked = 1 } goto keep :: word != 2 fi;
#endif
remove: if :: d_step { ref == 1 -> word = 0 } :: ref != 1 -> goto keep fi;
  d_step { locked = 0; PUT }; goto out;
keep: if :: locked = 0 fi;
out: end: false }
