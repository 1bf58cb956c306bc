using System.Text;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Corpus.Sessions;

/// <summary>Sessions as text for tests: records to the bytes of a file, and a file to its records.</summary>
internal static class SessionText
{
    public static SessionHeader Header { get; } = new()
    {
        Started = new DateTimeOffset(2026, 11, 21, 8, 0, 0, TimeSpan.Zero),
        Source = "unix:/run/vm.qmp",
        By = "tap",
    };

    public static byte[] Write(params IEnumerable<SessionRecord> records)
    {
        using MemoryStream file = new();
        using SessionWriter writer = new(file, Header);
        foreach (SessionRecord record in records)
        {
            writer.Write(record);
        }

        return file.ToArray();
    }

    public static ChunkRecord Client(long microseconds, string text) => new(microseconds, SessionSide.Client, Encoding.UTF8.GetBytes(text));

    public static ChunkRecord Server(long microseconds, string text) => new(microseconds, SessionSide.Server, Encoding.UTF8.GetBytes(text));

    /// <summary>Writes the bytes to a file and reads them as a session, which must open.</summary>
    public static Reading Read(byte[] file)
    {
        using TemporaryFolder folder = new();
        string path = folder.File("read.qmps");
        File.WriteAllBytes(path, file);
        return Read(path);
    }

    public static Reading Read(string path)
    {
        using SessionReader? reader = SessionReader.TryOpen(path, out SessionFault? fault);
        Assert.True(reader is not null, $"{fault}");
        List<SessionRecord> records = [];
        while (reader.TryRead(out SessionRecord? record))
        {
            records.Add(record);
        }

        return new Reading(reader.Header, records, reader.Fault, reader.TornTail);
    }

    public static string Show(SessionRecord record) => record is ChunkRecord chunk
        ? $"{chunk.Microseconds} {chunk.Side} {Convert.ToHexString(chunk.Bytes.Span)}"
        : $"{record}";

    internal sealed record Reading(SessionHeader Header, IReadOnlyList<SessionRecord> Records, SessionFault? Fault, bool TornTail)
    {
        public IEnumerable<string> Shown => Records.Select(Show);

        /// <summary>All the bytes of one side, one after another.</summary>
        public byte[] Bytes(SessionSide side) =>
            [.. Records.OfType<ChunkRecord>().Where(chunk => chunk.Side == side).SelectMany(chunk => chunk.Bytes.ToArray())];
    }
}
