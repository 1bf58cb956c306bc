using QmpFuzz.Corpus.Testcases;

namespace QmpFuzz.Fuzz.Mutators;

/// <summary>What a piece of a testcase looks like.</summary>
internal enum PieceKind : byte
{
    Open,
    Close,
    Comma,
    Colon,
    String,
    Number,
    Word,
    Step,
    Junk,
}

/// <summary>One token; <paramref name="Match"/> is the index of the bracket that belongs to this one, or -1.</summary>
internal readonly record struct Piece(PieceKind Kind, int Start, int End, int Depth, int Match)
{
    public int Length => End - Start;
}

/// <summary>A stretch of bytes.</summary>
internal readonly record struct Stretch(int Start, int End)
{
    public int Length => End - Start;
}

/// <summary>
/// The structure that a testcase seems to have: pieces, and messages (top-level values that open with a bracket, with
/// the white space behind them). Lenient: anything at all has an outline, and what fits nowhere is junk.
/// </summary>
internal sealed class JsonOutline
{
    private readonly List<Piece> _pieces = [];
    private readonly List<Stretch> _messages = [];
    private readonly List<int> _open = [];

    public List<Piece> Pieces => _pieces;

    public List<Stretch> Messages => _messages;

    public void Read(ReadOnlySpan<byte> testcase)
    {
        _pieces.Clear();
        _messages.Clear();
        _open.Clear();
        int at = 0;
        while (at < testcase.Length)
        {
            at = IsBlank(testcase[at]) ? at + 1 : Take(testcase, at);
        }
    }

    /// <summary>The value that starts at this piece: itself, or up to the bracket that closes it; -1 if no value starts there.</summary>
    public int EndOfValue(int piece) => _pieces[piece] switch
    {
        { Kind: PieceKind.String or PieceKind.Number or PieceKind.Word } scalar => scalar.End,
        { Kind: PieceKind.Open, Match: >= 0 } open => _pieces[open.Match].End,
        _ => -1,
    };

    /// <summary>A string in front of a colon.</summary>
    public bool IsKey(int piece) =>
        _pieces[piece].Kind == PieceKind.String && piece + 1 < _pieces.Count && _pieces[piece + 1].Kind == PieceKind.Colon;

    private static bool IsBlank(byte value) => value is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';

    private static bool IsWord(byte value) => value is (>= (byte)'a' and <= (byte)'z') or (>= (byte)'A' and <= (byte)'Z') or (byte)'_';

    private static bool IsNumber(byte value) => value is (>= (byte)'0' and <= (byte)'9') or (byte)'-' or (byte)'+' or (byte)'.' or (byte)'e' or (byte)'E';

    private static int EndOfString(ReadOnlySpan<byte> testcase, int start)
    {
        byte quote = testcase[start];
        int at = start + 1;
        while (at < testcase.Length && testcase[at] != quote && testcase[at] >= 0x20)
        {
            at += testcase[at] == '\\' ? 2 : 1;
        }

        bool isClosed = at < testcase.Length && testcase[at] == quote;
        return Math.Min(isClosed ? at + 1 : at, testcase.Length);
    }

    private static int EndOfRun(ReadOnlySpan<byte> testcase, int start, Func<byte, bool> belongs)
    {
        int at = start + 1;
        while (at < testcase.Length && belongs(testcase[at]))
        {
            at++;
        }

        return at;
    }

    private int Take(ReadOnlySpan<byte> testcase, int at)
    {
        byte first = testcase[at];
        switch (first)
        {
            case (byte)'{' or (byte)'[': return Open(at);
            case (byte)'}' or (byte)']': return Close(testcase, at);
            case (byte)',': return Add(PieceKind.Comma, at, at + 1);
            case (byte)':': return Add(PieceKind.Colon, at, at + 1);
            case (byte)'"' or (byte)'\'': return Add(PieceKind.String, at, EndOfString(testcase, at));
            case ScheduleStep.Introducer when TestcaseReader.StepLength(testcase, at) is int length && length > 0: return Add(PieceKind.Step, at, at + length);
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'): return Add(PieceKind.Number, at, EndOfRun(testcase, at, IsNumber));
            default: return IsWord(first) ? Add(PieceKind.Word, at, EndOfRun(testcase, at, IsWord)) : Add(PieceKind.Junk, at, at + 1);
        }
    }

    private int Add(PieceKind kind, int start, int end)
    {
        _pieces.Add(new Piece(kind, start, end, _open.Count, -1));
        return end;
    }

    private int Open(int at)
    {
        Add(PieceKind.Open, at, at + 1);
        _open.Add(_pieces.Count - 1);
        return at + 1;
    }

    private int Close(ReadOnlySpan<byte> testcase, int at)
    {
        if (_open.Count == 0)
        {
            return Add(PieceKind.Close, at, at + 1);
        }

        int opener = _open[^1];
        _open.RemoveAt(_open.Count - 1);
        _pieces[opener] = _pieces[opener] with { Match = _pieces.Count };
        _pieces.Add(new Piece(PieceKind.Close, at, at + 1, _open.Count, opener));
        if (_open.Count == 0)
        {
            _messages.Add(new Stretch(_pieces[opener].Start, EndOfBlanks(testcase, at + 1)));
        }

        return at + 1;
    }

    private static int EndOfBlanks(ReadOnlySpan<byte> testcase, int start)
    {
        int at = start;
        while (at < testcase.Length && IsBlank(testcase[at]))
        {
            at++;
        }

        return at;
    }
}
