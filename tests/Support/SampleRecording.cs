using System.Globalization;
using System.Text;
using QmpFuzz.Corpus.Sessions;

namespace QmpFuzz.Tests.Support;

/// <summary>Recordings that are written by hand, as a tap would have.</summary>
internal static class SampleRecording
{
    private const string Status = """{"return": {"status": "running", "singlestep": false, "running": true}, "id": 2}""";

    /// <summary>A client that asks, stops and continues; what is recorded of the state may be altered.</summary>
    public static void WriteStopAndGo(string path, string status = Status, string? more = null) => Write(
        path,
        [
            "s{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 22, \"minor\": 2, \"major\": 7}, \"package\": \"\"}, \"capabilities\": [\"oob\"]}}",
            "c{\"execute\":\"qmp_capabilities\",\"id\":1}",
            "s{\"return\": {}, \"id\": 1}",
            "c{\"execute\":\"query-status\",\"id\":2}",
            $"s{status}",
            "c{\"execute\":\"stop\",\"id\":3}",
            "s{\"timestamp\": {\"seconds\": 1, \"microseconds\": 2}, \"event\": \"STOP\"}",
            "s{\"return\": {}, \"id\": 3}",
            "c{\"execute\":\"cont\",\"id\":4}",
            "s{\"timestamp\": {\"seconds\": 1, \"microseconds\": 9}, \"event\": \"RESUME\"}",
            "s{\"return\": {}, \"id\": 4}",
            .. more is null ? Array.Empty<string>() : [more],
        ]);

    /// <summary>So many messages, half of them the client's.</summary>
    public static void WriteLong(string path, int messages) => Write(
        path,
        Enumerable.Range(0, messages).Select(i => i % 2 == 0
            ? string.Create(CultureInfo.InvariantCulture, $"c{{\"execute\":\"query-status\",\"id\":{i}}}")
            : string.Create(CultureInfo.InvariantCulture, $"s{{\"return\": {{\"running\": true}}, \"id\": {i - 1}}}")));

    /// <summary>Two messages with so much time between them.</summary>
    public static void WriteSlow(string path, TimeSpan pause)
    {
        using SessionWriter writer = Begin(path);
        writer.WriteChunk(0, SessionSide.Server, "{\"QMP\": {\"version\": {}, \"capabilities\": []}}\r\n"u8);
        writer.WriteChunk(10, SessionSide.Client, "{\"execute\":\"qmp_capabilities\"}\n"u8);
        writer.WriteChunk(20, SessionSide.Server, "{\"return\": {}}\r\n"u8);
        writer.WriteChunk((long)pause.TotalMicroseconds, SessionSide.Client, "{\"execute\":\"query-status\"}\n"u8);
    }

    /// <summary>A file that somebody goes on writing to.</summary>
    public static SessionWriter Begin(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return SessionWriter.Create(path, Header);
    }

    private static SessionHeader Header => new() { Started = new DateTimeOffset(2026, 11, 20, 8, 0, 0, TimeSpan.Zero), Source = "unix:/run/vm.qmp", By = "tap" };

    // each line begins with the side that said it
    private static void Write(string path, IEnumerable<string> lines)
    {
        using SessionWriter writer = Begin(path);
        foreach ((int index, string line) in lines.Index())
        {
            writer.WriteChunk(1000L * index, line[0] == 'c' ? SessionSide.Client : SessionSide.Server, Encoding.UTF8.GetBytes(line[1..] + (line[0] == 'c' ? "\n" : "\r\n")));
        }
    }
}
