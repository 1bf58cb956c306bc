/* The floor: a persistent target for afl-fuzz that looks at no byte (one branch, so that there is a map). */
#include <unistd.h>

__AFL_FUZZ_INIT();

static volatile int sink;

int main(void)
{
    __AFL_INIT();
    unsigned char *input = __AFL_FUZZ_TESTCASE_BUF;
    while (__AFL_LOOP(1000000)) {
        sink = __AFL_FUZZ_TESTCASE_LEN > 0 ? input[0] > 0 : 0;
    }
    return 0;
}
