/* A fuzz target for clang's own libFuzzer, which dies in the ways of Example.Killers: what we print is compared with what that prints. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static int starts(const uint8_t *data, size_t size, const char *with)
{
    return size >= strlen(with) && memcmp(data, with, strlen(with)) == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (starts(data, size, "!abort")) {
        abort();
    } else if (starts(data, size, "!spin")) {
        for (volatile int on = 1; on;) {
        }
    } else if (starts(data, size, "!allocate")) {
        for (int i = 0; i < 4096; i++) {
            char *block = malloc(1 << 20);
            for (int page = 0; block && page < 1 << 20; page += 4096) {
                ((volatile char *)block)[page] = 1;
            }
        }
    }
    return 0;
}
