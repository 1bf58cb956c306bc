namespace QmpFuzz.Corpus.Testcases;

/// <summary>
/// Reads a testcase step by step without allocating; every byte string is a valid one. Grammar: 0x1E LETTER or
/// 0x1E LETTER k is a step, 0x1E 0x1E is the byte 0x1E, all else (a step cut off by the end, 0x1E before anything
/// but a-z) is plain bytes.
/// </summary>
public ref struct TestcaseReader(ReadOnlySpan<byte> testcase)
{
    private readonly ReadOnlySpan<byte> _testcase = testcase;

    /// <summary>Where the next step or run of bytes starts.</summary>
    public int Offset { get; private set; }

    /// <summary>Reads the next step, or a run of plain bytes (<see cref="StepKind.Bytes"/>); false at the end. Neighbouring runs are one stream: only a step ends a chunk.</summary>
    public bool TryRead(out ScheduleStep step, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        step = default;
        if (Offset == _testcase.Length)
        {
            return false;
        }

        int length = StepLength(_testcase, Offset);
        if (length == 0)
        {
            bytes = TakePlain();
            return true;
        }

        ReadOnlySpan<byte> found = _testcase.Slice(Offset, length);
        if (found[1] == ScheduleStep.Introducer)
        {
            bytes = found[1..];
        }
        else
        {
            step = new ScheduleStep(KindOf(found[1]), length == 3 ? found[2] : (byte)0);
        }

        Offset += length;
        return true;
    }

    /// <summary>The length of the step (or doubled introducer) that starts here; 0 where plain bytes start.</summary>
    public static int StepLength(ReadOnlySpan<byte> testcase, int offset)
    {
        ReadOnlySpan<byte> rest = testcase[offset..];
        if (rest[0] != ScheduleStep.Introducer || rest.Length < 2)
        {
            return 0;
        }

        byte letter = rest[1];
        if (letter == ScheduleStep.Introducer)
        {
            return 2;
        }

        int length = ScheduleStep.TakesArgument(letter) ? 3 : 2;
        return ScheduleStep.IsLetter(letter) && length <= rest.Length ? length : 0;
    }

    private ReadOnlySpan<byte> TakePlain()
    {
        int start = Offset;
        int end = start;
        do
        {
            int next = _testcase[(end + 1)..].IndexOf(ScheduleStep.Introducer);
            end = next < 0 ? _testcase.Length : end + 1 + next;
        }
        while (end < _testcase.Length && StepLength(_testcase, end) == 0);

        Offset = end;
        return _testcase[start..end];
    }

    private readonly StepKind KindOf(byte letter) => letter switch
    {
        (byte)'q' => Offset == 0 ? StepKind.Dialect : StepKind.Nothing,
        (byte)'c' or (byte)'e' or (byte)'s' or (byte)'d' or (byte)'x' or (byte)'w' or (byte)'f' or (byte)'m' or (byte)'h' or (byte)'r' or (byte)'t'
            or (byte)'a' or (byte)'i' or (byte)'l' => (StepKind)letter,
        _ => StepKind.Nothing,
    };
}
