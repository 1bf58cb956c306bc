/*
 * What the replayer is measured against, in C without anything in between.
 *
 *   peer answer SOCKET              a server: a line in, {"return": {}} out
 *   peer pace SOCKET GAP_US COUNT   sends COUNT lines GAP_US apart with clock_nanosleep; prints lateness p50, p99 and processor time in us
 *   peer trip SOCKET COUNT [QMP]    COUNT round trips; prints how many a second; with QMP it negotiates first
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static const char COMMAND[] = "{\"execute\":\"query-status\"}\n";
static const char ANSWER[] = "{\"return\": {}}\r\n";

static long long now(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static int open_socket(const char *path, int server)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    if (server ? bind(fd, (struct sockaddr *)&address, sizeof address) || listen(fd, 8) : connect(fd, (struct sockaddr *)&address, sizeof address)) {
        perror(path);
        exit(1);
    }
    return fd;
}

/* Reads to the end of a line. */
static void read_line(int fd)
{
    char buffer[65536];
    ssize_t length;
    do {
        length = read(fd, buffer, sizeof buffer);
        if (length <= 0) {
            fprintf(stderr, "the server closed\n");
            exit(1);
        }
    } while (buffer[length - 1] != '\n');
}

static void say(int fd, const char *text)
{
    if (write(fd, text, strlen(text)) < 0) {
        perror("write");
        exit(1);
    }
}

static void answer(const char *path)
{
    int server = open_socket(path, 1);
    for (;;) {
        int client = accept(server, NULL, NULL);
        char buffer[4096];
        ssize_t length;
        while ((length = read(client, buffer, sizeof buffer)) > 0) {
            for (ssize_t i = 0; i < length; i++) {
                if (buffer[i] == '\n') {
                    send(client, ANSWER, sizeof ANSWER - 1, MSG_NOSIGNAL);    /* a client that has left is no failure */
                }
            }
        }
        close(client);
    }
}

static int by_size(const void *a, const void *b)
{
    long long x = *(const long long *)a, y = *(const long long *)b;
    return x < y ? -1 : x > y;
}

static void pace(const char *path, long gap_us, int count)
{
    int fd = open_socket(path, 0);
    long long *late = malloc(count * sizeof *late), due = now(CLOCK_MONOTONIC);
    char buffer[4096];
    prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0);
    setpriority(PRIO_PROCESS, 0, -10);                     /* as the replayer does */
    for (int i = 0; i < count; i++) {
        due += gap_us * 1000LL;
        struct timespec until = { .tv_sec = due / 1000000000LL, .tv_nsec = due % 1000000000LL };
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
        late[i] = now(CLOCK_MONOTONIC) - due;
        say(fd, COMMAND);
        while (recv(fd, buffer, sizeof buffer, MSG_DONTWAIT) > 0) {
        }
    }
    qsort(late, count, sizeof *late, by_size);
    printf("%lld %lld %lld\n", late[count / 2] / 1000, late[count * 99LL / 100] / 1000, now(CLOCK_PROCESS_CPUTIME_ID) / 1000);
}

static void trip(const char *path, int count, int negotiates)
{
    int fd = open_socket(path, 0);
    if (negotiates) {
        read_line(fd);
        say(fd, "{\"execute\":\"qmp_capabilities\"}\n");
        read_line(fd);
    }
    long long start = now(CLOCK_MONOTONIC);
    for (int i = 0; i < count; i++) {
        say(fd, COMMAND);
        read_line(fd);
    }
    printf("%.0f\n", count * 1e9 / (now(CLOCK_MONOTONIC) - start));
}

int main(int argc, char **argv)
{
    if (argc == 3 && !strcmp(argv[1], "answer")) {
        answer(argv[2]);
    } else if (argc == 5 && !strcmp(argv[1], "pace")) {
        pace(argv[2], atol(argv[3]), atoi(argv[4]));
    } else if (argc >= 4 && !strcmp(argv[1], "trip")) {
        trip(argv[2], atoi(argv[3]), argc > 4);
    } else {
        fprintf(stderr, "usage: peer answer SOCKET | peer pace SOCKET GAP_US COUNT | peer trip SOCKET COUNT [QMP]\n");
        return 2;
    }
    return 0;
}
