using System.Text.RegularExpressions;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Corpus.Timeline;
using QmpFuzz.Recorder.Sessions;

namespace QmpFuzz.Recorder.Import;

/// <summary>The bare bytes that a client sends. A chunk is a message with the white space before it, or a block of a long one.</summary>
internal static partial class RawStream
{
    public const string Note = "from a raw client stream: no server side and no times; one chunk a message, the real chunks are not known";

    [GeneratedRegex("""^[\s\xFF]*(\{\s*["'](execute|exec-oob|arguments|id|control)["']\s*:|\[)""")]
    private static partial Regex FirstMessage();

    public static bool Recognises(string head) => FirstMessage().IsMatch(head);

    public static ImportFault? Import(ImportSource source, SessionFolder sessions)
    {
        using FileStream file = source.Open();
        byte[] block = new byte[64 << 10];
        TolerantFramer framer = new();
        SessionOutput? session = null;
        int read;
        while ((read = file.Read(block)) > 0)
        {
            session ??= sessions.Start(source.FileTime, source.Path, Note);
            Add(session, framer, block.AsSpan(0, read), session.Start);
        }

        return null;
    }

    /// <summary>Adds bytes of a client, cut at the ends of messages.</summary>
    public static void Add(SessionOutput session, TolerantFramer framer, ReadOnlySpan<byte> bytes, long time)
    {
        int end;
        while ((end = framer.FindEnd(bytes)) > 0)
        {
            int next = end + LineEnd(bytes[end..]);
            session.Chunk(time, SessionSide.Client, bytes[..next]);
            bytes = bytes[next..];
        }

        if (!bytes.IsEmpty)
        {
            session.Chunk(time, SessionSide.Client, bytes);
        }
    }

    private static int LineEnd(ReadOnlySpan<byte> rest) => rest.StartsWith("\r\n"u8) ? 2 : rest.StartsWith("\n"u8) ? 1 : 0;
}
