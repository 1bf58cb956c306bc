using System.Text;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Recorder.Redaction;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Recorder.Redaction;

/// <summary>Runs a dialogue through a redactor and gives what the recording would hold.</summary>
internal static class Redacting
{
    /// <summary>What becomes of one message of the client, sent as one chunk.</summary>
    public static string Client(string message, SecretRules? rules = null) => Client([message], rules);

    public static string Client(IEnumerable<string> chunks, SecretRules? rules = null) =>
        All(rules, chunks.Select(chunk => (SessionSide.Client, Encoding.UTF8.GetBytes(chunk))));

    /// <summary>A message of the client and the answer of the server: what becomes of the answer.</summary>
    public static string Server(string command, string answer) =>
        All(null, [(SessionSide.Client, Encoding.UTF8.GetBytes(command)), (SessionSide.Server, Encoding.UTF8.GetBytes(answer))])[Encoding.UTF8.GetByteCount(command)..];

    public static string All(SecretRules? rules, IEnumerable<(SessionSide Side, byte[] Bytes)> chunks)
    {
        Redactor redactor = new(rules ?? SecretRules.Default);
        StringBuilder recorded = new();
        foreach ((SessionSide side, byte[] bytes) in chunks)
        {
            byte[] before = [.. bytes];
            ReadOnlySpan<byte> redacted = redactor.Redact(side, bytes);
            Assert.Equal(bytes.Length, redacted.Length);
            recorded.Append(Encoding.Latin1.GetString(redacted));
            Assert.Equal(before, bytes);                    // the peers get these
        }

        return recorded.ToString();
    }

    /// <summary>Every way to cut the client's bytes, and what each leaves in the recording.</summary>
    public static IEnumerable<string> ClientInEveryChunking(string message) =>
        Chunkings.Of(Encoding.UTF8.GetBytes(message)).Select(chunks => All(null, chunks.Select(chunk => (SessionSide.Client, chunk))));
}
