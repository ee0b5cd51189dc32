// The stops of the guided tour, in their order. One file each.
import type { Stop } from '../stop.ts';
import { bioTwoFiles } from './bioTwoFiles.ts';
import { deviceProtect } from './deviceProtect.ts';
import { duplicated } from './duplicated.ts';
import { ksmGeneric } from './ksmGeneric.ts';
import { pageWait } from './pageWait.ts';
import { stages } from './stages.ts';
import { truncationTest } from './truncationTest.ts';

export const STOPS: readonly Stop[] = [
  deviceProtect,
  duplicated,
  pageWait,
  truncationTest,
  ksmGeneric,
  bioTwoFiles,
  stages,
];
