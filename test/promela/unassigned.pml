/* BEFORE: the argument is passed before it is assigned; LATE: the field is read after the unlock. */
bit word = 1, locked, dirty, tag, balanced;
active proctype fault()
{ bit m;
  if
  :: d_step { !locked && word -> locked = 1;
#ifndef BEFORE
       m = 1
#endif
     }
  :: !locked && !word -> goto out
  fi;
  d_step { dirty = 1; assert(m); tag = 1 };
#ifdef LATE
  locked = 0;
  m = word;
#else
  m = word;
  locked = 0;
#endif
  d_step { assert(m); balanced = 1; m = 0 };
out: end: false }
active proctype truncate()
{ d_step { !locked -> locked = 1 };
  d_step { word = 0; dirty = 0 };
  locked = 0;
end: false }
