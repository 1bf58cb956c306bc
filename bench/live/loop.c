/*
 * As many sessions a second as a plain client gets from a QMP server: connects, reads the greeting, sends a testcase and a command that no
 * server knows, reads until that is answered, connects again. loop SOCKET SECONDS FILE...; prints sessions a second.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static const char barrier[] = "\n{\"execute\":\"qmpfuzz-barrier\",\"id\":\"qmpfuzz-barrier-1\"}\n";

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static int open_server(const char *path)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int server = socket(AF_UNIX, SOCK_STREAM, 0);
    strcpy(address.sun_path, path);
    if (connect(server, (struct sockaddr *)&address, sizeof address)) {
        perror(path);
        exit(1);
    }
    return server;
}

static void read_until(int server, const char *awaited)
{
    static char buffer[1 << 20];
    size_t length = 0;
    ssize_t size;
    while ((size = recv(server, buffer + length, sizeof buffer - 1 - length, 0)) > 0) {
        length += (size_t)size;
        buffer[length] = '\0';
        if (strstr(buffer, awaited)) {
            return;
        }
    }
    fprintf(stderr, "the server left\n");
    exit(1);
}

int main(int count, char **arguments)
{
    if (count < 4 || strlen(arguments[1]) > 100) {
        fprintf(stderr, "usage: loop SOCKET SECONDS FILE...\n");
        return 2;
    }
    int files = count - 3;
    char **testcases = calloc((size_t)files, sizeof *testcases);
    size_t *lengths = calloc((size_t)files, sizeof *lengths);
    for (int i = 0; i < files; i++) {
        struct stat status;
        int file = open(arguments[i + 3], O_RDONLY);
        if (file < 0 || fstat(file, &status) || !(testcases[i] = malloc((size_t)status.st_size + sizeof barrier))) {
            perror(arguments[i + 3]);
            return 1;
        }
        lengths[i] = (size_t)read(file, testcases[i], (size_t)status.st_size);
        memcpy(testcases[i] + lengths[i], barrier, sizeof barrier - 1);
        lengths[i] += sizeof barrier - 1;
        close(file);
    }
    long sessions = 0;
    double start = now(), end = start + atof(arguments[2]);
    while (now() < end) {
        int server = open_server(arguments[1]);
        read_until(server, "\n");
        send(server, testcases[sessions % files], lengths[sessions % files], MSG_NOSIGNAL);
        read_until(server, "qmpfuzz-barrier-1");
        close(server);
        sessions++;
    }
    printf("%.0f\n", sessions / (now() - start));
    return 0;
}
