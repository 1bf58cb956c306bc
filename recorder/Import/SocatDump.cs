using System.Globalization;
using System.Text.RegularExpressions;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Recorder.Capture;
using QmpFuzz.Recorder.Sessions;

namespace QmpFuzz.Recorder.Import;

/// <summary>
/// What <c>socat -x</c> (with <c>-v</c> or without) prints: a line with direction, time and place in the stream, then the bytes in
/// hexadecimal, sixteen a line with their text or all in one. With <c>fork</c> the blocks of several connections are mixed: the place in
/// the stream tells which goes on.
/// </summary>
internal sealed partial class SocatDump(ImportSource source, SessionFolder sessions) : LogImport(source, sessions)
{
    private const string Note = "from a socat dump: chunks are what socat read; its times have no zone and are taken as UTC; closes are not in it";

    private readonly List<Connection> _connections = [];
    private readonly List<byte> _bytes = [];
    private Block? _open;

    [GeneratedRegex("""^(?<sign>[<>]) (?<time>\d{4}/\d\d/\d\d \d\d:\d\d:\d\d)\.(?<fraction>\d+)  length=(?<length>\d+) from=(?<from>\d+) to=\d+\s*$""", RegexOptions.Multiline)]
    private static partial Regex Header();

    [GeneratedRegex("""^(?: [0-9a-f]{2})+""")]
    private static partial Regex Hexadecimal();

    public static bool Recognises(string head) => Header().IsMatch(head);

    protected override string? Accept(string line)
    {
        Match header = Header().Match(line);
        if (header.Success)
        {
            return _open is null ? Begin(header) : "before it, a block with fewer bytes than it says";
        }

        if (_open is not { } open || Hexadecimal().Match(line) is not { Success: true } bytes)
        {
            return null;
        }

        _bytes.AddRange(Convert.FromHexString(bytes.Value.Replace(" ", "", StringComparison.Ordinal)));
        if (_bytes.Count > open.Length)
        {
            return "more bytes than the block says";
        }

        if (_bytes.Count == open.Length)
        {
            Say(open);
        }

        return null;
    }

    protected override string? End() => _open is null ? null : "its last block has fewer bytes than it says";

    private string? Begin(Match header)
    {
        if (!DateTimeOffset.TryParseExact(header.Groups["time"].Value, "yyyy/MM/dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset second)
            || !int.TryParse(header.Groups["length"].Value, CultureInfo.InvariantCulture, out int length)
            || !long.TryParse(header.Groups["from"].Value, CultureInfo.InvariantCulture, out long from))
        {
            return "a header with impossible numbers";
        }

        long time = ((second - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond) + Microseconds(header.Groups["fraction"].Value);
        _open = length == 0 ? null : new Block(header.Groups["sign"].Value == ">", time, length, from);
        _bytes.Clear();
        return null;
    }

    // socat 1.7.4 prints the microseconds with zeros up to nine digits
    private static long Microseconds(string fraction)
    {
        long number = long.Parse(fraction[..Math.Min(fraction.Length, 9)], CultureInfo.InvariantCulture);
        return fraction.Length <= 6 || number < 1_000_000 ? number : number / 1000;
    }

    private void Say(Block block)
    {
        _open = null;
        ReadOnlySpan<byte> bytes = _bytes.ToArray();
        Connection connection = Find(block, bytes);
        SessionSide side = block.Forward == connection.ForwardIsClient ? SessionSide.Client : SessionSide.Server;
        connection.Session.Chunk(block.Time, side, bytes);
        connection.Add(block.Forward, bytes.Length);
    }

    private Connection Find(Block block, ReadOnlySpan<byte> bytes)
    {
        if (_connections.FindLast(open => open.Reached(block.Forward) == block.From) is { } found)
        {
            return found;
        }

        SessionOutput session = Sessions.Start(block.Time, Source.Path, Note);
        if (block.From > 0)
        {
            session.Note(block.Time, $"the dump begins inside the connection, at byte {block.From} of this side");
        }

        Connection begun = new(session, SideGuess.From(bytes) is not { } side || side == SessionSide.Client == block.Forward);
        begun.Add(block.Forward, block.From);
        _connections.Add(begun);
        return begun;
    }

    private sealed record Block(bool Forward, long Time, int Length, long From);

    /// <summary>One connection and how far both of its streams have come.</summary>
    private sealed class Connection(SessionOutput session, bool forwardIsClient)
    {
        private long _forward;
        private long _backward;

        public SessionOutput Session { get; } = session;

        public bool ForwardIsClient { get; } = forwardIsClient;

        public long Reached(bool forward) => forward ? _forward : _backward;

        public void Add(bool forward, long bytes)
        {
            _forward += forward ? bytes : 0;
            _backward += forward ? 0 : bytes;
        }
    }
}
