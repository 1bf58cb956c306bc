using QmpFuzz.Corpus.Sessions;

namespace QmpFuzz.Recorder.Capture;

/// <summary>Tells from what was said whether a client or a server said it.</summary>
internal static class SideGuess
{
    private static readonly byte[][] ClientWords = [.. new[] { "\"execute\"", "\"exec-oob\"", "'execute'" }.Select(System.Text.Encoding.ASCII.GetBytes)];
    private static readonly byte[][] ServerWords = [.. new[] { "\"QMP\"", "\"return\"", "\"event\"", "\"error\"" }.Select(System.Text.Encoding.ASCII.GetBytes)];

    /// <summary>Null: these bytes do not tell.</summary>
    public static SessionSide? From(ReadOnlySpan<byte> bytes)
    {
        int client = First(bytes, ClientWords);
        int server = First(bytes, ServerWords);
        return client == server ? null : client < server ? SessionSide.Client : SessionSide.Server;
    }

    private static int First(ReadOnlySpan<byte> bytes, byte[][] words)
    {
        int first = bytes.Length;
        foreach (byte[] word in words)
        {
            int at = bytes[..first].IndexOf(word);
            first = at < 0 ? first : at;
        }

        return first;
    }
}
