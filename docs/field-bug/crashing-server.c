/*
 * A server that speaks just enough QMP to have a bug worth a field report: a device that is deleted twice is freed twice.
 *
 *   cc -o crashing-server docs/field-bug/crashing-server.c          (-DFIXED: without the bug)
 *   ./crashing-server SOCKET
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define MOST 16

static char *devices[MOST];

/* The string behind "key": in the text; empty if there is none. */
static void member(const char *text, const char *key, char value[64])
{
    const char *at = strstr(text, key);
    value[0] = '\0';
    if (at) {
        sscanf(at + strlen(key), " : \"%63[^\"]\"", value);
    }
}

/* Cuts "arguments": {...} out of the line and leaves it in the buffer. */
static void take_arguments(char *line, char arguments[256])
{
    char *at = strstr(line, "\"arguments\""), *end = at ? strchr(at, '}') : NULL;
    arguments[0] = '\0';
    if (end) {
        snprintf(arguments, 256, "%.*s", (int)(end - at), at);
        memset(at, ' ', end - at + 1);
    }
}

static void add(const char *name)
{
    for (int i = 0; i < MOST; i++) {
        if (!devices[i]) {
            devices[i] = strdup(name);
            return;
        }
    }
}

static int del(const char *name)
{
    for (int i = 0; i < MOST; i++) {
        if (devices[i] && !strcmp(devices[i] + (devices[i][0] == '!'), name)) {
            if (devices[i][0] == '!') {                    /* gone already, and still in the list */
                fprintf(stderr, "crashing-server: double free of a device\n");
                abort();
            }
#ifdef FIXED
            free(devices[i]);
            devices[i] = NULL;
#else
            char *gone = malloc(strlen(name) + 2);
            sprintf(gone, "!%s", name);
            devices[i] = gone;
#endif
            return 1;
        }
    }
    return 0;
}

static void answer(FILE *out, char *line)
{
    char arguments[256], command[64], name[64], id[64] = "";
    const char *at;
    take_arguments(line, arguments);
    member(line, "\"execute\"", command);
    member(arguments, "\"id\"", name);
    at = strstr(line, "\"id\"");
    if (at) {
        sscanf(at + 4, " : %63[^,} ]", id);
    }
    if (!strcmp(command, "device_add")) {
        add(name);
    } else if (!strcmp(command, "device_del") && !del(name)) {
        fprintf(out, "{%s%s%s\"error\": {\"class\": \"DeviceNotFound\", \"desc\": \"Device '%s' not found\"}}\r\n", id[0] ? "\"id\": " : "", id, id[0] ? ", " : "", name);
        return;
    }
    fprintf(out, "{\"return\": {}%s%s}\r\n", id[0] ? ", \"id\": " : "", id);
}

int main(int argc, char **argv)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int server = socket(AF_UNIX, SOCK_STREAM, 0);
    if (argc != 2) {
        fprintf(stderr, "usage: crashing-server SOCKET\n");
        return 2;
    }
    snprintf(address.sun_path, sizeof address.sun_path, "%s", argv[1]);
    if (bind(server, (struct sockaddr *)&address, sizeof address) || listen(server, 4)) {
        perror(argv[1]);
        return 1;
    }
    for (;;) {
        int client = accept(server, NULL, NULL);
        FILE *in = fdopen(client, "r"), *out = fdopen(dup(client), "w");
        char line[4096];
        setvbuf(out, NULL, _IOLBF, 4096);
        fprintf(out, "{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 0, \"minor\": 2, \"major\": 7}, \"package\": \"\"}, \"capabilities\": []}}\r\n");
        while (fgets(line, sizeof line, in)) {
            answer(out, line);
        }
        fclose(in);
        fclose(out);
    }
}
