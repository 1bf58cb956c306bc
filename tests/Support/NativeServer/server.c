/*
 * A small QMP server in C with five planted bugs behind protocol states, for campaigns against native servers:
 *   1  a bad free when a client leaves while a command of it is queued
 *   2  an off-by-one in ids that are nested
 *   3  an abort when a second negotiation comes inside a batch
 *   4  an endless loop on an escape outside of a string
 *   5  half a message of a client that left is finished by the next one, who gets the answer
 * Without BUGS there are none. It reads as QEMU does: a reply for each message, one error for each fault, then recovery.
 *
 *   cc -DBUGS -o server server.c && ./server SOCKET
 */
#include <ctype.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#ifdef BUGS
#define BUG 1
#else
#define BUG 0
#endif

enum { QUEUE = 8, DEEPEST = 1024, ID_PATH = 8 };

/* a message: its text as parsed, or none for a fault, and the chunk that it came in */
struct request { char *text; int chunk; };

static struct request queue[QUEUE];
static int queued;
static int client = -1;
static int negotiated;                                     /* the number of the chunk that it came in */
static int chunks;

/* the message that is being read */
static char *message;
static size_t length, room;
static int braces, brackets;
static enum state { START, STRING, ESCAPE, KEYWORD, MINUS, ZERO, DIGITS, POINT, FRACTION, EXPONENT, SIGN, POWER, RECOVERY, WRONG } state;
static char quote;

static void say(const char *line)
{
    send(client, line, strlen(line), MSG_NOSIGNAL);         /* one that has left is found out by reading */
}

static void say_error(const char *class, const char *description, const char *id)
{
    char *line = NULL;
    if (asprintf(&line, "{\"error\": {\"class\": \"%s\", \"desc\": \"%s\"}%s%s}\r\n", class, description, id ? ", \"id\": " : "", id ? id : "") < 0) {
        abort();
    }
    say(line);
    free(line);
}

/* --- JSON: checked, and printed again in ASCII ----------------------------------------------------------------------- */

static char printed[1 << 20];
static size_t printed_length;

static void print(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(printed + printed_length, sizeof printed - printed_length, format, arguments);
    va_end(arguments);
    printed_length += (size_t)size;
    if (printed_length >= sizeof printed) {
        abort();                                            /* six times the longest testcase fits */
    }
}

static const char *skip_blanks(const char *at)
{
    while (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n') {
        at++;
    }
    return at;
}

/* A character outside of ASCII; NULL if it is none. */
static const char *parse_utf8(const char *at, unsigned *code)
{
    static const unsigned least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    unsigned char first = (unsigned char)*at;
    int size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4) {
        return NULL;
    }
    *code = first & (0x7Fu >> size);
    for (int i = 1; i < size; i++) {
        if ((at[i] & 0xC0) != 0x80) {
            return NULL;
        }
        *code = *code << 6 | (at[i] & 0x3Fu);
    }
    int is_character = *code >= least[size] && *code <= 0x10FFFF && (*code & 0xFFFE) != 0xFFFE
        && (*code < 0xD800 || *code > 0xDFFF) && (*code < 0xFDD0 || *code > 0xFDEF);
    return is_character ? at + size : NULL;
}

static const char *parse_unit(const char *at, unsigned *unit)
{
    *unit = 0;
    for (int i = 0; i < 4; i++, at++) {
        if (!isxdigit((unsigned char)*at)) {
            return NULL;
        }
        *unit = *unit * 16 + (unsigned)(isdigit((unsigned char)*at) ? *at - '0' : (*at | 32) - 'a' + 10);
    }
    return at;
}

static const char *parse_escape(const char *at, unsigned *code)
{
    static const char names[] = "\"'\\/bfnrt", values[] = "\"'\\/\b\f\n\r\t";
    const char *name = *at ? strchr(names, *at) : NULL;
    if (name) {
        *code = (unsigned char)values[name - names];
        return at + 1;
    }
    if (*at != 'u' || !(at = parse_unit(at + 1, code))) {
        return NULL;
    }
    if (*code >= 0xD800 && *code < 0xDC00) {
        unsigned low;
        if (at[0] != '\\' || at[1] != 'u' || !(at = parse_unit(at + 2, &low)) || low < 0xDC00 || low > 0xDFFF) {
            return NULL;
        }
        *code = 0x10000 + ((*code & 0x3FF) << 10) + (low & 0x3FF);
    }
    int is_character = (*code & 0xFFFE) != 0xFFFE && (*code < 0xDC00 || *code > 0xDFFF) && (*code < 0xFDD0 || *code > 0xFDEF);
    return is_character ? at : NULL;
}

static const char *parse_string(const char *at)
{
    char end = *at++;
    print("\"");
    while (*at != end) {
        unsigned code = (unsigned char)*at;
        at = *at == '\\' ? parse_escape(at + 1, &code) : code >= 0x80 ? parse_utf8(at, &code) : code < 0x20 ? NULL : at + 1;
        if (!at) {
            return NULL;
        }
        if (code == '"' || code == '\\') {
            print("\\%c", code);
        } else if (code >= 0x20 && code < 0x7F) {
            print("%c", code);
        } else if (code < 0x10000) {
            print("\\u%04X", code);
        } else {
            print("\\u%04X\\u%04X", 0xD800 + ((code - 0x10000) >> 10), 0xDC00 + ((code - 0x10000) & 0x3FF));
        }
    }
    print("\"");
    return at + 1;
}

static const char *parse_number(const char *at)
{
    const char *start = at;
    at += *at == '-';
    if (!isdigit((unsigned char)*at)) {
        return NULL;
    }
    for (at += *at == '0' ? 1 : strspn(at, "0123456789"); *at == '.'; at += strspn(at, "0123456789")) {
        if (!isdigit((unsigned char)*++at)) {
            return NULL;
        }
        at += strspn(at, "0123456789");
        break;
    }
    if (*at == 'e' || *at == 'E') {
        at += 1 + (at[1] == '+' || at[1] == '-');
        if (!isdigit((unsigned char)*at)) {
            return NULL;
        }
        at += strspn(at, "0123456789");
    }
    print("%.*s", (int)(at - start), start);
    return isalnum((unsigned char)*at) || *at == '.' || *at == '-' || *at == '+' ? NULL : at;
}

static const char *parse_word(const char *at)
{
    static const char *const words[] = { "true", "false", "null" };
    for (int i = 0; i < 3; i++) {
        size_t size = strlen(words[i]);
        if (!strncmp(at, words[i], size) && !isalnum((unsigned char)at[size])) {
            print("%s", words[i]);
            return at + size;
        }
    }
    return parse_number(at);
}

typedef int member(const char *name, const char *value);    /* 0: it must not be there */

static const char *parse_value(const char *at, int depth, member *visit);

static int is_repeated(char *const names[], size_t count)
{
    for (size_t i = 0; i + 1 < count; i++) {
        if (!strcmp(names[i], names[count - 1])) {
            return 1;
        }
    }
    return 0;
}

/* The members of an object or the elements of an array; NULL for what is none. A visitor sees both as they were printed. */
static const char *parse_members(const char *at, int depth, member *visit, char **names, size_t limit)
{
    char end = *at == '{' ? '}' : ']';
    size_t count = 0;
    print("%c", *at);
    for (at = skip_blanks(at + 1); *at != end || count > 0; at = skip_blanks(at + 1)) {
        if (end == '}') {
            size_t name = printed_length;
            if ((*at != '"' && *at != '\'') || !(at = parse_string(at)) || *(at = skip_blanks(at)) != ':' || count == limit) {
                return NULL;
            }
            names[count++] = strdup(printed + name);
            if (is_repeated(names, count)) {
                return NULL;
            }
            print(": ");
            at = skip_blanks(at + 1);
        } else {
            count++;
        }
        size_t value = printed_length;
        at = parse_value(at, depth + 1, NULL);
        if (!at || (visit && !visit(names[count - 1], printed + value))) {
            return NULL;
        }
        at = skip_blanks(at);
        if (*at != ',') {
            break;
        }
        print(", ");
    }
    print("%c", end);
    return *at == end ? at + 1 : NULL;
}

static const char *parse_value(const char *at, int depth, member *visit)
{
    if (*at == '"' || *at == '\'') {
        return parse_string(at);
    }
    if (*at != '{' && *at != '[') {
        return parse_word(at);
    }
    size_t limit = *at == '{' ? strlen(at) / 4 + 1 : 0;
    char **names = calloc(limit + 1, sizeof *names);
    at = depth < DEEPEST ? parse_members(at, depth, visit, names, limit) : NULL;
    for (size_t i = 0; i < limit && names[i]; i++) {
        free(names[i]);
    }
    free(names);
    return at;
}

/* --- commands -------------------------------------------------------------------------------------------------------- */

struct id_path { char kinds[ID_PATH]; char *text; };

static struct { char *execute, *id; int is_wrong; } command;

/* Keeps an id, and notes the kinds of what it is nested in. */
static void take_id(const char *text)
{
    struct id_path path = { .text = strdup(text) };
    int depth = 0;
    for (const char *at = text; *at == '['; at++) {
        if (depth < ID_PATH + BUG) {                        /* planted: 2 */
            path.kinds[depth++] = *at;
        }
    }
    if (depth > ID_PATH) {
        fprintf(stderr, "server: Assertion `depth <= ID_PATH' failed.\n");
        abort();
    }
    free(command.id);
    command.id = path.text;
}

static int take_member(const char *name, const char *value)
{
    if (!strcmp(name, "\"id\"")) {
        take_id(value);
    } else if (!strcmp(name, "\"execute\"")) {
        command.is_wrong |= *value != '"';
        command.execute = strdup(value);
    } else if (!strcmp(name, "\"arguments\"")) {
        command.is_wrong |= *value != '{';
    } else {
        command.is_wrong = 1;
    }
    return 1;
}

static void succeed(const char *value)
{
    char *line = NULL;
    if (asprintf(&line, "{\"return\": %s%s%s}\r\n", value, command.id ? ", \"id\": " : "", command.id ? command.id : "") < 0) {
        abort();
    }
    say(line);
    free(line);
}

static void dispatch(int chunk)
{
    if (command.is_wrong || !command.execute) {
        say_error("GenericError", "QMP input is not a command", command.id);
    } else if (!strcmp(command.execute, "\"qmp_capabilities\"")) {
        if (negotiated) {
            if (BUG && negotiated == chunk) {               /* planted: 3 */
                fprintf(stderr, "server: Assertion `negotiated != chunk' failed.\n");
                abort();
            }
            say_error("CommandNotFound", "Capabilities negotiation is already complete, command ignored", command.id);
        } else {
            negotiated = chunk;
            succeed("{}");
        }
    } else if (!negotiated) {
        say_error("CommandNotFound", "Expecting capabilities negotiation with 'qmp_capabilities'", command.id);
    } else if (!strcmp(command.execute, "\"query-status\"")) {
        succeed("{\"status\": \"running\", \"singlestep\": false, \"running\": true}");
    } else if (!strcmp(command.execute, "\"query-name\"") || !strcmp(command.execute, "\"stop\"") || !strcmp(command.execute, "\"cont\"")) {
        succeed("{}");
    } else {
        say_error("CommandNotFound", "The command has not been found", command.id);
    }
}

static void run_next(void)
{
    struct request request = queue[0];
    memmove(queue, queue + 1, sizeof *queue * (size_t)--queued);
    const char *end = NULL;
    printed_length = 0;
    if (request.text && *skip_blanks(request.text) == '{') {
        end = parse_value(skip_blanks(request.text), 0, take_member);
    }
    if (!end) {
        say_error("GenericError", "JSON parse error", NULL);
    } else {
        dispatch(request.chunk);
    }
    free(command.execute);
    free(command.id);
    memset(&command, 0, sizeof command);
    free(request.text);
}

/* --- reading --------------------------------------------------------------------------------------------------------- */

static void forget_message(void)
{
    length = 0;
    braces = brackets = 0;
}

static void push(int is_fault)
{
    queue[queued++] = (struct request) { .text = is_fault ? NULL : strndup(message, length), .chunk = chunks };
    forget_message();
}

static void add(char byte)
{
    if (length == room) {
        message = realloc(message, room = room ? room * 2 : 64);
    }
    message[length++] = byte;
}

static void fault(void)
{
    push(1);
    state = RECOVERY;
}

static int is_structural(char byte)
{
    return byte != '\0' && strchr("{}[]:,", byte) != NULL;
}

/* A token is whole; with nothing open any more, so is the message. */
static void end_token(char byte)
{
    braces += (byte == '{') - (byte == '}');
    brackets += (byte == '[') - (byte == ']');
    if (braces < 0 || brackets < 0 || (braces == 0 && brackets == 0)) {
        push(0);
    } else if (braces + brackets > DEEPEST) {
        push(1);
    }
}

static void feed_start(char byte)
{
    if (strchr(" \t\r\n", byte) && byte != '\0') {
        if (length > 0) {
            add(byte);
        }
    } else if (byte == '"' || byte == '\'') {
        add(quote = byte);
        state = STRING;
    } else if (is_structural(byte)) {
        add(byte);
        end_token(byte);
    } else if (byte >= 'a' && byte <= 'z') {
        add(byte);
        state = KEYWORD;
    } else if (isdigit((unsigned char)byte) || byte == '-') {
        add(byte);
        state = byte == '-' ? MINUS : byte == '0' ? ZERO : DIGITS;
    } else {
        while (BUG && byte == '\\') {                       /* planted: 4 */
        }
        fault();
    }
}

/* The state behind a byte of a keyword or number; START: it is whole before that byte. */
static enum state next_in_word(char byte)
{
    int is_digit = isdigit((unsigned char)byte) != 0, is_exponent = byte == 'e' || byte == 'E';
    switch (state) {
    case KEYWORD: return byte >= 'a' && byte <= 'z' ? KEYWORD : START;
    case MINUS: return byte == '0' ? ZERO : is_digit ? DIGITS : WRONG;
    case ZERO: return is_digit ? WRONG : byte == '.' ? POINT : is_exponent ? EXPONENT : START;
    case DIGITS: return is_digit ? DIGITS : byte == '.' ? POINT : is_exponent ? EXPONENT : START;
    case POINT: return is_digit ? FRACTION : WRONG;
    case FRACTION: return is_digit ? FRACTION : is_exponent ? EXPONENT : START;
    case EXPONENT: return is_digit ? POWER : byte == '+' || byte == '-' ? SIGN : WRONG;
    case SIGN: return is_digit ? POWER : WRONG;
    default: return is_digit ? POWER : START;
    }
}

/* Takes a byte; 0 if it has to be fed again. */
static int feed(char byte)
{
    int is_reset = ((unsigned char)byte < 0x20 && byte != '\t') || (unsigned char)byte >= 0xFE;
    switch (state) {
    case STRING:
        if (is_reset || (unsigned char)byte < 0x20) {
            fault();
            break;
        }
        add(byte);
        if (byte == '\\') {
            state = ESCAPE;
        } else if (byte == quote) {
            state = START;
            end_token(byte);
        }
        break;
    case ESCAPE:
        if (byte == '\0' || !strchr("\"'\\/bfnrtu", byte)) {
            fault();
        } else {
            add(byte);
            state = STRING;
        }
        break;
    case RECOVERY:
        if (!is_reset && !is_structural(byte)) {
            break;
        }
        state = START;
        return 0;
    case START:
        feed_start(byte);
        break;
    default:
        state = next_in_word(byte);
        if (state == START) {
            end_token(' ');
            return 0;
        }
        if (state == WRONG) {
            fault();
        } else {
            add(byte);
        }
    }
    return 1;
}

/* --- connections ----------------------------------------------------------------------------------------------------- */

static void leave(void)
{
    if (BUG && queued > 0 && queue[0].text) {
        free(queue[0].text);                                /* planted: 1, for it is run all the same */
    }
    while (queued > 0) {
        run_next();
    }
    close(client);
    client = -1;
    if (!BUG) {                                             /* planted: 5 */
        forget_message();
        state = START;
    }
}

static void serve(int listener)
{
    static const char greeting[] = "{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 0, \"minor\": 0, \"major\": 1}, \"package\": \"\"}, \"capabilities\": []}}\r\n";
    char chunk[4096];
    client = accept(listener, NULL, NULL);
    negotiated = 0;
    say(greeting);
    for (;;) {
        struct pollfd wait = { .fd = client, .events = POLLIN };
        if (queued == 0 || poll(&wait, 1, 0) > 0) {
            ssize_t size = recv(client, chunk, sizeof chunk, 0);
            if (size <= 0) {
                leave();
                return;
            }
            chunks++;
            for (ssize_t i = 0; i < size;) {
                i += feed(chunk[i]);
                while (queued == QUEUE) {
                    run_next();
                }
            }
        }
        if (queued > 0) {
            run_next();
        }
    }
}

int main(int count, char **arguments)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int listener = socket(AF_UNIX, SOCK_STREAM, 0);
    if (count != 2 || strlen(arguments[1]) >= sizeof address.sun_path) {
        fprintf(stderr, "usage: server SOCKET\n");
        return 2;
    }
    strcpy(address.sun_path, arguments[1]);
    signal(SIGPIPE, SIG_IGN);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 8)) {
        perror(arguments[1]);
        return 1;
    }
    for (;;) {
        serve(listener);
    }
}
