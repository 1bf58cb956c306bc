using QmpFuzz.Corpus.Sessions;

namespace QmpFuzz.Recorder.Redaction;

/// <summary>
/// Takes the secrets out of one session's chunks: a filler of the same length in their place, so that framing stays. It sees the chunks
/// of both sides in the order of the recording, in any chunking, and holds back none of them: what may be a secret when a
/// chunk ends is masked. Secrets that were seen are masked wherever a string repeats them.
/// </summary>
public sealed class Redactor
{
    private readonly MaskList _masks = new();
    private readonly KnownSecrets _known = new();
    private readonly SecretScanner _client;
    private readonly SecretScanner _server;
    private readonly SecretScanner _before;

    public Redactor(SecretRules rules)
    {
        foreach (string text in rules.Texts)
        {
            _known.Add(text);
        }

        (_client, _server, _before) = (Scanner(fromClient: true), Scanner(fromClient: false), Scanner(fromClient: true));

        SecretScanner Scanner(bool fromClient) => new(rules, _known, _masks, fromClient);
    }

    /// <summary>How many values have been masked.</summary>
    public long Values => _client.Values + _server.Values;

    /// <summary>How many messages of a side have ended.</summary>
    public long Messages(SessionSide side) => (side == SessionSide.Client ? _client : _server).Messages;

    /// <summary>What goes into the recording for this chunk: the chunk itself if there is nothing to hide. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Redact(SessionSide side, ReadOnlySpan<byte> chunk)
    {
        SecretScanner scanner = side == SessionSide.Client ? _client : _server;
        int known = _known.Version;
        _before.CopyFrom(scanner);
        Scan(scanner, chunk);
        if (_known.Version != known)                        // what has become known may stand earlier in this chunk
        {
            scanner.CopyFrom(_before);
            Scan(scanner, chunk);
        }

        return _masks.IsEmpty ? chunk : _masks.Apply(chunk);
    }

    private void Scan(SecretScanner scanner, ReadOnlySpan<byte> chunk)
    {
        _masks.Clear();
        scanner.Scan(chunk);
    }
}
