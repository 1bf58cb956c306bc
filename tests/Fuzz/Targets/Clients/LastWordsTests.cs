using QmpFuzz.Fuzz.Targets.Clients;
using QmpFuzz.Replay.Spawning;

namespace QmpFuzz.Tests.Fuzz.Targets.Clients;

public sealed class LastWordsTests
{
    private const string Traceback = """
        connecting
        Traceback (most recent call last):
          File "/home/me/client.py", line 12, in <module>
            main()
          File "/home/me/client.py", line 7, in on_reply
            status = json.loads(line)["return"]
                     ^^^^^^^^^^^^^^^^
          File "/usr/lib/python3.11/json/__init__.py", line 346, in loads
            return _default_decoder.decode(s)
        json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)

        """;

    private const string Aborted = """
        Fatal Python error: Aborted

        Thread 0x00007f0000000001 (most recent call first):
          File "/home/me/other.py", line 1 in worker

        Current thread 0x00007f0000000000 (most recent call first):
          File "/usr/lib/python3.11/socket.py", line 706 in readinto
          File "/home/me/client.py", line 30 in wait_event
          File "/home/me/client.py", line 12 in <module>
        """;

    private const string DotNet = """
        Unhandled exception. System.NullReferenceException: Object reference not set to an instance of an object.
           at System.Text.Json.JsonElement.GetProperty(String name)
           at Example.Client.OnEvent(JsonElement message) in /src/Client.cs:line 5
           at Example.Program.Main(String[] arguments) in /src/Program.cs:line 9
        """;

    private const string Node = """
        /app/client.js:3
            throw new TypeError('x');
            ^

        TypeError: Cannot read properties of undefined (reading 'status')
            at onReply (/app/client.js:3:11)
            at node:internal/streams:5:1

        Node.js v20.1.0
        """;

    private const string Go = """
        panic: runtime error: index out of range [7] with length 3

        goroutine 1 [running]:
        main.readReply(0xc000010000)
        	/app/main.go:10 +0x1d
        main.main()
        """;

    /// <summary>Exit code, whether we ended it, standard error, the place (null: nothing to say against it).</summary>
    public static TheoryData<int, bool, string, string?> Ends() => new()
    {
        { 1, false, Traceback, """JSONDecodeError in client.py on_reply: status = json.loads(line)["return"]""" },
        { 3, false, Traceback, null },                      // it was printed by somebody who caught it
        { 1, false, "client: the server sent rubbish\n", null },
        { 0, false, $"Exception in thread reader:\n{Traceback}", """JSONDecodeError in client.py on_reply: status = json.loads(line)["return"]""" },
        { 0, false, $"Task exception was never retrieved\n{Traceback}", """JSONDecodeError in client.py on_reply: status = json.loads(line)["return"]""" },
        { 1, false, $"{Traceback}Task exception was never retrieved\n{Traceback.Replace("JSONDecodeError", "EOFError", StringComparison.Ordinal)}", """JSONDecodeError in client.py on_reply: status = json.loads(line)["return"]""" },
        { 134, false, Aborted, "Aborted in client.py wait_event" },
        { 134, true, Aborted, null },
        { 134, false, DotNet, "System.NullReferenceException in Client.OnEvent" },
        { 1, false, Node, "TypeError in onReply" },
        { 1, false, Node.Replace("Node.js", "By the way", StringComparison.Ordinal), null },
        { 2, false, Go, "panic: runtime error: index out of range [#] with length # in main.readReply" },
        { 134, false, "client: client.c:88: on_reply: Assertion `value' failed.\n", "client: client.c:88: on_reply: Assertion `value' failed." },
        { 139, false, "", "was killed by signal 11 (SIGSEGV)" },
        { 141, false, "", null },                           // it wrote to a server that had gone
        { 143, false, "", null },
        { 0, false, "", null },
        { 77, false, "", null },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public void Of_AnEnd_IsThePlaceOfTheFailure(int code, bool stopped, string errors, string? place) =>
        Assert.Equal(place, LastWords.Of(new TargetExit(code, stopped, errors))?.Place);

    [Fact]
    public void Of_Recursion_LeavesOutWhereTheStackHappenedToEnd()
    {
        string one = Traceback.Replace("json.decoder.JSONDecodeError", "RecursionError", StringComparison.Ordinal);
        string other = one.Replace("status = json.loads(line)[\"return\"]", "walk(value)", StringComparison.Ordinal);
        Assert.Equal("RecursionError in client.py on_reply", LastWords.Of(new TargetExit(1, false, one))!.Place);
        Assert.Equal(LastWords.Of(new TargetExit(1, false, one))!.Place, LastWords.Of(new TargetExit(1, false, other))!.Place);
    }

    [Fact]
    public void Of_TheSameBugOnAnotherLine_IsTheSamePlace()
    {
        string moved = Traceback.Replace("line 7", "line 99", StringComparison.Ordinal);
        Assert.Equal(LastWords.Of(new TargetExit(1, false, Traceback))!.Place, LastWords.Of(new TargetExit(1, false, moved))!.Place);
        Assert.Equal("client.py on_reply, /home/me/client.py:99", LastWords.Of(new TargetExit(1, false, moved))!.Top);
    }
}
