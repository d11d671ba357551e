/* Preloaded into a process: while the file named by FAIL_FSYNC exists, nothing can be brought to the disk. */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static int failing(void) {
  const char *flag = getenv("FAIL_FSYNC");
  return flag && access(flag, F_OK) == 0;
}

int fdatasync(int file) {
  if (failing()) {
    errno = EIO;
    return -1;
  }
  return fsync(file);
}
